// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/figures.h"
#include "views/keys/key_peers_model.h"
#include "views/keys/ledger_filter.h"
#include "views/keys/ledger_model.h"
#include "views/keys/site_peers_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace satpad;
using namespace satpad::gui;

namespace {

template <typename Id> Id idOf(unsigned char first)
{
    Id id;
    id.bytes.fill(std::byte{first});
    return id;
}

PeerState peerOf(unsigned char id, const QString& name, quint64 free)
{
    PeerState peer;
    peer.peer.id = idOf<core::SiteId>(id);
    peer.peer.name = name.toStdString();
    peer.name = name;
    peer.send = {7179, free, 611, 3538, 42, 0};
    peer.sendable = free;
    peer.receive = {4000, 2790, 0, 1200, 10, 0};
    peer.origins = QStringList{"courier"};
    peer.pads = 2;
    return peer;
}

core::LedgerEvent eventOf(quint64 sequence,
    const char* kind,
    unsigned char pad,
    quint64 first,
    quint64 count,
    unsigned char message,
    const char* note = "")
{
    core::LedgerEvent event;
    event.sequence = sequence;
    event.time = {1'795'557'464 + static_cast<std::int64_t>(sequence)};
    event.kind = kind;
    event.pad = pad == 0 ? core::PadId{} : idOf<core::PadId>(pad);
    event.first = first;
    event.count = count;
    event.message = message == 0 ? core::MessageId{} : idOf<core::MessageId>(message);
    event.note = note;
    return event;
}

/// A pad, two messages, and one that was given up.
std::vector<core::LedgerEvent> history()
{
    return {eventOf(1, "created", 0, 0, 0, 0, "real"),
        eventOf(2, "pad_added", 0x3f, 0, 2000, 0, "send unconfirmed"),
        eventOf(3, "burnt", 0x3f, 1999, 1, 0, "confirm"),
        eventOf(4, "reserved", 0x3f, 0, 402, 0xa4),
        eventOf(5, "sealed", 0, 0, 402, 0xa4),
        eventOf(6, "reserved", 0x3f, 402, 1314, 0x88),
        eventOf(7, "burnt", 0, 0, 1314, 0x88, "given_up"),
        eventOf(8, "suspended", 0x3f, 1800, 0, 0, "used")};
}

/// One line for each row, as a person reads it.
QStringList picture(const QAbstractItemModel& model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (const int column : {LedgerModel::Event,
                 LedgerModel::What,
                 LedgerModel::Pad,
                 LedgerModel::Pages,
                 LedgerModel::Count,
                 LedgerModel::Message}) {
            cells.append(model.index(row, column).data().toString().replace(QChar(0x2009), ' '));
        }
        lines.append(cells.join(" | "));
    }
    return lines;
}

} // namespace

class TestKeysModels final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void peersChangeInPlace();
    void peersSpeak();
    void originsAreWords();
    void ledgerReads();
    void ledgerGoesOn();
    void filterFinds_data();
    void filterFinds();
    void filterFollows();
    void everyKindHasWords();
    void sitesShow();
};

void TestKeysModels::peersChangeInPlace()
{
    KeyPeersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPeers({peerOf(1, "Beijing", 2988), peerOf(2, "Jinan", 214)});
    QCOMPARE(model.rowCount(), 2);
    const QPersistentModelIndex jinan = model.index(1);
    QSignalSpy changed(&model, &KeyPeersModel::dataChanged);
    QSignalSpy reset(&model, &KeyPeersModel::modelReset);

    model.setPeers({peerOf(1, "Beijing", 2988), peerOf(2, "Jinan", 213)});
    QCOMPARE(changed.count(), 1);
    model.setPeers({peerOf(1, "Beijing", 2988), peerOf(2, "Jinan", 213)});
    QCOMPARE(changed.count(), 1);

    model.setPeers(
        {peerOf(3, "Nanshan", 900), peerOf(2, "Jinan", 213), peerOf(1, "Beijing", 2988)});
    QCOMPARE(model.index(0).data().toString(), "Nanshan");
    QCOMPARE(model.index(1).data().toString(), "Jinan");
    QCOMPARE(model.index(2).data().toString(), "Beijing");
    QCOMPARE(jinan.data().toString(), "Jinan");

    model.setPeers({peerOf(2, "Jinan", 213)});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(jinan.row(), 0);
    QCOMPARE(reset.count(), 0);
}

