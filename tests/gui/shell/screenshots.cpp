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

#include <algorithm>
#include <functional>

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

struct Look
{
    const char* words;
    gui::ThemeChoice scheme;
    const char* suffix;
};
constexpr Look k_looks[] = {{"en", gui::ThemeChoice::dark, "dark"},
    {"en", gui::ThemeChoice::light, "light"},
    {"zh_CN", gui::ThemeChoice::dark, "dark-zh"},
    {"zh_CN", gui::ThemeChoice::light, "light-zh"}};

void wear(gui::MainWindow& window, gui::Theme& theme, const Look& look)
{
    window.chooseLanguage(look.words);
    theme.choose(look.scheme);
    spin(1000);
}

/// FOLDER/NAME-LOOK.png of each look; `arrive` goes where a window in another language is not.
bool drawLooks(
    gui::MainWindow& window,
    gui::Theme& theme,
    const QString& folder,
    const char* name,
    const std::function<void()>& arrive = [] {})
{
    bool saved = true;
    for (const Look& look : k_looks) {
        wear(window, theme, look);
        arrive();
        spin(700);
        saved = saved && window.grab().save(folder + "/" + name + "-" + look.suffix + ".png");
    }
    wear(window, theme, k_looks[0]);
    return saved;
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

void pressOnPasses(gui::MainWindow& window, const char* name)
{
    auto* button = window.deskView()->passesPage().findChild<QPushButton*>(name);
    if (button == nullptr) {
        qFatal("no %s", name);
    }
    button->click();
}

/// A moment of the pass in every look; it all but stands still meanwhile.
bool drawFlight(gui::MainWindow& window, gui::Theme& theme, const QString& folder, const char* name)
{
    pressOnPasses(window, "passSpeed1");
    const bool saved = drawLooks(window, theme, folder, name);
    pressOnPasses(window, "passSpeed60");
    return saved;
}

/// The made-up pass over the station, as fast as it goes, up to its million.
bool fly(gui::MainWindow& window, gui::Theme& theme, const QString& folder)
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
    pressOnPasses(window, "passSpeed60");
    run->click();
    spin(3500);
    const bool drawn = drawFlight(window, theme, folder, "passes-live");
    // The page, and what holds it, is another one by now.
    const auto flown = [&window]() -> gui::PassesPage& { return window.deskView()->passesPage(); };
    const bool crossed = waitUntil([&] { return flown().flight().state().million.has_value(); });
    spin(700);
    return drawn && crossed && drawFlight(window, theme, folder, "passes-million") &&
           waitUntil([&] { return !flown().isFlying(); });
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

bool drawFirstStart(
    test::TwoHomes& homes, gui::Theme& theme, const QString& folder, const QSize& size)
{
    Fresh fresh(homes, theme, {}, size);
    return drawLooks(fresh.window, theme, folder, "wizard");
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
    return drawLooks(
        fresh.window, theme, folder, "recovery", [&fresh] { fresh.window.deskView()->explain(); });
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
    return std::ranges::all_of(k_looks, [&](const Look& look) {
        wear(fresh.window, theme, look);
        return test::drawKeySources(fresh.window, card, folder, look.suffix);
    });
}

/// After its first pass, and while the photo is on its way.
bool drawDemo(test::TwoHomes& homes,
    gui::Theme& theme,
    const char* words,
    const QString& folder,
    const QSize& size)
{
    const gui::Language spoken(words);
    test::TestAsker asker;
    gui::DemoWindow demo(homes.world(), theme, asker, 0, sample("rocket.jpg"));
    demo.resize(size);
    demo.show();
    const auto draw = [&](const QString& name) {
        for (const Look& look : k_looks) {
            if (spoken.current() == look.words) {
                theme.choose(look.scheme);
                spin(300);
                demo.grab().save(folder + "/" + name + "-" + look.suffix + ".png");
            }
        }
    };
    auto* next = demo.findChild<QPushButton*>("demoNext");
    const auto mayGoOn = [next] {
        return next != nullptr && waitUntil([next] { return next->isEnabled(); });
    };
    for (int step = 0; step < 4; ++step) { // two passes, the relay, the photo
        if (!mayGoOn()) {
            return false;
        }
        if (step == 1) {
            draw("demo-pass");
        }
        next->click();
        spin(300);
    }
    spin(6000); // the photo is on its way
    draw("demo");
    return true;
}

/// Every page of the window, in both languages and themes.
bool drawEverything(
    test::TwoHomes& homes, gui::Theme& theme, const QString& folder, const QSize& size)
{
    Fresh fresh(homes, theme, homes.path("stellenbosch"), size);
    gui::MainWindow& window = fresh.window;
    if (!fresh.isReady() || !fly(window, theme, folder)) {
        return false;
    }
    window.deskView()->sendPage().addFiles({sample("coffee.png"), sample("rocket.jpg")});
    spin(9000); // both plans
    for (const Look& look : k_looks) {
        wear(window, theme, look);
        drawPages(window, folder, look.suffix);
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
    const bool drawn =
        drawEverything(homes, theme, folder, size) && drawFirstStart(homes, theme, folder, size) &&
        drawKey(homes, theme, folder, size) && drawDemo(homes, theme, "en", folder, size) &&
        drawDemo(homes, theme, "zh_CN", folder, size) &&
        drawRecovery(homes, theme, backup, folder, size);
    return drawn ? 0 : 1;
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
