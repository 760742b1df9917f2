// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

namespace satpad::core {
struct Error;
}

namespace satpad::gui {

class RecoveryPanel;

/// What stands in the window when the home is there and cannot be opened: what happened, what is
/// safe, what to do. GUI thread.
class DamagedPage final : public QWidget
{
    Q_OBJECT
public:
    explicit DamagedPage(const Theme& theme, QWidget* parent = nullptr);
    /// `home`: its folder, empty when none was found out.
    void show(const core::Error& why, const QString& home);

Q_SIGNALS:
    void againAsked();
    void folderAsked();

private:
    QLabel* m_title;
    QLabel* m_home;
    RecoveryPanel* m_panel;
};

} // namespace satpad::gui
