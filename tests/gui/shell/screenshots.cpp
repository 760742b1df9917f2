// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_pictures.h"
#include "passes/pass_rig.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/demo/demo_window.h"
#include "views/send/send_page.h"
#include "views/shell/desk_view.h"
#include "views/shell/main_window.h"

#include <QApplication>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>

#include <tuple>

/// Draws every page of the desktop, in both themes and both languages, into a folder: real homes, a
/// real picture on its way. Usage: screenshots FOLDER [WIDTHxHEIGHT [POINTS]], where POINTS is the size
/// the desktop writes in; QT_SCALE_FACTOR=2 draws as on a screen of twice the density.
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

/// A picture of the inbox, with its details.
void chooseOne(gui::MainWindow& window)
{
    auto* list = window.findChild<QListView*>("inboxList");
    if (list != nullptr && list->model()->rowCount() > 1) {
        list->setCurrentIndex(list->model()->index(1, 0));
    }
}

void drawPages(gui::MainWindow& window, const QString& folder, const QString& suffix)
{
    for (const Page& page : k_pages) {
        window.deskView()->go(page.page);
        if (page.page == gui::DeskView::Page::inbox) {
            chooseOne(window);
        }
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

/// A window on `home` as the operator first sees it.
struct Fresh
{
    Fresh(test::TwoHomes& homes, gui::Theme& theme, const QString& home, const QSize& size)
        : preferences(homes.file("fresh.ini"))
        , window({homes.world(),
              homes.file("none").toStdString(),
              home.toStdString(),
              theme,
              language,
              preferences,
              asker,
              notifier})
    {
        preferences.setPassPlace({"stellenbosch", "jinan-class", "excellent"});
        window.resize(size);
        window.show();
    }
    [[nodiscard]] bool isReady()
    {
        return waitUntil([&] { return window.deskView() != nullptr && window.desk()->isRead(); });
    }

    test::TestAsker asker;
    test::TestNotifier notifier;
    gui::Preferences preferences;
    gui::Language language{"en"};
    gui::MainWindow window;
};

void drawFirstStart(
    test::TwoHomes& homes, gui::Theme& theme, const QString& folder, const QSize& size)
{
    Fresh fresh(homes, theme, {}, size);
    spin(700);
    fresh.window.grab().save(folder + "/wizard-dark.png");
}

/// `backup` takes the place of the home that went on after it.
bool drawRecovery(test::TwoHomes& homes,
    gui::Theme& theme,
    const QString& backup,
    const QString& folder,
    const QSize& size)
{
    const QString home = homes.path("stellenbosch");
    if (!QDir(home).removeRecursively() || !QFile::rename(backup, home)) {
        return false;
    }
    Fresh fresh(homes, theme, home, size);
    if (!fresh.isReady()) {
        return false;
    }
    fresh.window.deskView()->explain();
    spin(700);
    return fresh.window.grab().save(folder + "/recovery-dark.png");
}

/// Key from KMEs, the check of the connection, a new peer.
bool drawKey(test::TwoHomes& homes, gui::Theme& theme, const QString& folder, const QSize& size)
{
    const test::KeySources sources(homes, "stellenbosch", "beijing");
    homes.run({"--home", homes.path("graz"), "init", "--name", "graz", "--simulated"});
    const QString card = homes.run({"--home", homes.path("graz"), "site", "card"});
    Fresh fresh(homes, theme, homes.path("stellenbosch"), size);
    if (!fresh.isReady()) {
        return false;
    }
    fresh.window.desk()->choosePeer("beijing");
    const std::tuple<const char*, gui::ThemeChoice, const char*> looks[] = {
        {"en", gui::ThemeChoice::light, "light"}, {"zh_CN", gui::ThemeChoice::dark, "dark-zh"}};
    for (const auto& [words, scheme, suffix] : looks) {
        fresh.window.chooseLanguage(words);
        theme.choose(scheme);
        spin(1000);
        if (!test::drawKeySources(fresh.window, card, folder, suffix)) {
            return false;
        }
    }
    return true;
}

/// The first pass, in Chinese.
bool drawDemoPass(
    test::TwoHomes& homes, gui::Theme& theme, const QString& folder, const QSize& size)
{
    const gui::Language chinese("zh_CN");
    theme.choose(gui::ThemeChoice::light);
    test::TestAsker asker;
    gui::DemoWindow demo(homes.world(), theme, asker, 0, sample("rocket.jpg"));
    demo.resize(size);
    demo.show();
    auto* next = demo.findChild<QPushButton*>("demoNext");
    if (next == nullptr || !waitUntil([&] { return next->isEnabled(); })) {
        return false;
    }
    next->click();
    spin(300);
    waitUntil([&] { return next->isEnabled(); });
    spin(300);
    return demo.grab().save(folder + "/demo-pass-light-zh.png");
}

bool drawDemo(test::TwoHomes& homes, gui::Theme& theme, const QString& folder, const QSize& size)
{
    theme.choose(gui::ThemeChoice::dark);
    test::TestAsker asker;
    gui::DemoWindow demo(homes.world(), theme, asker, 0, sample("rocket.jpg"));
    demo.resize(size);
    demo.show();
    auto* next = demo.findChild<QPushButton*>("demoNext");
    for (int step = 0; step < 4; ++step) { // two passes, the relay, the photo
        if (next == nullptr || !waitUntil([&] { return next->isEnabled(); })) {
            return false;
        }
        next->click();
        spin(300);
    }
    spin(6000); // the photo is on its way
    return demo.grab().save(folder + "/demo-dark.png");
}

/// Every page of the window, in both languages and themes.
bool drawEverything(
    test::TwoHomes& homes, gui::Theme& theme, const QString& folder, const QSize& size)
{
    Fresh fresh(homes, theme, homes.path("stellenbosch"), size);
    gui::MainWindow& window = fresh.window;
    if (!fresh.isReady() || !fly(window, folder)) {
        return false;
    }
    window.deskView()->sendPage().addFiles({sample("coffee.png"), sample("rocket.jpg")});
    spin(9000); // both plans
    for (const char* words : {"en", "zh_CN"}) {
        window.chooseLanguage(words);
        spin(1000);
        const QString suffix = QString(words) == "en" ? "" : "-zh";
        for (const auto scheme : {gui::ThemeChoice::dark, gui::ThemeChoice::light}) {
            theme.choose(scheme);
            drawPages(
                window, folder, (scheme == gui::ThemeChoice::dark ? "dark" : "light") + suffix);
        }
    }
    window.chooseLanguage("en");
    return true;
}

int run(QApplication& app, const QString& folder, const QSize& size)
{
    test::TwoHomes homes("400kB", true, "beijing", "stellenbosch");
    test::Craft craft(homes, {"stellenbosch"});
    const QString backup = homes.file("backup");
    if (QProcess::execute("cp", {"-a", homes.path("stellenbosch"), backup}) != 0) {
        return 1;
    }
    exchange(homes);
    gui::Theme theme(app, gui::ThemeChoice::dark);
    if (!drawEverything(homes, theme, folder, size)) {
        return 1;
    }
    theme.choose(gui::ThemeChoice::dark);
    drawFirstStart(homes, theme, folder, size);
    return drawKey(homes, theme, folder, size) && drawDemoPass(homes, theme, folder, size) &&
                   drawDemo(homes, theme, folder, size) &&
                   drawRecovery(homes, theme, backup, folder, size)
               ? 0
               : 1;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        qCritical("usage: screenshots FOLDER [WIDTHxHEIGHT [POINTS]]");
        return 2;
    }
    const QStringList size = arguments.value(2, "1280x800").split('x');
    QFont desktop = QApplication::font();
    desktop.setPointSizeF(arguments.value(3, "10").toDouble());
    QApplication::setFont(desktop);
    return run(app, arguments.at(1), {size.value(0).toInt(), size.value(1).toInt()});
}
