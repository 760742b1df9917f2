// SPDX-License-Identifier: GPL-3.0-or-later
#include "passes/pass_rig.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/send/send_page.h"
#include "views/shell/desk_view.h"
#include "views/shell/main_window.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>

/// Draws every page of the desktop, in both themes and both languages, into a folder: real homes, a
/// real picture on its way. Usage: screenshots FOLDER [WIDTHxHEIGHT]
namespace {

using namespace satpad;

void spin(int ms)
{
    QTest::qWait(ms);
}

bool waitUntil(const std::function<bool()>& holds)
{
    return QTest::qWaitFor(holds, 60'000);
}

struct Page
{
    const char* name;
    gui::DeskView::Page page;
};
constexpr Page k_pages[] = {{"passes", gui::DeskView::Page::passes},
    {"send", gui::DeskView::Page::send},
    {"outbox", gui::DeskView::Page::outbox},
    {"inbox", gui::DeskView::Page::inbox},
    {"keys", gui::DeskView::Page::keys},
    {"sites", gui::DeskView::Page::sites},
    {"settings", gui::DeskView::Page::settings}};

QString sample(const char* name)
{
    return qEnvironmentVariable("SATPAD_SAMPLES") + "/" + name;
}

/// Pictures both ways, and one that waits because nobody listens for it any more.
void exchange(test::TwoHomes& homes)
{
    QProcess receiver;
    receiver.setProcessEnvironment(homes.environment());
    receiver.start(
        qEnvironmentVariable("SATPAD"), {"--home", homes.path("stellenbosch"), "receive"});
    for (const char* name : {"coffee.png", "rocket.jpg", "drawing.png"}) {
        homes.run({"--home",
            homes.path("beijing"),
            "send",
            sample(name),
            "--to",
            "stellenbosch",
            "--budget",
            "24kB"});
    }
    receiver.terminate();
    receiver.waitForFinished();
    QProcess late;
    late.setProcessEnvironment(homes.environment());
    late.start(qEnvironmentVariable("SATPAD"),
        {"--home",
            homes.path("stellenbosch"),
            "send",
            sample("page-scan.jpg"),
            "--to",
            "beijing",
            "--budget",
            "16kB",
            "--wait",
            "0"});
    late.waitForFinished();
}

void drawPages(gui::MainWindow& window, const QString& folder, const QString& suffix)
{
    for (const Page& page : k_pages) {
        window.deskView()->go(page.page);
        spin(700);
        window.grab().save(folder + "/" + page.name + "-" + suffix + ".png");
    }
}

/// The made-up pass over the station, as fast as it goes, up to its million.
bool fly(gui::MainWindow& window, const QString& folder)
{
    gui::DeskView& view = *window.deskView();
    view.go(gui::DeskView::Page::passes);
    auto& page = view.passesPage();
    page.pickOverhead();
    const bool planned = waitUntil(
        [&] { return page.forecast().plan() != nullptr && page.forecast().plan()->pass.isMadeUp; });
    auto* run = page.findChild<QPushButton*>("passRun");
    if (!planned || run == nullptr || !waitUntil([&] { return run->isEnabled(); })) {
        return false;
    }
    auto* satellite = page.findChild<QComboBox*>("passSatellite");
    satellite->setCurrentText("jinan-1");
    Q_EMIT satellite->activated(satellite->currentIndex());
    page.findChild<QPushButton*>("passSpeed60")->click();
    QSignalSpy celebrated(&page, &gui::PassesPage::celebrated);
    run->click();
    spin(3500);
    window.grab().save(folder + "/passes-live-dark.png");
    const bool crossed = waitUntil([&] { return !celebrated.isEmpty(); });
    spin(700);
    window.grab().save(folder + "/passes-million-dark.png");
    return crossed && waitUntil([&] { return !page.isFlying(); });
}

int run(QApplication& app, const QString& folder, const QSize& size)
{
    test::TwoHomes homes("400kB", true, "beijing", "stellenbosch");
    test::Craft craft(homes, "stellenbosch");
    exchange(homes);
    gui::Preferences preferences(homes.file("desktop.ini"));
    preferences.setPassPlace({"stellenbosch", "jinan-class", "excellent"});
    gui::Language language("en");
    gui::Theme theme(app, gui::ThemeChoice::dark);
    test::TestAsker asker;
    test::TestNotifier notifier;
    gui::MainWindow window({homes.world(),
        {},
        homes.path("stellenbosch").toStdString(),
        theme,
        language,
        preferences,
        asker,
        notifier});
    window.resize(size);
    window.show();
    if (!waitUntil([&] { return window.deskView() != nullptr && window.desk()->isRead(); })) {
        return 1;
    }
    if (!fly(window, folder)) {
        qCritical("no pass was flown");
        return 1;
    }
    for (const char* words : {"en", "zh_CN"}) {
        window.chooseLanguage(words);
        spin(300);
        window.deskView()->sendPage().addFiles({sample("coffee.png"), sample("rocket.jpg")});
        spin(9000); // both plans
        for (const auto scheme : {gui::ThemeChoice::dark, gui::ThemeChoice::light}) {
            theme.choose(scheme);
            drawPages(window,
                folder,
                QString(scheme == gui::ThemeChoice::dark ? "dark" : "light") +
                    (QString(words) == "en" ? "" : "-zh"));
        }
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        qCritical("usage: screenshots FOLDER [WIDTHxHEIGHT]");
        return 2;
    }
    const QStringList size = arguments.value(2, "1280x800").split('x');
    return run(app, arguments.at(1), {size.value(0).toInt(), size.value(1).toInt()});
}
