// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/dialogs.h"
#include "views/shell/main_window.h"

#include <satpad/core/environment.h>

#include <QApplication>
#include <QCommandLineParser>

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
    parser.process(app);

    const auto files = core::make_posix_file_store();
    core::SystemRandom random;
    const core::SystemClock clock;
    service::World world{*files, random, clock, service::default_state_folder()};
    gui::Preferences preferences(gui::Preferences::defaultFile());
    gui::Language language(preferences.language());
    gui::Theme theme(app, preferences.theme());
    gui::DialogAsker asker;
    gui::DesktopNotifier notifier;
    gui::MainWindow window({world,
        service::default_homes_folder(),
        parser.value(home).toStdString(),
        theme,
        language,
        preferences,
        asker,
        notifier});
    window.show();
    return QApplication::exec();
}
