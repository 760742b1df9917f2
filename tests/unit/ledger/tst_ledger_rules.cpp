// SPDX-License-Identifier: GPL-3.0-or-later
#include "raw_sql.h"

#include <QRegularExpression>

using namespace satpad::test;

namespace {

/// A receiver's pad of 20 pages like pad 2, none of them used.
constexpr const char* k_new_pad =
    "INSERT INTO pads SELECT 3, randomblob(16), peer, batch, direction, simulated, origin, "
    "generator, confirm_tag, confirmed, 0, 0, 0, 0, cleared_epoch, device, inode, birth_ns, pages, "
    "0, 0, pages, 0, 0, 0, 0, 0, 0 FROM pads WHERE number = 2";

} // namespace

class TstLedgerRules : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void theDatabaseRefuses_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("why");
        // Where two rules are broken, either may speak first. Pad 1 sends, its mark is 5; pad 2
        // receives and has pages 10 to 14 recorded; message 1 is sealed.
        QTest::newRow("range below the mark") << "INSERT INTO ranges VALUES (1, 2, 1, 2, NULL)"
                                              << "overlaps|starts at the mark";
        QTest::newRow("range above the mark") << "INSERT INTO ranges VALUES (1, 6, 1, 2, NULL)"
                                              << "starts at the mark";
        QTest::newRow("range past the end") << "INSERT INTO ranges VALUES (1, 5, 100, 2, NULL)"
                                            << "past its pad|overlaps";
        QTest::newRow("range over the confirm page")
            << "INSERT INTO ranges VALUES (2, 15, 5, 2, NULL)"
            << "overlaps|CONFIRM";
        QTest::newRow("overlap from below") << "INSERT INTO ranges VALUES (2, 9, 2, 2, NULL)"
                                            << "overlaps";
        QTest::newRow("overlap from inside") << "INSERT INTO ranges VALUES (2, 12, 1, 2, NULL)"
                                             << "overlaps";
        QTest::newRow("overlap over all") << "INSERT INTO ranges VALUES (2, 8, 9, 2, NULL)"
                                          << "overlaps";
        QTest::newRow("overlap replaced")
            << "INSERT OR REPLACE INTO ranges VALUES (2, 10, 5, 2, NULL)"
            << "overlaps";
        QTest::newRow("spent without a message") << "INSERT INTO ranges VALUES (2, 0, 1, 1, NULL)"
                                                 << "CHECK";
        QTest::newRow("spent becomes reserved") << "UPDATE ranges SET state = 0 WHERE message = 1"
                                                << "only goes";
        QTest::newRow("spent becomes burnt") << "UPDATE ranges SET state = 2 WHERE message = 1"
                                             << "only goes";
        QTest::newRow("a range moves")
            << "UPDATE ranges SET first = 16 WHERE pad = 2 AND first = 10"
            << "only goes";
        QTest::newRow("a range goes") << "DELETE FROM ranges WHERE message = 1"
                                      << "closed pad";
        QTest::newRow("mark falls") << "UPDATE pads SET mark = 0 WHERE number = 1"
                                    << "never falls";
        QTest::newRow("counts do not add up") << "UPDATE pads SET free = free + 1 WHERE number = 1"
                                              << "CHECK";
        QTest::newRow("pad changes its direction")
            << "UPDATE pads SET direction = 1 WHERE number = 1"
            << "does not change";
        QTest::newRow("pad grows")
            << "UPDATE pads SET pages = pages + 1, free = free + 1 WHERE number = 1"
            << "does not change";
        QTest::newRow("pad goes") << "DELETE FROM pads WHERE number = 1"
                                  << "never forgotten";
        QTest::newRow("message goes") << "DELETE FROM messages WHERE number = 1"
                                      << "never forgotten";
        QTest::newRow("message is reserved again")
            << "UPDATE messages SET state = 0 WHERE number = 1"
            << "reserved once";
        QTest::newRow("message changes its header")
            << "UPDATE messages SET header = x'00' WHERE number = 1"
            << "does not change";
        QTest::newRow("event changes") << "UPDATE events SET note = 'x' WHERE sequence = 1"
                                       << "never changed";
        QTest::newRow("event goes") << "DELETE FROM events"
                                    << "never deleted";
        QTest::newRow("event replaced")
            << "INSERT OR REPLACE INTO events SELECT 1, time, kind, pad, first, count, message, "
               "note, hash FROM events LIMIT 1"
            << "without gaps";
        QTest::newRow("event skipped") << "INSERT INTO events SELECT 900, time, kind, pad, first, "
                                          "count, message, note, hash FROM events LIMIT 1"
                                       << "without gaps";
        QTest::newRow("event count falls") << "UPDATE meta SET event_count = 0"
                                           << "goes forward";
        QTest::newRow("chain head changes") << "UPDATE meta SET chain_head = zeroblob(32)"
                                            << "goes forward";
        QTest::newRow("epoch falls") << "UPDATE meta SET suspect_epoch = -1"
                                     << "goes forward";
        QTest::newRow("range beyond the end")
            << "INSERT INTO ranges SELECT 2, pages, 1, 2, NULL FROM pads WHERE number = 2"
            << "past its pad";
        QTest::newRow("range of a closed pad")
            << "BEGIN; UPDATE pads SET closed = 1 WHERE number = 2;"
               "INSERT INTO ranges VALUES (2, 0, 1, 2, NULL)"
            << "pad is closed";
        QTest::newRow("range over a confirm page that is not burnt yet")
            << QString("BEGIN; %1; INSERT INTO ranges VALUES (3, 0, 20, 2, NULL)").arg(k_new_pad)
            << "CONFIRM only";
        QTest::newRow("confirm page for a message")
            << QString("BEGIN; %1; INSERT INTO ranges VALUES (3, 19, 1, 0, 1)").arg(k_new_pad)
            << "CONFIRM only";
        QTest::newRow("mark on the confirm page's end")
            << "UPDATE pads SET mark = pages WHERE number = 1"
            << "CHECK";
        QTest::newRow("delivery goes") << "DELETE FROM batches"
                                       << "never forgotten";
        QTest::newRow("delivery twice")
            << "INSERT INTO batches SELECT 9, id, peer, created FROM batches LIMIT 1"
            << "UNIQUE";
        QTest::newRow("pad twice")
            << QString(k_new_pad).replace("randomblob(16)", "id") << "UNIQUE";
        QTest::newRow("message twice")
            << "INSERT INTO messages SELECT 9, id, peer, direction, state, mode, payload_bytes, "
               "pages, created, settled, header, note, answer, purpose FROM messages "
               "WHERE number = 1"
            << "UNIQUE";
        QTest::newRow("settled message goes back")
            << "BEGIN; UPDATE messages SET settled = 5 WHERE number = 1;"
               "UPDATE messages SET settled = 0 WHERE number = 1"
            << "stays settled";
        QTest::newRow("settled message changes its state")
            << "BEGIN; UPDATE messages SET settled = 5 WHERE number = 1;"
               "UPDATE messages SET state = state + 1 WHERE number = 1"
            << "stays settled";
        QTest::newRow("a message's pages go to another pad")
            << "UPDATE ranges SET state = 3 WHERE message = 2"
            << "only what a relay or the KME takes";
        QTest::newRow("a tag's pages go to another pad")
            << "BEGIN; INSERT INTO messages SELECT 9, randomblob(16), peer, 1, 10, 1, 0, 1, 1, 1, "
               "x'', x'', NULL, 1 FROM messages WHERE number = 1;"
               "INSERT INTO ranges VALUES (2, 0, 1, 0, 9);"
               "UPDATE ranges SET state = 3 WHERE message = 9"
            << "only what a relay or the KME takes";
        QTest::newRow("a relay's pages are spent")
            << "BEGIN; INSERT INTO messages SELECT 9, randomblob(16), peer, 1, 10, 1, 0, 1, 1, 1, "
               "x'', x'', NULL, 2 FROM messages WHERE number = 1;"
               "INSERT INTO ranges VALUES (2, 0, 1, 0, 9);"
               "UPDATE ranges SET state = 1 WHERE message = 9"
            << "only what a relay or the KME takes";
        QTest::newRow("the KME's pages are spent")
            << "BEGIN; INSERT INTO messages SELECT 9, randomblob(16), peer, 1, 10, 1, 0, 1, 1, 1, "
               "x'', x'', NULL, 3 FROM messages WHERE number = 1;"
               "INSERT INTO ranges VALUES (2, 0, 1, 0, 9);"
               "UPDATE ranges SET state = 1 WHERE message = 9"
            << "only what a relay or the KME takes";
        QTest::newRow("a use of an unknown purpose")
            << "INSERT INTO messages SELECT 9, randomblob(16), peer, 1, 10, 1, 0, 1, 1, 1, x'', "
               "x'', NULL, 4 FROM messages WHERE number = 1"
            << "CHECK";
        QTest::newRow("a message's range begins spent")
            << "INSERT INTO ranges VALUES (2, 0, 1, 1, 1)"
            << "begins reserved";
        QTest::newRow("a message's range begins handed over")
            << "INSERT INTO ranges VALUES (2, 0, 1, 3, 1)"
            << "begins reserved";
        QTest::newRow("a message is taken") << "UPDATE messages SET state = 10 WHERE number = 1"
                                            << "CHECK";
        QTest::newRow("a use is sealed")
            << "INSERT INTO messages SELECT 9, randomblob(16), peer, 0, 1, 1, 0, 1, 1, 0, x'', "
               "x'', NULL, 1 FROM messages WHERE number = 1"
            << "CHECK";
        QTest::newRow("a message becomes a use")
            << "UPDATE messages SET purpose = 1, state = 10 WHERE number = 1"
            << "does not change";
        QTest::newRow("a pad becomes more secret")
            << "UPDATE pads SET epsilon = 0.5 WHERE number = 1"
            << "does not change";
        QTest::newRow("a chance of one")
            << QString(k_new_pad).replace("0, 0 FROM", "0, 1.0 FROM") << "CHECK";
        QTest::newRow("more relayed than handed over")
            << "UPDATE pads SET relayed = 1 WHERE number = 1"
            << "CHECK";
        QTest::newRow("ledger loses its identity") << "DELETE FROM meta"
                                                   << "keeps its identity";
        QTest::newRow("text for a number") << "UPDATE pads SET advance_to = 'x' WHERE number = 1"
                                           << "cannot store TEXT";
    }
    void theDatabaseRefuses()
    {
        QFETCH(QString, sql);
        QFETCH(QString, why);
        Site site;
        site.add_pad(20);
        const PadId in = site.add_pad(20, {.direction = PadDirection::receive});
        site.seal(5);
        must(site.ledger->record(site.incoming(in, 10, 5), site.peer));
        RawSql raw(site);
        const std::string told = raw.run(sql.toStdString());
        const QRegularExpression wanted(why);
        QVERIFY2(wanted.match(QString::fromStdString(told)).hasMatch(), told.c_str());
        QVERIFY(must(site.ledger->verify()).ok);
    }
    /// Rows that break the rules already, as a damaged file holds them: what is written on top is
    /// refused as damage, with nothing reserved by it.
    void aRuleThatDamageBrokeIsDamage()
    {
        Site site;
        site.add_pad(20);
        {
            RawSql raw(site);
            QCOMPARE(raw.run("PRAGMA ignore_check_constraints = 1"), std::string());
            QCOMPARE(raw.run("UPDATE pads SET burnt = burnt + 1 WHERE number = 1"), std::string());
        }
        const auto refused = site.reserve(5);
        QVERIFY(!refused);
        QVERIFY2(refused.error().is(Errc::home_damaged), refused.error().text().c_str());
        QVERIFY2(refused.error().text().find("satpad ledger verify") != std::string::npos,
            refused.error().text().c_str());
        QVERIFY(must(site.ledger->messages({})).empty());
    }
    void theEventChainHoldsWhatHappened()
    {
        Site site;
        const PadId id = site.add_pad(20);
        site.seal(5);
        const auto events = must(site.ledger->events(0, 100));
        std::vector<std::string> kinds;
        for (const LedgerEvent& event : events) {
            kinds.push_back(event.kind);
        }
        QCOMPARE(kinds,
            (std::vector<std::string>{"created", "pad_added", "burnt", "reserved", "sealed"}));
        QCOMPARE(events[3].pad, id);
        QCOMPARE(events[3].count, 5U);
        QCOMPARE(events[4].sequence, 5U);
        QCOMPARE(must(site.ledger->events(3, 1)).front().kind, std::string("reserved"));
    }
    void onlyTheOwnerMayReadIt()
    {
        Site site;
        site.add_pad(20);
        for (const auto& entry : fs::directory_iterator(site.root())) {
            if (entry.path().filename().string().starts_with("ledger")) {
                QCOMPARE(
                    entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write);
            }
        }
    }
    void lookingLeavesTheLedgerByteIdentical()
    {
        Site site;
        site.add_pad(20);
        site.seal(5);
        site.close();
        const Bytes before = must(read_file(*site.store, site.home->paths().ledger(), 1 << 24));
        site.reopen();
        (void)must(site.ledger->pads());
        (void)site.reserve(1000);
        (void)must(site.ledger->verify());
        site.close();
        QVERIFY(must(read_file(*site.store, site.home->paths().ledger(), 1 << 24)) == before);
    }
};

QTEST_APPLESS_MAIN(TstLedgerRules)
#include "tst_ledger_rules.moc"
