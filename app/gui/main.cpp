// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/demo/demo_window.h"
#include "views/shell/dialogs.h"
#include "views/shell/main_window.h"

#include <satpad/core/environment.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include <csignal>

namespace {

volatile std::sig_atomic_t g_asked_to_end = 0;

/// Interrupted in a terminal, the demo removes its folder, too.
void endOnSignals(QObject& window)
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        std::signal(signal, [](int) { g_asked_to_end = 1; });
    }
    constexpr int k_lookEveryMs = 200;
    auto* look = new QTimer(&window);
    QObject::connect(look, &QTimer::timeout, &window, [] {
        if (g_asked_to_end != 0) {
            QApplication::quit();
        }
    });
    look->start(k_lookEveryMs);
}

} // namespace

int main(int argc, char** argv)
{
    using namespace satpad;
    // First: core dumps off before any secret is read.
    const auto ready = core::initialise_core();
    if (!ready) {
        qCritical("satpad-gui: %s", ready.error().text().c_str());
        return 1;
    }
    QApplication app(argc, argv);
    QApplication::setApplicationName("satpad-gui");
    QApplication::setApplicationDisplayName("Satpad");
    QApplication::setDesktopFileName("satpad-gui");
    QCommandLineParser parser;
    parser.setApplicationDescription("Satpad sends images between two sites under a one-time pad.");
    parser.addHelpOption();
    const QCommandLineOption home(
        "home", "The site's home folder (default: the only one in ~/.local/share/satpad).", "DIR");
    parser.addOption(home);
    const QCommandLineOption demo(
        "demo", "Both sites, a SIMULATED satellite and link, in a folder that goes afterwards.");
    const QCommandLineOption image("image", "With --demo: this picture, not the sample.", "FILE");
    parser.addOptions({demo, image});
    parser.process(app);
    if (parser.isSet(demo) && parser.isSet(home)) {
        qCritical("satpad-gui: --demo makes homes of its own; leave --home out");
        return 2;
    }
    if (parser.isSet(image) && !parser.isSet(demo)) {
        qCritical("satpad-gui: --image is for --demo; on the Send page, open the picture there");
        return 2;
    }

    const auto files = core::make_posix_file_store();
    core::SystemRandom random;
    const core::SystemClock clock;
    service::World world{*files, random, clock, service::default_state_folder()};
    gui::Preferences preferences(gui::Preferences::defaultFile());
    gui::Language language(preferences.language());
    gui::Theme theme(app, preferences.theme());
    gui::DialogAsker asker;
    if (parser.isSet(demo)) {
        gui::DemoWindow window(world, theme, asker, gui::DemoWindow::k_speed, parser.value(image));
        endOnSignals(window);
        window.show();
        return QApplication::exec();
    }
    gui::DesktopNotifier notifier;
    gui::SystemTray tray;
    gui::MainWindow window({world,
        service::default_homes_folder(),
        parser.value(home).toStdString(),
        theme,
        language,
        preferences,
        asker,
        notifier,
        &tray});
    window.show();
    return QApplication::exec();
}
