// SPDX-License-Identifier: GPL-3.0-or-later
#include "passes/pass_rig.h"
#include "shown.h"
#include "views/send/send_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QRandomGenerator>

using namespace satpad;
using test::k_patience;
using test::sample;
using test::Shown;
using test::Watchdog;

class TstWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFirstStartMakesASite()
    {
        test::TwoHomes homes("0");
        Shown shown(homes, {});
        auto* name = shown.window.findChild<QLineEdit*>("siteName");
        QVERIFY(QTest::qWaitFor([&] { return name->isVisible(); }));
        QVERIFY(!shown.button("makeSite")->isEnabled());
        QTest::keyClicks(name, "jinan");
        QTest::mouseClick(shown.button("makeSite"), Qt::LeftButton);
        QVERIFY(shown.isReady());
        QCOMPARE(shown.window.findChild<QLabel*>("siteNameLabel")->text(), "jinan");
        QVERIFY(QFile::exists(homes.file("homes/jinan/site.toml")));
    }

    void aFolderThatIsNoHomeIsSaid()
    {
        test::TwoHomes homes("0");
        Shown shown(homes, homes.file("mistyped"));
        auto* said = shown.window.findChild<QLabel*>("welcomeTrouble");
        QVERIFY(QTest::qWaitFor([&] { return said->isVisible(); }, k_patience));
        QVERIFY2(said->text().contains("mistyped"), qPrintable(said->text()));
        QVERIFY(!QFile::exists(homes.file("mistyped")));
    }

    void aPictureReachesItsPeer()
    {
        test::TwoHomes homes;
        Shown a(homes, homes.path("a"));
        Shown b(homes, homes.path("b"));
        QVERIFY(a.isReady() && b.isReady());
        a.view().sendPage().addFiles({sample("coffee.png")});
        auto* send = a.button("sendButton");
        QVERIFY(send != nullptr);
        QVERIFY(QTest::qWaitFor([&] { return send->isEnabled(); }, k_patience));
        QVERIFY2(send->text().contains("spends"), qPrintable(send->text()));
        QTest::mouseClick(send, Qt::LeftButton);
        QCOMPARE(a.view().page(), gui::DeskView::Page::outbox);
        QVERIFY(b.isInbox(1));
        // Lock screens show it: who, never what.
        QCOMPARE(b.notifier.said, QStringList{"Picture from a"});
        QVERIFY(QTest::qWaitFor(
            [&] {
                const auto& outbox = a.window.desk()->state().outbox;
                return !outbox.empty() && outbox.front().state == core::MessageState::verified;
            },
            k_patience));
        // "Verified" stands in the ledger, too, and both agree.
        QVERIFY(homes.run({"--home", homes.path("a"), "--json", "ledger", "verify"})
                    .contains("\"ok\":true"));
    }

    void wordsChangeWhileItRuns()
    {
        test::TwoHomes homes("0");
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        auto* rail = shown.window.findChild<QListView*>("rail");
        QCOMPARE(rail->model()->index(2, 0).data().toString(), "Outbox");
        shown.window.chooseLanguage("zh_CN");
        QVERIFY(QTest::qWaitFor([&] {
            rail = shown.window.findChild<QListView*>("rail");
            return rail->model()->index(2, 0).data().toString() == "发件箱";
        }));
        shown.window.chooseLanguage("en");
        QVERIFY(QTest::qWaitFor([&] {
            rail = shown.window.findChild<QListView*>("rail");
            return rail->model()->index(2, 0).data().toString() == "Outbox";
        }));
    }

    void aRestoredHomeSaysWhyNothingLeaves()
    {
        test::TwoHomes homes;
        const QString backup = homes.file("backup");
        QCOMPARE(QProcess::execute("cp", {"-a", homes.path("a"), backup}), 0);
        homes.sealForLater(sample("coffee.png"));
        QVERIFY(QDir(homes.path("a")).removeRecursively());
        QVERIFY(QFile::rename(backup, homes.path("a")));
        Shown restored(homes, homes.path("a"));
        QVERIFY(restored.isReady());
        QVERIFY(restored.window.desk()->state().suspect);
        QVERIFY(restored.view().banner().isVisible());
        QVERIFY(restored.view().banner().sentence().contains("old backup"));
    }

    void aLockedHomeOpensWithItsPassphraseOnly()
    {
        test::TwoHomes homes("0");
        QProcess wrap;
        wrap.setProcessEnvironment(homes.environment());
        wrap.start("bash",
            {"-c",
                R"("$SATPAD" --home "$0" --passphrase-fd 3 storage passphrase set 3<<< "nine lives")",
                homes.path("a")});
        QVERIFY(wrap.waitForFinished(k_patience));
        QCOMPARE(wrap.exitCode(), 0);
        Shown shown(homes, homes.path("a"));
        auto* field = shown.window.findChild<QLineEdit*>("passphrase");
        auto* unlock = shown.button("unlock");
        auto* said = shown.window.findChild<QLabel*>("unlockTrouble");
        QVERIFY(QTest::qWaitFor([&] { return field->isVisible(); }, k_patience));
        QTest::keyClicks(field, "eight lives");
        QTest::mouseClick(unlock, Qt::LeftButton);
        QVERIFY(field->text().isEmpty());
        QVERIFY(QTest::qWaitFor([&] { return said->isVisible(); }, k_patience));
        QCOMPARE(said->text(), "This is not the passphrase of this home. Try again.");
        QVERIFY(shown.window.deskView() == nullptr);
        QTest::keyClicks(field, "nine lives");
        QTest::mouseClick(unlock, Qt::LeftButton);
        QVERIFY(shown.isReady());
    }

    void anotherListenerIsSaidNotFoughtWith()
    {
        test::TwoHomes homes("0");
        QProcess service;
        service.setProcessEnvironment(homes.environment());
        service.start(qEnvironmentVariable("SATPAD"), {"--home", homes.path("a"), "receive"});
        QVERIFY(QTest::qWaitFor(
            [&] { return service.readAllStandardError().contains("receives on"); }, k_patience));
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        QVERIFY(QTest::qWaitFor(
            [&] {
                return shown.window.desk()->receiver().state() == gui::Receiver::State::elsewhere;
            },
            k_patience));
        service.terminate();
        QVERIFY(service.waitForFinished());
    }

    void theReceiverStartsAgainAtOnce()
    {
        test::TwoHomes homes("0");
        Shown shown(homes, homes.path("a"));
        QVERIFY(shown.isReady());
        auto& receiver = shown.window.desk()->receiver();
        for (int i = 0; i < 5; ++i) { // what the one before left behind is not taken for its own
            QVERIFY(QTest::qWaitFor(
                [&] { return receiver.state() == gui::Receiver::State::on; }, k_patience));
            receiver.stop();
            receiver.start();
        }
        QVERIFY(QTest::qWaitFor(
            [&] { return receiver.state() == gui::Receiver::State::on; }, k_patience));
    }

    void leavingWithMessagesUnderWayAsks()
    {
        test::TwoHomes homes;
        Shown shown(homes, homes.path("a")); // nobody listens as b
        QVERIFY(shown.isReady());
        shown.view().sendPage().addFiles({sample("rocket.jpg")});
        auto* send = shown.button("sendButton");
        QVERIFY(QTest::qWaitFor([&] { return send->isEnabled(); }, k_patience));
        QTest::mouseClick(send, Qt::LeftButton);
        QVERIFY(shown.window.desk()->underWay() > 0);
        shown.asker.agrees = false;
        QVERIFY(!shown.window.close());
        QVERIFY(shown.asker.asked.last().contains("under way"));
        shown.asker.agrees = true;
        QVERIFY(shown.window.close());
    }

    /// Whatever works: a picture being planned, sealed and sent, the ledger being verified, a pass.
    void itClosesAtAnyMoment()
    {
        const int moments = asked("SATPAD_CLOSINGS", 6);
        test::TwoHomes homes("400kB", true);
        test::Craft craft(homes, {"a"});
        QRandomGenerator dice(20261127);
        for (int i = 0; i < moments; ++i) {
            Shown shown(homes, homes.path("a"));
            shown.preferences.setPassPlace({"stellenbosch", "jinan-class", "excellent"});
            QVERIFY(shown.isReady());
            shown.view().sendPage().addFiles({sample("coffee.png")});
            shown.button("ledgerVerify")->click();
            if (i % 2 == 1) {
                beginPass(shown);
            }
            const auto until = static_cast<int>(dice.bounded(4000U));
            (void)QTest::qWaitFor(
                [&] {
                    auto* send = shown.button("sendButton");
                    if (send != nullptr && send->isEnabled()) {
                        QTest::mouseClick(send, Qt::LeftButton);
                    }
                    return false;
                },
                until);
        }
        for (const QString& home : {homes.path("a"), craft.home()}) {
            QVERIFY(
                homes.run({"--home", home, "--json", "ledger", "verify"}).contains("\"ok\":true"));
        }
    }

    /// SATPAD_BIG_FILE bytes are planned, sealed and received, SATPAD_MESSAGES pictures lie in the
    /// inbox, and a pass runs as fast as it goes.
    void theWindowNeverWaits()
    {
        const int bytes = asked("SATPAD_BIG_FILE", 6'000'000);
        const int messages = asked("SATPAD_MESSAGES", 0);
        test::TwoHomes homes(
            QString::number(bytes / 400 + messages * 160 + 1000) + "kB", true); // both ways
        homes.fillInbox(sample("drawing.png"), messages);
        const QString big = noise(homes, bytes);
        test::Craft craft(homes, {"b"});
        Shown a(homes, homes.path("a"));
        Shown b(homes, homes.path("b"));
        b.preferences.setPassPlace({"stellenbosch", "jinan-class", "excellent"});
        QVERIFY(a.isReady() && b.isReady());
        Watchdog watchdog;
        b.view().go(gui::DeskView::Page::inbox);
        a.view().sendPage().addFiles({big});
        auto* exact = a.button("modeExact");
        QVERIFY(exact != nullptr);
        QTest::mouseClick(exact, Qt::LeftButton);
        auto* send = a.button("sendButton");
        QVERIFY(watchdog.waitFor([&] { return send->isEnabled(); }));
        QTest::mouseClick(send, Qt::LeftButton);
        beginPass(b);
        const auto before = static_cast<std::size_t>(messages);
        QVERIFY(watchdog.waitFor([&] { return b.window.desk()->state().inbox.size() > before; }));
        QVERIFY(watchdog.waitFor([&] { return !b.view().passesPage().isFlying(); }));
        QVERIFY(watchdog.longestMs() > 0);
        qInfo("longest turn of the event loop: %.1f ms of processor time", watchdog.longestMs());
        QVERIFY(watchdog.longestMs() < 50);
    }

