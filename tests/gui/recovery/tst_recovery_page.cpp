// SPDX-License-Identifier: GPL-3.0-or-later
#include "busy.h"
#include "look/figures.h"
#include "models/desk.h"
#include "test_asker.h"
#include "two_homes.h"
#include "views/notice.h"
#include "views/recovery/case_row.h"
#include "views/recovery/recovery_page.h"
#include "views/recovery/recovery_panel.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

#include <algorithm>
#include <csignal>
#include <memory>
#include <sys/prctl.h>

using namespace satpad;
using gui::RecoveryPage;
using Case = gui::RecoveryPage::Case;

namespace {

constexpr int k_patience = 60'000;

QString sample(const char* name)
{
    return qEnvironmentVariable("SATPAD_SAMPLES") + "/" + name;
}

/// The receiver of a home, as a process.
class Receiving
{
public:
    Receiving(const test::TwoHomes& homes, const QString& home)
    {
        m_process.setProcessEnvironment(homes.environment());
        // A test that ends early leaves no listener behind.
        m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
        m_process.start(qEnvironmentVariable("SATPAD"), {"--home", homes.path(home), "receive"});
        QByteArray said;
        const bool on = QTest::qWaitFor(
            [&] {
                said += m_process.readAllStandardError();
                return said.contains("receives on");
            },
            k_patience);
        if (!on) {
            qFatal("nobody receives: %s", said.constData());
        }
    }
    ~Receiving()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }
    Receiving(const Receiving&) = delete;
    Receiving& operator=(const Receiving&) = delete;

private:
    QProcess m_process;
};

/// A page on home a.
struct Shown
{
    explicit Shown(test::TwoHomes& homes)
        : desk(homes.open("a"), homes.opener("a"))
    {
        if (!QTest::qWaitFor([this] { return desk.isRead(); }, k_patience)) {
            qFatal("the home was not read");
        }
        page = std::make_unique<RecoveryPage>(
            gui::PageNeeds{desk, theme(), asker, homes.preferences(), homes.world()}, nullptr);
        page->resize(1072, 756);
        page->QWidget::show();
    }
    [[nodiscard]] QString text(const char* label) const
    {
        const auto* found = page->findChild<QLabel*>(QLatin1String(label));
        return found == nullptr ? QString() : found->text();
    }
    [[nodiscard]] QPushButton* button(const QString& name) const
    {
        return page->findChild<QPushButton*>(name);
    }
    [[nodiscard]] bool holds(const char* row) const
    {
        return page->findChild<gui::CaseRow*>(QLatin1String(row))->holds();
    }
    [[nodiscard]] bool reaches(const std::function<bool()>& state) const
    {
        return QTest::qWaitFor(state, k_patience);
    }
    /// Of the step behind a button.
    [[nodiscard]] bool isDone(const QString& deed) const
    {
        const auto& steps = page->findChild<gui::RecoveryPanel*>()->text().steps;
        const auto step = std::ranges::find(steps, deed, &gui::RecoveryStep::name);
        return step != steps.end() && step->done;
    }
    void press(const QString& name) const
    {
        QVERIFY2(button(name) != nullptr, qPrintable(name));
        QVERIFY2(button(name)->isEnabled(), qPrintable(name));
        QTest::mouseClick(button(name), Qt::LeftButton);
    }
    static gui::Theme& theme()
    {
        static gui::Theme made(*qApp, gui::ThemeChoice::dark);
        return made;
    }

    test::TestAsker asker;
    gui::Desk desk;
    std::unique_ptr<RecoveryPage> page;
};

void copy(const QString& from, const QString& to)
{
    QCOMPARE(QProcess::execute("cp", {"-a", from, to}), 0);
}

void send(const test::TwoHomes& homes)
{
    homes.run(
        {"--home", homes.path("a"), "send", sample("coffee.png"), "--to", "b", "--thumbnail"});
}

/// Another home lies in place of a: `backup`, as it was.
void restore(const test::TwoHomes& homes, const QString& backup)
{
    QVERIFY(QDir(homes.path("a")).removeRecursively());
    QVERIFY(QFile::rename(backup, homes.path("a")));
}

