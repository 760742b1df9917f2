// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/ledger_store.h"
#include "ledger/schema.h"
#include "ledger_fixture.h"

#include <algorithm>

using namespace satpad::test;
namespace ledger = satpad::core::ledger;

/// What the product's own connection does below the ledger's calls: its settings by their effect,
/// and the compare-and-set of a state, which no call of the ledger reaches with another state.
class TstLedgerSettings : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aRangeOfNoPadIsRefused()
    {
        Site site;
        site.add_pad(20);
        const auto database = connection(site);
        QVERIFY(!database->execute("INSERT INTO ranges VALUES (77, 0, 1, 2, NULL)"));
    }
    void aRangeOfNoMessageIsRefused()
    {
        Site site;
        site.add_pad(20, {.direction = PadDirection::receive});
        const auto database = connection(site);
        QVERIFY(!database->execute("INSERT INTO ranges VALUES (1, 0, 1, 0, 99)"));
    }
    void whatIsDeletedIsOverwritten()
    {
        Site site;
        site.add_pad(20);
        site.close();
        const auto database = connection(site);
        must(database->execute("CREATE TABLE notes (note TEXT)"));
        must(database->execute("INSERT INTO notes VALUES ('a-word-that-must-not-stay')"));
        must(database->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        QVERIFY(holds(site, "a-word-that-must-not-stay"));
        must(database->execute("DELETE FROM notes"));
        must(database->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        QVERIFY(!holds(site, "a-word-that-must-not-stay"));
    }
    void aReplacedRowTriggersWhatADeletedOneDoes()
    {
        // Without recursive_triggers INSERT OR REPLACE removes rows behind the triggers' back.
        Site site;
        site.add_pad(20);
        const auto database = connection(site);
        const auto done = database->execute(
            "INSERT OR REPLACE INTO batches SELECT number, randomblob(16), peer, created "
            "FROM batches");
        QVERIFY(!done);
        QVERIFY(done.error().context.find("never forgotten") != std::string::npos);
    }
    void aConnectionClosedForGoodAnswersNothing()
    {
        Site site;
        site.add_pad(20);
        const auto database = connection(site);
        QCOMPARE(must(database->integer("SELECT count(*) FROM pads")), 1);
        database->close_for_good();
        const auto answer = database->integer("SELECT count(*) FROM pads");
        QVERIFY(!answer && answer.error().is(Errc::outcome_unknown));
        QVERIFY(database->execute("DELETE FROM owed_erasures").error().is(Errc::outcome_unknown));
        QVERIFY(database->begin().error().is(Errc::outcome_unknown));
    }
    void aStateChangesOnlyFromTheOneItIsIn()
    {
        Site site;
        site.add_pad(20);
        const MessageId id = site.seal(5);
        ledger::LedgerStore store(connection(site));
        QVERIFY(!must(store.set_state(1, MessageState::reserved, MessageState::carried, {})));
        QVERIFY(must(site.ledger->message(id)).state == MessageState::sealed);
        QVERIFY(must(store.set_state(1, MessageState::sealed, MessageState::carried, {})));
        QVERIFY(must(site.ledger->message(id)).state == MessageState::carried);
    }

private:
    static std::unique_ptr<ledger::Database> connection(const Site& site)
    {
        auto database = must(ledger::Database::open(site.home->paths().ledger(), nullptr));
        must(ledger::configure(*database));
        return database;
    }
    static bool holds(const Site& site, std::string_view word)
    {
        const Bytes file = must(read_file(*site.store, site.home->paths().ledger(), 1 << 24));
        const auto same = [](std::byte a, char b) { return std::to_integer<char>(a) == b; };
        return std::search(file.begin(), file.end(), word.begin(), word.end(), same) != file.end();
    }
};

QTEST_APPLESS_MAIN(TstLedgerSettings)
#include "tst_ledger_settings.moc"