private:
    static int asked(const char* name, int otherwise)
    {
        const int wanted = qEnvironmentVariableIntValue(name, nullptr);
        return wanted == 0 ? otherwise : wanted;
    }
    static QString noise(test::TwoHomes& homes, int bytes)
    {
        QFile big(homes.file("big.bin"));
        QByteArray content(bytes, Qt::Uninitialized);
        QRandomGenerator(7).fillRange(reinterpret_cast<quint32*>(content.data()), bytes / 4);
        if (!big.open(QIODevice::WriteOnly) || big.write(content) != bytes) {
            qFatal("no noise");
        }
        return big.fileName();
    }
    /// The made-up pass, as fast as it goes.
    static void beginPass(Shown& shown)
    {
        auto& page = shown.view().passesPage();
        page.pickOverhead();
        auto* satellite = page.findChild<QComboBox*>("passSatellite");
        satellite->setCurrentText("jinan-1");
        Q_EMIT satellite->activated(satellite->currentIndex());
        page.findChild<QPushButton*>("passSpeed0")->click();
        auto* run = page.findChild<QPushButton*>("passRun");
        QVERIFY(QTest::qWaitFor([&] { return run->isEnabled(); }, k_patience));
        run->click();
    }
};

QTEST_MAIN(TstWindow)
#include "tst_window.moc"
