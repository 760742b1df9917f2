// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QLabel>
#include <QWidget>

namespace satpad::service {
struct Check;
}

namespace satpad::gui {

class SimBadge;

/// One layer: how it stands, its name, and what was found in a sentence.
class DoctorRow final : public QWidget
{
    Q_OBJECT
public:
    DoctorRow(const Theme& theme, QWidget* parent);
    /// `marked`: it stands out.
    void show(const service::Check& check, const QString& text, bool marked);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refreshIcon();

    const Theme& m_theme;
    QLabel* m_icon;
    QLabel* m_layer;
    QLabel* m_text;
    SimBadge* m_badge;
    int m_found = 0; ///< service::Found
    bool m_marked = false;
};

} // namespace satpad::gui
