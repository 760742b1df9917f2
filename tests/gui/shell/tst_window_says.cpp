// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says is so: whom doubt holds up, what closing ends, whether a home asks for a
// passphrase, what came of a change nobody waited for, what a pass does in another language.
#include "craft.h"
#include "models/passphrase.h"
#include "shown.h"
#include "views/keys/key_work.h"
#include "views/passes/pass_tabs.h"
#include "views/passes/passes_page.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>

using namespace satpad;
using test::k_patience;
using test::Shown;

namespace {

/// A third home that a shares key with, and the courier file for it.
QString addThird(const test::TwoHomes& homes, const QString& bytes)
{
    homes.run({"--home", homes.path("c"), "init", "--name", "c", "--listen", "127.0.0.1:9"});
    homes.run({"--home", homes.path("c"), "site", "card", "-o", homes.file("c.card")});
    homes.run({"--home", homes.path("a"), "peer", "add", homes.file("c.card")});
    QStringList make{"--home", homes.path("a"), "keys", "courier", "--peer", "c"};
    make << "--bytes" << bytes << "-o" << homes.file("c.courier");
    homes.run(make);
    return homes.file("c.courier");
}

void restoreFromBackup(const test::TwoHomes& homes)
{
    const QString backup = homes.file("backup");
    QCOMPARE(QProcess::execute("cp", {"-a", homes.path("a"), backup}), 0);
    QVERIFY(QDir(homes.path("a")).removeRecursively());
    QVERIFY(QFile::rename(backup, homes.path("a")));
}

/// As an operator does it in a terminal, while the window is open.
void passphrase(const test::TwoHomes& homes, const QString& script)
{
    QProcess shell;
    shell.setProcessEnvironment(homes.environment());
    shell.start("bash", {"-c", script, homes.path("a")});
    QVERIFY(shell.waitForFinished(k_patience));
    QVERIFY2(shell.exitCode() == 0, shell.readAllStandardError().constData());
}
const char* const k_set =
    R"("$SATPAD" --home "$0" --passphrase-fd 3 storage passphrase set 3<<< "nine lives")";
const char* const k_remove =
    R"("$SATPAD" --home "$0" --passphrase-fd 3 storage passphrase remove 3<<< "nine lives")";

void type(Shown& shown, const char* field, const QString& text)
{
    auto* edit = shown.window.findChild<QLineEdit*>(QLatin1String(field));
    QVERIFY2(edit != nullptr, field);
    edit->clear();
    QTest::keyClicks(edit, text);
}

/// The made-up pass in real time ×60.
void beginPass(Shown& shown)
{
    auto& page = shown.view().passesPage();
    page.pickOverhead();
    auto* satellite = page.findChild<QComboBox*>("passSatellite");
    satellite->setCurrentText("jinan-1");
    Q_EMIT satellite->activated(satellite->currentIndex());
    page.findChild<QPushButton*>("passSpeed60")->click();
    auto* run = page.findChild<QPushButton*>("passRun");
    QVERIFY(QTest::qWaitFor([&] { return run->isEnabled(); }, k_patience));
    run->click();
    QVERIFY(QTest::qWaitFor([&] { return page.flight().state().seconds.size() > 30; }, k_patience));
}

} // namespace