void TestKeysModels::peersSpeak()
{
    KeyPeersModel model;
    PeerState suspended = peerOf(3, "Nanshan", 900);
    suspended.suspendedPages = 800;
    suspended.sendable = 100;
    PeerState fresh;
    fresh.peer.id = idOf<core::SiteId>(4);
    fresh.name = "Delingha";
    model.setPeers({peerOf(1, "Beijing", 2988), suspended, peerOf(2, "Jinan", 214), fresh});
    const QString spoken = model.index(0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(spoken.startsWith("Key for Beijing: 2988 pages free of 7179, 611 reserved, 3538 "
                               "spent, 42 burnt."),
        qPrintable(spoken));
    QCOMPARE(model.index(0).data(KeyPeersModel::LowRole).toBool(), false);
    QCOMPARE(model.index(1).data(KeyPeersModel::LowRole).toBool(), true);
    QCOMPARE(model.index(1).data(KeyPeersModel::FreeToSendRole).toULongLong(), 100U);
    QCOMPARE(model.index(3).data(KeyPeersModel::LowRole).toBool(), false);
    QCOMPARE(
        model.index(3).data(Qt::AccessibleTextRole).toString(), "No key shared with Delingha yet.");
    QCOMPARE(model.lowest()->name, "Nanshan");
    QCOMPARE(model.rowOf("Jinan"), 2);
    QCOMPARE(model.rowOf("nobody"), -1);
}

void TestKeysModels::originsAreWords()
{
    PeerState peer = peerOf(1, "Beijing", 2988);
    QCOMPARE(originWords(peer), "courier file");
    QCOMPARE(knownWords(peer), "");
    peer.origins = QStringList{"relay jinan-class-1 (parents 3fa1)", "pass one", "pass two"};
    QCOMPARE(originWords(peer), "relay jinan-class-1, pass one, and 1 more");
    QCOMPARE(knownWords(peer), "jinan-class-1 knows it");
}

void TestKeysModels::ledgerReads()
{
    LedgerModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEvents(history());
    model.setPadPeers({{idOf<core::PadId>(0x3f), {"Beijing", "courier"}}});
    const QStringList expected{"8 | suspended | 3f3f | – | – | –",
        "7 | burnt, message given up | 3f3f | 402 – 1 715 | 1 314 | 8888 8888",
        "6 | reserved for Beijing | 3f3f | 402 – 1 715 | 1 314 | 8888 8888",
        "5 | spent, sealed for Beijing | 3f3f | 0 – 401 | 402 | a4a4 a4a4",
        "4 | reserved for Beijing | 3f3f | 0 – 401 | 402 | a4a4 a4a4",
        "3 | burnt, keyed the proof of the pad | 3f3f | 1 999 | 1 | –",
        "2 | added by courier file | 3f3f | 0 – 1 999 | 2 000 | –",
        "1 | ledger begun | – | – | – | –"};
    QCOMPARE(picture(model), expected);
    const QString spoken =
        model.index(3, LedgerModel::What).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(
        spoken.startsWith("Event 5, ") && spoken.contains("page 0 to 401"), qPrintable(spoken));
    QCOMPARE(model.index(3, LedgerModel::What).data(LedgerModel::IconRole).toString(), "lock");
}

void TestKeysModels::ledgerGoesOn()
{
    LedgerModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto events = history();
    model.setEvents({events.begin(), events.begin() + 4});
    QSignalSpy reset(&model, &LedgerModel::modelReset);
    const QPersistentModelIndex third = model.index(1, 0);
    QCOMPARE(third.data().toString(), "3");
    model.setEvents({events.begin() + 1, events.begin() + 6});
    QCOMPARE(reset.count(), 0);
    QCOMPARE(third.data().toString(), "3");
    QCOMPARE(third.row(), 3);
    QCOMPARE(model.rowCount(), 5);
    model.setEvents({events.begin() + 1, events.begin() + 6});
    QCOMPARE(model.rowCount(), 5);
    model.setEvents({events.begin() + 7, events.end()}); // none of them known
    QCOMPARE(reset.count(), 1);
    QCOMPARE(model.rowCount(), 1);
}

void TestKeysModels::filterFinds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("events");
    QTest::newRow("all") << ""
                         << "8 7 6 5 4 3 2 1";
    QTest::newRow("page") << "1 700"
                          << "7 6 2";
    QTest::newRow("page with a thin space") << "1\u2009999"
                                            << "3 2";
    QTest::newRow("pad") << "3F3f"
                         << "8 7 6 5 4 3 2";
    QTest::newRow("message") << "a4a4 a4"
                             << "5 4";
    QTest::newRow("peer") << "beij"
                          << "8 7 6 5 4 3 2";
    QTest::newRow("what") << "given up"
                          << "7";
    QTest::newRow("nothing") << "zzz"
                             << "";
}

