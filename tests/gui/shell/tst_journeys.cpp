// SPDX-License-Identifier: GPL-3.0-or-later
#include "shown.h"
#include "views/send/send_page.h"

#include <satpad/transport/link_proxy.h>

#include <QDirIterator>
#include <QLabel>
#include <QRandomGenerator>
#include <QSpinBox>

using namespace satpad;
using test::k_patience;
using test::sample;
using test::Shown;

/// What happens between two sites when something goes wrong, or somebody else uses the same home.
class TstJourneys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCutLinkGoesOnWithTheSameKey()
    {
        test::TwoHomes homes("400kB");
        Shown b(homes, homes.path("b"));
        QVERIFY(b.isReady() && isReceiving(b));
        transport::LinkSettings settings;
        settings.latency = std::chrono::milliseconds(20);
        settings.bytes_per_second = 200'000;
        settings.cuts = {30'000, 60'000};
        const QString address = b.window.desk()->receiver().address();
        auto link = transport::LinkProxy::make(settings, address.toStdString());
        QVERIFY2(link.has_value(), qPrintable(address));
        pinAgain(homes, (*link)->port());

        Shown a(homes, homes.path("a"));
        QVERIFY(a.isReady());
        QVERIFY(sendExact(a, noise(homes, 100'000)));
        QVERIFY(b.isInbox(1));
        QVERIFY(isVerified(a));
        QCOMPARE((*link)->statistics().cuts, 2U);
        // The bytes went again from where they were cut, under no new key.
        const auto& sent = a.window.desk()->state().outbox.front();
        const auto* peer = a.window.desk()->state().peerNamed("b");
        QCOMPARE(peer->send.spent, sent.pages);
        QVERIFY(agree(homes));
    }

    void tooLittleKeyIsRefusedAndNothingSpent()
    {
        test::TwoHomes homes("20kB");
        Shown a(homes, homes.path("a"));
        QVERIFY(a.isReady());
        const quint64 before = a.window.desk()->state().peerNamed("b")->sendable;
        a.view().sendPage().addFiles({noise(homes, 100'000)});
        QTest::mouseClick(a.button("modeExact"), Qt::LeftButton);
        auto* send = a.button("sendButton");
        QVERIFY(QTest::qWaitFor(
            [&] { return !send->isEnabled() && send->text().contains("needed"); }, k_patience));
        QTest::mouseClick(send, Qt::LeftButton);
        QCOMPARE(a.view().page(), gui::DeskView::Page::send);
        QVERIFY(a.window.desk()->state().outbox.empty());
        QCOMPARE(a.window.desk()->state().peerNamed("b")->sendable, before);
    }

    void aMessageChangedOnDiskDoesNotLeave()
    {
        test::TwoHomes homes("100kB");
        homes.sealForLater(sample("coffee.png"));
        QDirIterator sealed(homes.path("a") + "/outbox", {"*.sealed"});
        QVERIFY(sealed.hasNext());
        flipOneBit(sealed.next());
        Shown b(homes, homes.path("b"));
        QVERIFY(b.isReady() && isReceiving(b));
        Shown a(homes, homes.path("a"));
        QVERIFY(a.isReady());
        QVERIFY2(QTest::qWaitFor(
                     [&] { return a.view().banner().sentence().contains("damaged"); }, 20'000),
            qPrintable(a.view().banner().sentence()));
        QVERIFY(b.window.desk()->state().inbox.empty());
        QVERIFY(agree(homes));
    }

    void anotherProcessUsesTheSameHome()
    {
        test::TwoHomes homes("400kB");
        Shown b(homes, homes.path("b"));
        Shown a(homes, homes.path("a"));
        QVERIFY(a.isReady() && b.isReady() && isReceiving(b));
        a.view().sendPage().addFiles({sample("rocket.jpg")});
        homes.run(
            {"--home", homes.path("a"), "send", sample("coffee.png"), "--to", "b", "--thumbnail"});
        auto* send = a.button("sendButton");
        QVERIFY(QTest::qWaitFor([&] { return send->isEnabled(); }, k_patience));
        QTest::mouseClick(send, Qt::LeftButton);
        QVERIFY(b.isInbox(2));
        QVERIFY(QTest::qWaitFor(
            [&] {
                const auto& outbox = a.window.desk()->state().outbox;
                return outbox.size() == 2 && std::ranges::all_of(outbox, [](const auto& row) {
                    return row.state == core::MessageState::verified;
                });
            },
            k_patience));
        QVERIFY(agree(homes));
    }

    void theServiceReceivesWhileTheWindowSends()
    {
        test::TwoHomes homes("400kB");
        QProcess service; // of the home that the window b shows
        service.setProcessEnvironment(homes.environment());
        service.start(qEnvironmentVariable("SATPAD"), {"--home", homes.path("b"), "receive"});
        QVERIFY(QTest::qWaitFor(
            [&] { return service.readAllStandardError().contains("receives on"); }, k_patience));
        Shown b(homes, homes.path("b"));
        Shown a(homes, homes.path("a"));
        QVERIFY(a.isReady() && b.isReady());
        QVERIFY(sendExact(a, noise(homes, 20'000)));
        QVERIFY(b.isInbox(1));
        QVERIFY(isVerified(a));
        // What the service received was answered by it, and the window sends for the same home.
        QVERIFY(sendExact(b, noise(homes, 10'000)));
        QVERIFY(a.isInbox(1));
        service.terminate();
        QVERIFY(service.waitForFinished());
        QVERIFY(agree(homes));
    }

private:
    static bool isReceiving(Shown& shown)
    {
        return QTest::qWaitFor(
            [&] { return shown.window.desk()->receiver().state() == gui::Receiver::State::on; },
            k_patience);
    }
    /// The front of the outbox.
    static bool isVerified(Shown& shown)
    {
        return QTest::qWaitFor(
            [&] {
                const auto& outbox = shown.window.desk()->state().outbox;
                return !outbox.empty() && outbox.front().state == core::MessageState::verified;
            },
            k_patience);
    }
    static bool sendExact(Shown& shown, const QString& file)
    {
        shown.view().sendPage().addFiles({file});
        QTest::mouseClick(shown.button("modeExact"), Qt::LeftButton);
        auto* send = shown.button("sendButton");
        const bool may = QTest::qWaitFor([&] { return send->isEnabled(); }, k_patience);
        QTest::mouseClick(send, Qt::LeftButton);
        return may;
    }
    /// A file that cannot be packed.
    static QString noise(test::TwoHomes& homes, int bytes)
    {
        static int made = 0;
        QFile file(homes.file("noise-" + QString::number(++made) + ".bin"));
        QByteArray content(bytes, Qt::Uninitialized);
        QRandomGenerator(static_cast<quint32>(made))
            .fillRange(reinterpret_cast<quint32*>(content.data()), content.size() / 4);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != bytes) {
            qFatal("no noise");
        }
        return file.fileName();
    }
    static void pinAgain(test::TwoHomes& homes, int port)
    {
        homes.run({"--home",
            homes.path("a"),
            "peer",
            "add",
            homes.file("b.card"),
            "--replace",
            "--address",
            "127.0.0.1:" + QString::number(port)});
    }
    static void flipOneBit(const QString& path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadWrite)) {
            qFatal("%s cannot be changed", qPrintable(path));
        }
        const qint64 middle = file.size() / 2;
        char byte = 0;
        file.seek(middle);
        file.getChar(&byte);
        file.seek(middle);
        file.putChar(static_cast<char>(byte ^ 1));
    }
    static bool agree(test::TwoHomes& homes)
    {
        for (const char* home : {"a", "b"}) {
            if (!homes.run({"--home", homes.path(home), "--json", "ledger", "verify"})
                     .contains("\"ok\":true")) {
                return false;
            }
        }
        homes.run({"--home", homes.path("a"), "ledger", "export", "-o", homes.file("a.ledger")});
        return homes
            .run({"--home", homes.path("b"), "--json", "ledger", "compare", homes.file("a.ledger")})
            .contains("\"differences\":[]");
    }
};

QTEST_MAIN(TstJourneys)
#include "tst_journeys.moc"
