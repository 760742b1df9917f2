// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace satpad::gui {

/// Tells the operator outside the window. Lock screens show it: never the name or the content of a
/// picture.
class Notifier
{
public:
    virtual ~Notifier() = default;
    virtual void say(const QString& sentence) = 0;
};

/// By the desktop's notification service (org.freedesktop.Notifications); where there is none,
/// nothing is lost: the window counts what was not opened. GUI thread; does not wait for an answer.
class DesktopNotifier final : public Notifier
{
public:
    void say(const QString& sentence) override;
};

} // namespace satpad::gui
