// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk_state.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QSpinBox;

namespace satpad::gui {

/// Asks for whom a courier file is and how much key it holds. Not modal to the program's work: show
/// it with open(); ordered() tells the answer.
class CourierDialog final : public QDialog
{
    Q_OBJECT
public:
    CourierDialog(
        const std::vector<PeerState>& peers, const QString& chosen, QWidget* parent = nullptr);

Q_SIGNALS:
    /// `bytes`: key of both directions together.
    void ordered(const QString& peer, quint64 bytes);

private:
    [[nodiscard]] quint64 bytes() const;
    void showPages();

    QComboBox* m_peer;
    QSpinBox* m_size;
    QLabel* m_pages;
};

} // namespace satpad::gui
