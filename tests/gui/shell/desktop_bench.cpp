// SPDX-License-Identifier: GPL-3.0-or-later
#include "shown.h"

#include <satpad/core/ledger.h>
#include <satpad/core/pad_file.h>

#include <QFile>

#include <fstream>
#include <sstream>
#include <unistd.h>

/// How long the window takes from the start of its process to the first paint of a page that shows
/// what a big home holds. Usage: desktop_bench [MESSAGES [PADS]]; it makes the homes, then starts
/// itself as `desktop_bench --start HOME` a few times, each a process of its own.
namespace {

using namespace satpad;

constexpr int k_starts = 5;

double secondsSinceBoot()
{
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// proc(5): the 22nd field, in clock ticks after the boot.
double processStarted()
{
    std::ifstream stat("/proc/self/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string field;
    for (int i = 3; i <= 22; ++i) {
        fields >> field;
    }
    return std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

class FirstPaint final : public QObject
{
public:
    bool eventFilter(QObject* /*watched*/, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && m_at == 0) {
            m_at = secondsSinceBoot();
        }
        return false;
    }
    [[nodiscard]] double at() const { return m_at; }

private:
    double m_at = 0;
};

int start(QApplication& app, const QString& home)
{
    if (!core::initialise_core()) {
        return 1;
    }
    const auto files = core::make_posix_file_store();
    core::SystemRandom random;
    const core::SystemClock clock;
    const QString state = qEnvironmentVariable("XDG_STATE_HOME") + "/satpad";
    service::World world{*files, random, clock, state.toStdString()};
    gui::Preferences preferences(home + "-desktop.ini");
    gui::Language language("en");
    gui::Theme theme(app, gui::ThemeChoice::dark);
    test::TestAsker asker;
    test::TestNotifier notifier;
    gui::MainWindow window(
        {world, {}, home.toStdString(), theme, language, preferences, asker, notifier});
    FirstPaint first;
    window.installEventFilter(&first);
    window.show();
    const bool isOpen = QTest::qWaitFor([&] { return window.deskView() != nullptr; }, 60'000);
    window.deskView()->go(gui::DeskView::Page::inbox);
    const bool isRead = isOpen && QTest::qWaitFor([&] { return window.desk()->isRead(); }, 60'000);
    window.grab();
    const double shown = secondsSinceBoot();
    const double started = processStarted();
    std::printf("first paint %.2f s, inbox of %zu shown %.2f s after the start of the process\n",
        first.at() - started,
        window.desk()->state().inbox.size(),
        shown - started);
    return isRead ? 0 : 1;
}

void addPads(service::Site& site, int pads)
{
    core::SystemRandom random;
    std::vector<core::NewPad> batch;
    const core::SiteId peer = site.config().peers.front().id;
    for (int i = 0; i < pads; ++i) {
        constexpr std::uint64_t k_pages = 8;
        core::NewPad pad;
        random.fill(std::as_writable_bytes(std::span(&pad.id, 1)));
        random.fill(std::as_writable_bytes(std::span(&pad.batch, 1)));
        random.fill(std::as_writable_bytes(std::span(&pad.confirm_tag, 1)));
        pad.peer = peer;
        pad.direction = i % 2 == 0 ? core::PadDirection::send : core::PadDirection::receive;
        pad.pages = k_pages;
        pad.origin = "courier";
        pad.state = core::PadState::confirmed;
        core::Bytes bytes(k_pages * core::k_page_bytes);
        random.fill(bytes);
        auto writer = core::PadFileWriter::create(site.home(), pad.id, pad.pages);
        if (!writer || !writer->append(bytes) || !writer->finish()) {
            qFatal("no pad file");
        }
        pad.batch = batch.empty() ? pad.batch : batch.front().batch;
        batch.push_back(pad);
        if (batch.size() == 500 || i + 1 == pads) {
            if (!site.ledger().add_pads(batch)) {
                qFatal("no pads");
            }
            batch.clear();
        }
    }
}

int make(int messages, int pads)
{
    const qint64 picture = QFile(test::sample("drawing.png")).size();
    test::TwoHomes homes(QString::number((picture + 20'000) * messages * 2 / 1000 + 100) + "kB");
    homes.fillInbox(test::sample("drawing.png"), messages);
    addPads(*homes.open("b"), pads);
    for (int i = 0; i < k_starts; ++i) {
        QProcess self;
        self.setProcessEnvironment(homes.environment());
        self.setProcessChannelMode(QProcess::ForwardedChannels);
        self.start(QCoreApplication::applicationFilePath(), {"--start", homes.path("b")});
        self.waitForFinished(120'000);
        if (self.exitCode() != 0) {
            return 1;
        }
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.value(1) == "--start") {
        return start(app, arguments.value(2));
    }
    return make(arguments.value(1, "1000").toInt(), arguments.value(2, "10000").toInt());
}
