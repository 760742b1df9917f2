// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <functional>

namespace satpad::gui {

/// Tells when nobody has used the program's windows for a while: no key, no mouse. GUI thread.
class IdleWatch final : public QObject
{
    Q_OBJECT
public:
    /// `minutes` is asked whenever a window is used; 0: never.
    IdleWatch(std::function<int()> minutes, QObject* parent);
    [[nodiscard]] bool isOn() const { return m_timer.isActive(); }

Q_SIGNALS:
    void idle();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void startAnew();

    std::function<int()> m_minutes;
    QTimer m_timer;
    qint64 m_last = 0; ///< use of a window, seconds since the boot
};

} // namespace satpad::gui