class TstWindowSays : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void doubtNamesThePeersThatItHoldsUp()
    {
        test::TwoHomes homes("40kB");
        restoreFromBackup(homes);
        {
            Shown shown(homes, homes.path("a"));
            QVERIFY(shown.isReady());
            QVERIFY2(shown.view().banner().sentence().contains("for b until"),
                qPrintable(shown.view().banner().sentence()));
        }
        // Key made since then is beyond doubt: c is free to be sent to, and not named.
        addThird(homes, "20kB");
        {
            Shown shown(homes, homes.path("a"));
            QVERIFY(shown.isReady());
            QVERIFY(!shown.window.desk()->state().peerNamed("c")->suspect);
            QVERIFY2(shown.view().banner().sentence().contains("for b until"),
                qPrintable(shown.view().banner().sentence()));
        }
        restoreFromBackup(homes);
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        const QString said = shown.view().banner().sentence();
        QVERIFY2(said.contains("for b and c until each"), qPrintable(said));
    }

    void closingAsksWhileKeyIsMadeOrImported()
    {
        test::TwoHomes homes("0");
        const QString file = addThird(homes, "40MB");
        homes.run({"--home", homes.path("c"), "peer", "add", homes.file("a.card")});
        {
            Shown shown(homes, homes.path("c"));
            QVERIFY(shown.isReady());
            auto& work = gui::KeyWork::of(*shown.window.desk());
            shown.asker.agrees = false;
            QVERIFY(shown.window.close()); // nothing works, nothing is asked
            QVERIFY(shown.asker.asked.isEmpty());
            shown.window.show();
            work.import({file});
            QVERIFY(!shown.window.close());
            QVERIFY2(shown.asker.asked.last().contains("c.courier") &&
                         shown.asker.asked.last().contains("nothing of it is kept"),
                qPrintable(shown.asker.asked.last()));
            shown.asker.agrees = true;
            QVERIFY(shown.window.close());
        }
        auto site = homes.open("c");
        QVERIFY(site->ledger().pads()->empty()); // as was said
        site.reset();

        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        gui::CourierOrder order;
        order.peer = shown.window.desk()->state().peerNamed("b")->peer.id;
        order.bytes = 400'000'000;
        order.file = homes.file("large.courier");
        gui::KeyWork::of(*shown.window.desk()).make(order, "b");
        shown.asker.agrees = false;
        QVERIFY(!shown.window.close());
        QVERIFY2(shown.asker.asked.last().contains("for b is being made"),
            qPrintable(shown.asker.asked.last()));
    }

    void closingAsksDuringARelay()
    {
        test::TwoHomes homes("0", true);
        test::Craft craft(homes, {"a", "b"});
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        gui::RelayOrder order;
        order.relay = shown.window.desk()->state().peerNamed("jinan-1")->peer;
        gui::KeyWork::of(*shown.window.desk()).relay(homes.world().clock, order);
        shown.asker.agrees = false;
        QVERIFY(!shown.window.close());
        QVERIFY2(shown.asker.asked.last().contains("relay of key by jinan-1"),
            qPrintable(shown.asker.asked.last()));
    }

    void theLockAsksTheHomeItself()
    {
        test::TwoHomes homes("0");
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        auto* field = shown.window.findChild<QLineEdit*>("passphrase");
        auto* unlock = shown.button("unlock");
        // A passphrase that came while the window was locked is not passed by with a button.
        shown.window.lock();
        QVERIFY(!field->isVisible());
        passphrase(homes, k_set);
        unlock->click();
        QVERIFY(QTest::qWaitFor([&] { return field->isVisible(); }, k_patience));
        QVERIFY(shown.window.isLocked());
        type(shown, "passphrase", "nine lives");
        unlock->click();
        QVERIFY(QTest::qWaitFor([&] { return !shown.window.isLocked(); }, k_patience));
        // Known when it is locked, without anything being pressed.
        shown.window.lock();
        QVERIFY(QTest::qWaitFor([&] { return field->isVisible(); }, k_patience));
        passphrase(homes, k_remove);
        type(shown, "passphrase", "whatever");
        unlock->click();
        QVERIFY(QTest::qWaitFor([&] { return !shown.window.isLocked(); }, k_patience));
    }

    void aChangeOfThePassphraseIsToldOfWhenItsDialogIsGone()
    {
        test::TwoHomes homes("0");
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        shown.view().go(gui::DeskView::Page::settings);
        const auto change = [&](const char* button) {
            shown.button(button)->click();
            if (shown.window.findChild<QLineEdit*>("currentPassphrase")->isVisible()) {
                type(shown, "currentPassphrase", "wrong");
            }
            type(shown, "newPassphrase", "nine lives");
            type(shown, "newPassphraseAgain", "nine lives");
            shown.button("passphraseDo")->click();
            shown.button("passphraseCancel")->click();
            return !shown.window.findChild<QDialog*>("passphraseDialog")->isVisible();
        };
        const auto isGone = [&] {
            return shown.window.findChild<QDialog*>("passphraseDialog") == nullptr;
        };
        QVERIFY(change("setPassphrase"));
        QVERIFY(QTest::qWaitFor(isGone, k_patience));
        QVERIFY(shown.window.desk()->site().home().has_passphrase());
        auto* said = shown.window.findChild<QLabel*>("settingsNoticeText");
        QVERIFY2(said->text().contains("new passphrase only"), qPrintable(said->text()));
        QVERIFY(change("setPassphrase")); // "Change passphrase…" by now
        QVERIFY(QTest::qWaitFor(isGone, k_patience));
        QVERIFY2(shown.view().banner().sentence().contains("not the current passphrase"),
            qPrintable(shown.view().banner().sentence()));
    }

    void aPassGoesOnInAnotherLanguage()
    {
        test::TwoHomes homes("0", true);
        test::Craft craft(homes, {"a"});
        Shown shown(homes, homes.path("a"));
        shown.preferences.setPassPlace({"stellenbosch", "jinan-class", "excellent"});
        QVERIFY(shown.isReady());
        shown.view().go(gui::DeskView::Page::passes);
        beginPass(shown);
        const std::size_t seconds = shown.view().passesPage().flight().state().seconds.size();
        const int lines = shown.view().passesPage().tabs().log().rowCount();
        shown.window.chooseLanguage("zh_CN");
        QVERIFY(QTest::qWaitFor(
            [&] { return shown.window.findChild<QPushButton*>("passRun")->text() == "停止过境"; }));
        auto& page = shown.view().passesPage();
        QVERIFY(page.isFlying());
        QVERIFY(page.flight().state().seconds.size() >= seconds);
        QVERIFY(page.tabs().log().rowCount() >= lines);
        QVERIFY(!page.tabs().log().index(0).data().toString().contains("highest"));
        page.findChild<QPushButton*>("passSpeed0")->click();
        QVERIFY(QTest::qWaitFor([&] { return !page.isFlying(); }, k_patience));
        QCOMPARE(page.flight().state().stage, gui::FlightStage::kept);
        QVERIFY(page.findChild<QLabel*>("passNoticeText")->text().contains("安全比特"));
        shown.window.chooseLanguage("en");
        QVERIFY(QTest::qWaitFor([&] {
            auto* said = shown.window.findChild<QLabel*>("passNoticeText");
            return said != nullptr && said->text().contains("secure bits in pads");
        }));
    }
};

QTEST_MAIN(TstWindowSays)
#include "tst_window_says.moc"