bool addsUp(const test::TwoHomes& homes)
{
    return homes.run({"--home", homes.path("a"), "--json", "ledger", "verify"})
        .contains("\"ok\":true");
}

/// A third home that a shares key with.
void addThird(const test::TwoHomes& homes)
{
    homes.run({"--home", homes.path("c"), "init", "--name", "c", "--listen", "127.0.0.1:9"});
    homes.run({"--home", homes.path("c"), "site", "card", "-o", homes.file("c.card")});
    homes.run({"--home", homes.path("a"), "peer", "add", homes.file("c.card")});
    homes.run({"--home", homes.path("c"), "peer", "add", homes.file("a.card")});
    homes.run({"--home",
        homes.path("a"),
        "keys",
        "courier",
        "--peer",
        "c",
        "--bytes",
        "20kB",
        "-o",
        homes.file("c.courier")});
    homes.run({"--home", homes.path("c"), "keys", "import", homes.file("c.courier")});
}

QString exported(const test::TwoHomes& homes, const QString& home)
{
    const QString file = homes.file(home + ".ledger");
    homes.run({"--home", homes.path(home), "ledger", "export", "-o", file});
    return file;
}

core::PadSummary sendPad(service::Site& site, const std::string& peer = "b")
{
    const core::SiteId with = std::ranges::find(site.config().peers, peer, &core::Peer::name)->id;
    const auto pads = site.ledger().pads();
    for (const core::PadSummary& pad : *pads) {
        if (pad.peer == with && pad.direction == core::PadDirection::send &&
            pad.state != core::PadState::closed) {
            return pad;
        }
    }
    qFatal("no pad to send with");
}

} // namespace

class TstRecoveryPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSoundHomeIsCalm()
    {
        test::TwoHomes homes("40kB");
        Shown shown(homes);
        QVERIFY(!RecoveryPage::holds(shown.desk.state()));
        QVERIFY(!shown.holds("caseSuspended") && !shown.holds("caseSuspect"));
        QVERIFY(shown.page->findChild<QWidget*>("recoveryCalm")->isVisible());
        QVERIFY(!shown.page->findChild<QWidget*>("recoveryPanel")->isVisible());
        // Every case can be read about, and none offers a deed that would burn.
        for (const char* row : {"caseSuspended", "caseSuspect", "caseDamaged"}) {
            QTest::mouseClick(shown.page->findChild<gui::CaseRow*>(row), Qt::LeftButton);
            QVERIFY(shown.page->findChild<QWidget*>("recoveryPanel")->isVisible());
            QVERIFY(shown.button(gui::deed::k_advance) == nullptr);
            QVERIFY(!shown.text("recoveryHappened").isEmpty());
        }
        QSignalSpy left(shown.page.get(), &RecoveryPage::leave);
        shown.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(shown.page.get()));
        QTest::keyClick(shown.page.get(), Qt::Key_Escape);
        QCOMPARE(left.count(), 1);
    }

    void aCopyIsTrustedOnceThePeerHasRecorded()
    {
        test::TwoHomes homes("60kB");
        copy(homes.path("a"), homes.file("backup"));
        restore(homes, homes.file("backup"));
        Shown shown(homes);
        QVERIFY(RecoveryPage::holds(shown.desk.state(), Case::suspect));
        QVERIFY(shown.holds("caseSuspect") && !shown.holds("caseSuspended"));
        QVERIFY2(shown.text("recoveryHappened").contains("ledger file"),
            qPrintable(shown.text("recoveryHappened")));

        const Receiving receiving(homes, "b");
        shown.asker.opens = {sample("coffee.png")};
        const quint64 before = shown.desk.state().peers.front().sendable;
        shown.press(gui::deed::k_check + "b");
        QVERIFY(shown.reaches([&] { return !shown.desk.state().suspect; }));
        // What was asked named the price, and that was the price.
        const quint64 spent = before - shown.desk.state().peers.front().sendable;
        QVERIFY2(shown.asker.asked.last().contains(gui::grouped(spent) + " pages"),
            qPrintable(shown.asker.asked.last()));
        QVERIFY(shown.reaches(
            [&] { return shown.text("recoveryNoticeText").contains("has recorded"); }));
        QVERIFY(!shown.holds("caseSuspect"));
        QVERIFY(shown.reaches([&] { return shown.desk.underWay() == 0; }));
        send(homes);
        QVERIFY(addsUp(homes));
    }

    /// The other pad is cleared when its turn comes; until then it holds nothing up.
    void oneTrustedPadIsEnoughToGoOn()
    {
        test::TwoHomes homes("60kB");
        homes.run({"--home",
            homes.path("a"),
            "keys",
            "courier",
            "--peer",
            "b",
            "--bytes",
            "60kB",
            "-o",
            homes.file("more.courier")});
        homes.run({"--home", homes.path("b"), "keys", "import", homes.file("more.courier")});
        copy(homes.path("a"), homes.file("backup"));
        restore(homes, homes.file("backup"));
        Shown shown(homes);
        QVERIFY(shown.desk.state().suspect);
        const Receiving receiving(homes, "b");
        shown.asker.opens = {sample("coffee.png")};
        shown.press(gui::deed::k_check + "b");
        QVERIFY(shown.reaches([&] { return !shown.desk.state().suspect; }));
        QVERIFY(shown.reaches([&] { return shown.desk.underWay() == 0; }));
        const auto pads = shown.desk.site().ledger().pads();
        QVERIFY(pads.has_value());
        QVERIFY(std::ranges::any_of(*pads, &core::PadSummary::suspect));
    }

    void nothingIsSpentWhenTheOperatorSaysNo()
    {
        test::TwoHomes homes("60kB");
        copy(homes.path("a"), homes.file("backup"));
        restore(homes, homes.file("backup"));
        Shown shown(homes);
        const quint64 before = shown.desk.state().peers.front().sendable;
        shown.asker.opens = {sample("coffee.png")};
        shown.asker.agrees = false;
        shown.press(gui::deed::k_check + "b");
        QVERIFY(shown.reaches([&] { return shown.asker.asked.size() == 2; }));
        QCOMPARE(sendPad(shown.desk.site()).free, before);
        QVERIFY(shown.button(gui::deed::k_check + "b")->isEnabled());
    }

    void whatWaitsIsDeliveredFirst()
    {
        test::TwoHomes homes("60kB");
        homes.sealForLater(sample("coffee.png"));
        copy(homes.path("a"), homes.file("backup"));
        restore(homes, homes.file("backup"));
        Shown shown(homes);
        QVERIFY(RecoveryPage::holds(shown.desk.state(), Case::suspect));
        // What waits goes first: no file is asked for.
        QVERIFY2(!shown.button(gui::deed::k_check + "b")->text().endsWith("…"),
            qPrintable(shown.button(gui::deed::k_check + "b")->text()));
        const Receiving receiving(homes, "b");
        shown.press(gui::deed::k_check + "b");
        QVERIFY(shown.reaches([&] { return !shown.desk.state().suspect; }));
        QVERIFY(shown.asker.asked.isEmpty());
    }

    /// An old backup: in doubt, then refused by the peer, then led out.
    void anOldBackupIsLedOut()
    {
        test::TwoHomes homes("100kB");
        copy(homes.path("a"), homes.file("backup"));
        {
            const Receiving receiving(homes, "b");
            send(homes);
            send(homes);
        }
        restore(homes, homes.file("backup"));
        const Receiving receiving(homes, "b");
        Shown shown(homes);
        QVERIFY(shown.holds("caseSuspect"));
        shown.asker.opens = {sample("rocket.jpg")};
        shown.press(gui::deed::k_check + "b");
        QVERIFY(shown.reaches([&] { return !shown.desk.state().suspended.empty(); }));
        QVERIFY(shown.reaches([&] { return shown.holds("caseSuspended"); }));
        QVERIFY(shown.reaches([&] { return shown.desk.underWay() == 0; }));

        const gui::SuspendedPad pad = shown.desk.state().suspended.front();
        QCOMPARE(pad.cause, gui::SuspendedPad::Cause::used);
        QVERIFY(pad.burns() > 0);
        QVERIFY(pad.sealed.has_value());
        const QString happened = shown.text("recoveryHappened");
        QVERIFY2(happened.contains("b has recorded") &&
                     happened.contains(gui::shortId(pad.id, 4)) &&
                     happened.contains(gui::grouped(pad.advanceTo - 1)) &&
                     happened.contains("rocket.jpg"),
            qPrintable(happened));

        const core::PadSummary before = sendPad(shown.desk.site());
        shown.press(gui::deed::k_reason);
        shown.press(gui::deed::k_advance);
        QVERIFY2(shown.asker.asked.last().contains(gui::grouped(pad.burns()) + " pages"),
            qPrintable(shown.asker.asked.last()));
        QVERIFY(shown.reaches([&] { return shown.desk.state().suspended.empty(); }));
        const core::PadSummary after = sendPad(shown.desk.site());
        QCOMPARE(after.burnt - before.burnt, pad.burns());
        QCOMPARE(after.mark, pad.advanceTo);
        QVERIFY(!shown.holds("caseSuspended"));
        QVERIFY(shown.button(gui::deed::k_advance) == nullptr);

        // Still in doubt until the peer has recorded something: that works now.
        shown.page->show(Case::suspect);
        shown.press(gui::deed::k_check + "b");
        QVERIFY(shown.reaches([&] { return !RecoveryPage::holds(shown.desk.state()); }));
        QVERIFY(shown.reaches([&] { return shown.desk.underWay() == 0; }));
        send(homes);
        QVERIFY(addsUp(homes));
    }

    void anOlderLedgerIsLedOut()
    {
        test::TwoHomes homes("100kB");
        const Receiving receiving(homes, "b");
        send(homes);
        const QString old = homes.file("old");
        QDir().mkpath(old);
        const QDir home(homes.path("a"));
        const QStringList files = home.entryList({"ledger.db*"}, QDir::Files);
        for (const QString& file : files) {
            QVERIFY(QFile::copy(home.filePath(file), old + "/" + file));
        }
        send(homes);
        for (const QString& file : home.entryList({"ledger.db*"}, QDir::Files)) {
            QVERIFY(QFile::remove(home.filePath(file)));
        }
        for (const QString& file : files) {
            QVERIFY(QFile::copy(old + "/" + file, home.filePath(file)));
        }
        Shown shown(homes);
        QCOMPARE(shown.desk.state().suspended.size(), std::size_t{1});
        const gui::SuspendedPad pad = shown.desk.state().suspended.front();
        QCOMPARE(pad.cause, gui::SuspendedPad::Cause::olderLedger);
        QVERIFY2(shown.text("recoveryHappened").contains("older than its pads"),
            qPrintable(shown.text("recoveryHappened")));
        shown.press(gui::deed::k_advance);
        QVERIFY(shown.reaches([&] { return shown.desk.state().suspended.empty(); }));
        send(homes);
        QVERIFY(addsUp(homes));
    }

    void severalPadsComeOneAfterAnother()
    {
        test::TwoHomes homes("40kB");
        homes.run({"--home",
            homes.path("a"),
            "keys",
            "courier",
            "--peer",
            "b",
            "--bytes",
            "20kB",
            "-o",
            homes.file("more.courier")});
        {
            auto site = homes.open("a");
            const auto pads = site->ledger().pads();
            for (const core::PadSummary& pad : *pads) {
                if (pad.direction == core::PadDirection::send) {
                    QVERIFY(site->ledger().suspend(pad.id, 40));
                }
            }
        }
        Shown shown(homes);
        QCOMPARE(shown.desk.state().suspended.size(), std::size_t{2});
        QCOMPARE(shown.text("recoveryWhich"), "Pad 1 of 2");
        const auto first = shown.desk.state().suspended[0];
        const auto second = shown.desk.state().suspended[1];
        shown.press("recoveryAfter");
        QCOMPARE(shown.text("recoveryWhich"), "Pad 2 of 2");
        {
            const test::Busy busy(shown.desk.jobs(), *shown.page);
            shown.asker.saves = homes.file("a.ledger");
            shown.press("recoveryExport");
            QVERIFY(!shown.button("recoveryBefore")->isEnabled());
        }
        QVERIFY(shown.reaches([&] { return shown.button("recoveryBefore")->isEnabled(); }));
        shown.asker.agrees = false;
        shown.press(gui::deed::k_advance);
        QCOMPARE(shown.desk.state().suspended.size(), std::size_t{2});
        shown.asker.agrees = true;
        shown.press(gui::deed::k_advance);
        QVERIFY(shown.reaches([&] { return shown.desk.state().suspended.size() == 1; }));
        QCOMPARE(shown.desk.state().suspended.front(), first);
        QCOMPARE(shown.desk.site().ledger().pad(second.id)->burnt,
            second.burns() + 1); // and the page that keyed CONFIRM
        QVERIFY(shown.holds("caseSuspended"));
    }

    void anotherProcessWasFaster()
    {
        test::TwoHomes homes("40kB");
        Shown shown(homes);
        const core::PadSummary pad = sendPad(shown.desk.site());
        QVERIFY(shown.desk.site().ledger().suspend(pad.id, 30));
        QVERIFY(shown.reaches([&] { return shown.holds("caseSuspended"); }));
        QVERIFY(shown.desk.site().ledger().advance(pad.id, 50));
        shown.press(gui::deed::k_advance);
        QVERIFY(shown.reaches([&] { return shown.desk.state().suspended.empty(); }));
        QCOMPARE(sendPad(shown.desk.site()).mark, 50U);
    }

    void ledgersAreComparedAndExported()
    {
        test::TwoHomes homes("40kB");
        {
            auto site = homes.open("a");
            QVERIFY(site->ledger().suspend(sendPad(*site).id, 30));
        }
        Shown shown(homes);
        shown.asker.opens = {homes.file("b.ledger")};
        homes.run({"--home", homes.path("b"), "ledger", "export", "-o", homes.file("b.ledger")});
        shown.press(gui::deed::k_compare);
        QVERIFY(shown.reaches([&] { return shown.text("recoveryNoticeText").contains("agree"); }));
        shown.asker.saves = homes.file("a.ledger");
        shown.press("recoveryExport");
        QVERIFY(
            shown.reaches([&] { return shown.text("recoveryNoticeText").contains("a.ledger"); }));
        QVERIFY(QFile::exists(homes.file("a.ledger")));
        homes.run({"--home", homes.path("b"), "ledger", "compare", homes.file("a.ledger")});
    }

    void longWorkOnTheLedgerIsCancelled_data()
    {
        QTest::addColumn<QString>("button");
        QTest::newRow("compare") << QString(gui::deed::k_compare);
        QTest::newRow("export") << "recoveryExport";
    }
    void longWorkOnTheLedgerIsCancelled()
    {
        QFETCH(QString, button);
        test::TwoHomes homes("40kB");
        {
            auto site = homes.open("a");
            QVERIFY(site->ledger().suspend(sendPad(*site).id, 30));
        }
        Shown shown(homes);
        shown.asker.opens = {exported(homes, "b")};
        shown.asker.saves = homes.file("a.ledger");
        QVERIFY(shown.reaches([&] { return shown.desk.jobs().running() == 0; }));
        {
            const test::Busy busy(shown.desk.jobs(), *shown.page);
            shown.press(button);
            QVERIFY(shown.reaches(
                [&] { return shown.text("recoveryNoticeText").contains("0 entries so far"); }));
            QVERIFY(!shown.button("recoveryExport")->isEnabled());
            shown.press("recoveryNoticeAction");
        }
        QVERIFY(shown.reaches(
            [&] { return shown.text("recoveryNoticeText") == "Cancelled. Nothing was changed."; }));
        QVERIFY(shown.button("recoveryExport")->isEnabled());
        QVERIFY(!shown.isDone(gui::deed::k_compare));
        QVERIFY(!QFile::exists(homes.file("a.ledger")));
    }

    void longWorkCanBeCancelledWhateverElseIsSaid()
    {
        test::TwoHomes homes("40kB");
        {
            auto site = homes.open("a");
            QVERIFY(site->ledger().suspend(sendPad(*site).id, 30));
        }
        Shown shown(homes);
        shown.asker.saves = homes.file("a.ledger");
        QVERIFY(shown.reaches([&] { return shown.desk.jobs().running() == 0; }));
        {
            const test::Busy busy(shown.desk.jobs(), *shown.page);
            shown.press("recoveryExport");
            const auto isTold = [&] {
                return shown.text("recoveryNoticeText").contains("0 entries so far") &&
                       shown.button("recoveryNoticeAction")->isVisibleTo(shown.page.get()) &&
                       shown.page->findChild<gui::Notice*>("recoveryNotice")->isVisible();
            };
            QVERIFY(shown.reaches(isTold));
            QVERIFY(!shown.page->findChild<QToolButton*>("recoveryNoticeClose")->isVisible());
            // As a pad that is new here, or another page of it, does.
            shown.page->findChild<gui::Notice*>("recoveryNotice")->clear();
            QVERIFY(shown.reaches(isTold));
            shown.press("recoveryNoticeAction");
        }
        QVERIFY(shown.reaches(
            [&] { return shown.text("recoveryNoticeText") == "Cancelled. Nothing was changed."; }));
        QVERIFY(shown.page->findChild<QToolButton*>("recoveryNoticeClose")->isVisible());
    }

    void aLedgerAnswersForItsOwnPeerOnly()
    {
        test::TwoHomes homes("40kB");
        const QString older = exported(homes, "b");
        QVERIFY(QFile::rename(older, homes.file("older.ledger")));
        homes.run({"--home",
            homes.path("a"),
            "keys",
            "courier",
            "--peer",
            "b",
            "--bytes",
            "20kB",
            "-o",
            homes.file("more.courier")});
        {
            auto site = homes.open("a");
            const auto pads = site->ledger().pads();
            const auto newest = std::ranges::find_if(*pads, [&](const core::PadSummary& pad) {
                return pad.direction == core::PadDirection::send && pad.pages < 500;
            });
            QVERIFY(newest != pads->end());
            QVERIFY(site->ledger().suspend(newest->id, 30));
        }
        homes.run({"--home", homes.path("b"), "keys", "import", homes.file("more.courier")});
        addThird(homes);
        Shown shown(homes);
        QCOMPARE(shown.desk.state().suspended.size(), std::size_t{1});
        const auto compareWith = [&](const QString& file, const QString& says) {
            shown.asker.opens = {file};
            shown.press(gui::deed::k_compare);
            return shown.reaches([&] { return shown.text("recoveryNoticeText").contains(says); });
        };
        QVERIFY(compareWith(exported(homes, "c"), "is of c, who shares no pad that is held up"));
        QVERIFY(shown.text("recoveryNoticeText").contains("that b exported"));
        QVERIFY(!shown.isDone(gui::deed::k_compare));
        // It was made before the pad was: nothing it says is about that.
        QVERIFY(compareWith(homes.file("older.ledger"), "does not list pad"));
        QVERIFY(!shown.isDone(gui::deed::k_compare));
        QVERIFY(compareWith(exported(homes, "b"), "agree"));
        QVERIFY(shown.isDone(gui::deed::k_compare));
    }

    void inDoubtEveryPeersLedgerIsComparedForItself()
    {
        test::TwoHomes homes("40kB");
        addThird(homes);
        copy(homes.path("a"), homes.file("backup"));
        restore(homes, homes.file("backup"));
        Shown shown(homes);
        QVERIFY(shown.holds("caseSuspect"));
        const QString withB = gui::deed::k_compareWith + "b";
        const QString withC = gui::deed::k_compareWith + "c";
        shown.asker.opens = {exported(homes, "c")};
        shown.press(withB);
        QVERIFY(shown.reaches([&] { return shown.isDone(withC); }));
        QVERIFY(!shown.isDone(withB));
        QVERIFY2(shown.text("recoveryNoticeText").contains("is of c, and it agrees"),
            qPrintable(shown.text("recoveryNoticeText")));
        shown.asker.opens = {exported(homes, "b")};
        shown.press(withB);
        QVERIFY(shown.reaches([&] { return shown.isDone(withB); }));
    }
};

QTEST_MAIN(TstRecoveryPage)
#include "tst_recovery_page.moc"