void TestKeysModels::filterFinds()
{
    QFETCH(QString, text);
    QFETCH(QString, events);
    LedgerModel model;
    LedgerFilter filter(model);
    QAbstractItemModelTester tester(
        &filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEvents(history());
    model.setPadPeers({{idOf<core::PadId>(0x3f), {"Beijing", "courier"}}});
    filter.setText(text);
    QStringList found;
    for (int row = 0; row < filter.rowCount(); ++row) {
        found.append(filter.index(row, LedgerModel::Event).data().toString());
    }
    QCOMPARE(found.join(' '), events);
}

void TestKeysModels::filterFollows()
{
    LedgerModel model;
    LedgerFilter filter(model);
    model.setEvents(history());
    filter.follow(LedgerFilter::Page{idOf<core::PadId>(0x3f), 402});
    QStringList found;
    for (int row = 0; row < filter.rowCount(); ++row) {
        found.append(filter.index(row, LedgerModel::Event).data().toString());
    }
    QCOMPARE(found.join(' '), "8 7 6 2");
    filter.follow(LedgerFilter::Page{idOf<core::PadId>(0x40), 402});
    QCOMPARE(filter.rowCount(), 0);
    filter.follow(std::nullopt);
    QCOMPARE(filter.rowCount(), 8);
}

void TestKeysModels::everyKindHasWords()
{
    for (const char* kind : {"created",
             "pad_added",
             "burnt",
             "reserved",
             "sealed",
             "carried",
             "cancelling",
             "verified",
             "cancelled",
             "failed",
             "recorded",
             "accepted",
             "abandoned",
             "tagged",
             "relayed",
             "drawn",
             "pull_begun",
             "pull_batch",
             "pull_agreed",
             "pull_cut",
             "pull_closed",
             "unaccepted",
             "unimported",
             "handed_over",
             "locked",
             "transferred",
             "taken_over",
             "unlocked",
             "confirmed",
             "suspended",
             "advanced",
             "suspect",
             "trusted",
             "closed"}) {
        const LedgerWords words = wordsFor(eventOf(1, kind, 1, 0, 1, 1), {}, {});
        QVERIFY2(words.icon != "info", kind);
        QVERIFY2(!words.what.contains('_') && !words.what.contains('%'), kind);
        QVERIFY2(QFile::exists(QStringLiteral(ICONS "/%1.svg").arg(words.icon)), kind);
    }
    QCOMPARE(wordsFor(eventOf(1, "of_tomorrow", 0, 0, 0, 0), {}, {}).what, "of_tomorrow");
}

void TestKeysModels::sitesShow()
{
    SitePeersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    PeerState beijing = peerOf(1, "Beijing", 2988);
    beijing.peer.address = "203.0.113.40:7117";
    beijing.simulated = true;
    beijing.heard = {1'795'557'464}; // 2026-11-24 21:57:44
    PeerState nanshan;
    nanshan.peer.id = idOf<core::SiteId>(2);
    nanshan.name = "Nanshan";
    model.setPeers({beijing, nanshan});
    const auto line = [&](int row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column) {
            cells.append(model.index(row, column).data().toString());
        }
        return cells.join(" | ");
    };
    QCOMPARE(line(0),
        "Beijing | 203.0.113.40:7117 | courier file | 2 | " + grouped(2988) + " | 2026-11-24");
    QCOMPARE(line(1), "Nanshan | dials in | no key yet | 0 | 0 | not yet");
    QVERIFY(model.index(1, SitePeersModel::Seen).data(SitePeersModel::FaintRole).toBool());
    const auto spoken = [&](int row) {
        return model.index(row, 0).data(Qt::AccessibleTextRole).toString();
    };
    QVERIFY2(
        spoken(0).endsWith("last seen " + utcText(beijing.heard) + "."), qPrintable(spoken(0)));
    QVERIFY2(spoken(1).endsWith("last seen not yet."), qPrintable(spoken(1)));
    QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(),
        "Beijing, last seen: " + utcText(beijing.heard));
    QVERIFY(model.index(0, SitePeersModel::Source).data(SitePeersModel::BadgeRole).toBool());
    QVERIFY(model.index(1, SitePeersModel::Address).data(SitePeersModel::FaintRole).toBool());
    QSignalSpy reset(&model, &SitePeersModel::modelReset);
    nanshan.pads = 1;
    model.setPeers({beijing, nanshan});
    nanshan.heard = {QDateTime::currentSecsSinceEpoch()};
    model.setPeers({beijing, nanshan});
    const QString today = model.index(1, SitePeersModel::Seen).data().toString();
    QVERIFY2(today == utcTime(nanshan.heard) || today.contains('-'), qPrintable(today)); // midnight
    QCOMPARE(reset.count(), 0);
    QCOMPARE(model.rowOf("Nanshan"), 1);
}

QTEST_MAIN(TestKeysModels)
#include "tst_keys_models.moc"
