// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "test_asker.h"
#include "two_homes.h"
#include "views/shell/desk_view.h"
#include "views/shell/main_window.h"

#include <QDeadlineTimer>
#include <QPushButton>
#include <QThread>

#include <time.h>

namespace satpad::test {

inline constexpr int k_patience = 180'000; ///< ms

inline QString sample(const char* name)
{
    return qEnvironmentVariable("SATPAD_SAMPLES") + "/" + name;
}

/// Waits as qWaitFor does, and keeps the longest stretch of processor time that the GUI thread spent
/// on one round of events. Processor time, not the clock: other programs on the machine do not count.
class Watchdog
{
public:
    [[nodiscard]] bool waitFor(const std::function<bool()>& holds)
    {
        QDeadlineTimer deadline(k_patience);
        while (!holds()) {
            if (deadline.hasExpired()) {
                return false;
            }
            const double before = now();
            QCoreApplication::processEvents();
            m_longest = std::max(m_longest, now() - before);
            QThread::msleep(1);
        }
        return true;
    }
    [[nodiscard]] double longestMs() const { return m_longest; }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    }

    double m_longest = 0;
};

/// A window on a home, with looks of its own.
struct Shown
{
    Shown(TwoHomes& homes, const QString& home, gui::Tray* tray = nullptr)
        : preferences(homes.file("desktop-" + QString::number(++s_made) + ".ini"))
        , window({homes.world(),
              homes.file("homes").toStdString(),
              home.toStdString(),
              theme(),
              language,
              preferences,
              asker,
              notifier,
              tray})
    {
        window.show();
    }
    [[nodiscard]] bool isReady()
    {
        return QTest::qWaitFor(
            [this] { return window.deskView() != nullptr && window.desk()->isRead(); }, k_patience);
    }
    [[nodiscard]] gui::DeskView& view() { return *window.deskView(); }
    [[nodiscard]] QPushButton* button(const char* name)
    {
        return window.findChild<QPushButton*>(QLatin1String(name));
    }
    [[nodiscard]] bool isInbox(std::size_t pictures)
    {
        return QTest::qWaitFor(
            [&] { return window.desk()->state().inbox.size() == pictures; }, k_patience);
    }
    static gui::Theme& theme()
    {
        static gui::Theme made(*qApp, gui::ThemeChoice::dark);
        return made;
    }

    TestAsker asker;
    TestNotifier notifier;
    gui::Preferences preferences;
    gui::Language language{"en"};
    gui::MainWindow window;
    static inline int s_made = 0;
};

} // namespace satpad::test
