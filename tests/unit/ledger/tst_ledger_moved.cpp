// SPDX-License-Identifier: GPL-3.0-or-later
#include "raw_sql.h"

using namespace satpad::test;

using Carrier = ReserveRequest::Carrier;

namespace {

void copy_over(const fs::path& from, const fs::path& to)
{
    // Into the same file, so that its inode says nothing.
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

/// A site with one pad of 100 pages, of which 5 are spent, closed; then what a backup would hold.
struct Restored : Site
{
    PadId id = add_pad(100);
    fs::path backup = fs::path(folder.path().toStdString()) / "backup";

    Restored()
    {
        seal(5);
        close();
        fs::copy(root(), backup, fs::copy_options::recursive);
        reopen();
    }
    [[nodiscard]] fs::path ledger_file() const { return home->paths().ledger(); }
    void forget_outside_count() { fs::remove_all(states()); }
    void restore(const std::string& name) { copy_over(backup / name, root() / name); }
    void drop_wal()
    {
        fs::remove(root() / "ledger.db-wal");
        fs::remove(root() / "ledger.db-shm");
    }
    void restore_ledger()
    {
        drop_wal();
        restore("ledger.db");
        if (fs::exists(backup / "ledger.db-wal")) {
            restore("ledger.db-wal");
        }
    }
    void restore_pad() { restore("pads/" + id.hex() + ".pad"); }
};

} // namespace

class TstLedgerMoved : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void anUntouchedHomeIsTrusted()
    {
        Restored site;
        site.reopen();
        QVERIFY(!must(site.ledger->suspect()));
        must(site.reserve(5, Carrier::file));
    }
    void anOlderLedgerSuspendsThePadAndIsSuspect()
    {
        Restored site;
        site.seal(7);
        site.close();
        site.restore_ledger();
        site.reopen();
        QVERIFY(must(site.ledger->suspect()));
        QVERIFY(site.pad(site.id).state == PadState::suspended);
        const auto refused = site.reserve(5);
        QVERIFY(refused.error().is(Errc::pad_suspended));
        QVERIFY2(refused.error().context.find("--to 12") != std::string::npos,
            refused.error().context.c_str());
        must(site.ledger->advance(site.id, 12));
        QCOMPARE(must(site.reserve(5)).ranges().front().first, 12U);
    }
    void anOlderLedgerIsSeenByThePadsAlone()
    {
        Restored site;
        site.seal(7);
        site.close();
        site.restore_ledger();
        site.forget_outside_count();
        site.reopen();
        QVERIFY(site.pad(site.id).state == PadState::suspended);
    }
    void aLostWalIsSeen()
    {
        Restored site;
        site.close();
        fs::copy_file(site.ledger_file(), site.backup / "before.db");
        site.reopen();
        {
            auto crashed = must(PadLedger::open(*site.home, site.clock, site.states()));
            site.seal(7);
            site.ledger.reset(); // the other connection keeps the closing checkpoint from emptying
                                 // the -wal
            copy_over(site.backup / "before.db", site.ledger_file());
        }
        site.drop_wal();
        copy_over(site.backup / "before.db", site.ledger_file());
        site.reopen();
        QVERIFY(must(site.ledger->suspect()));
        QVERIFY(site.pad(site.id).state == PadState::suspended);
    }
    void aDamagedSchemaIsToldInOneLine()
    {
        Restored site;
        site.close();
        Bytes bytes = must(read_file(*site.store, site.ledger_file(), 1 << 20));
        const auto wanted = std::as_bytes(std::span(std::string_view("INSERT ON events")));
        const auto found = std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end());
        QVERIFY(found != bytes.end());
        *(found + 10) = std::byte{'`'};
        must(must(site.store->open(site.ledger_file(), Access::read_write))->write(0, bytes));
        const auto refused = site.open();
        QVERIFY(!refused && refused.error().is(Errc::home_damaged));
        QVERIFY2(refused.error().context.find('\n') == std::string::npos,
            refused.error().context.c_str());
    }
    void anOlderPadIsErasedAgainAndSuspect()
    {
        Restored site;
        site.seal(7);
        site.close();
        site.restore_pad();
        site.forget_outside_count();
        site.reopen();
        QVERIFY(must(site.ledger->suspect()));
        QVERIFY(!site.page_opens(site.id, 5));
        QVERIFY(!site.page_opens(site.id, 11));
        QVERIFY(site.page_opens(site.id, 12));
        QVERIFY(site.reserve(5, Carrier::file).error().is(Errc::home_suspect));
        QCOMPARE(must(site.reserve(5)).ranges().front().first, 12U);
    }
    void anOlderPadUnderARunningProcessIsSeenAtTheNextOpen()
    {
        Restored site;
        const MessageId id = site.seal(7);
        site.restore_pad();
        site.reopen();
        QVERIFY(must(site.ledger->suspect()));
        QVERIFY(!site.page_opens(site.id, 6));
        QVERIFY(must(site.ledger->message(id)).state == MessageState::sealed);
    }
    void aRestoredHomeIsSuspectByItsCount()
    {
        Restored site;
        site.seal(7);
        site.close();
        site.restore_ledger();
        site.restore_pad();
        site.reopen();
        QVERIFY(must(site.ledger->suspect()));
        QVERIFY(site.reserve(5, Carrier::file).error().is(Errc::home_suspect));
        must(site.reserve(5));
    }
    void aCopiedHomeIsSuspectUntilThePeerRecords()
    {
        Restored site;
        site.close();
        const fs::path copy = fs::path(site.folder.path().toStdString()) / "copy";
        fs::copy(site.root(), copy, fs::copy_options::recursive);
        Home home = must(Home::open(*site.store, site.random, copy, {}));
        {
            auto ledger = must(PadLedger::open(home, site.clock, site.states()));
            QVERIFY(must(ledger.suspect()));
        }
        auto ledger = must(PadLedger::open(home, site.clock, site.states()));
        QVERIFY(must(ledger.suspect()));
        QCOMPARE(must(ledger.events(0, 1000)).back().kind, std::string("suspect"));
        auto reservation =
            must(ledger.reserve({site.peer, 5, SendMode::exact, 1, Carrier::session}));
        const Bytes header = encode_header(site.header_of(reservation));
        auto pages = must(ledger.open_pages(std::move(reservation)));
        must(pages->erase());
        const MessageId id = pages->id();
        must(ledger.commit_sealed(std::move(pages), header, 1, {}));
        QVERIFY(ledger.mark_carried(id).error().is(Errc::home_suspect));
        must(ledger.peer_recorded(id));
        QVERIFY(!must(ledger.suspect()));
        must(ledger.mark_carried(id));
    }
    void anotherInodeAloneIsSuspect_data()
    {
        QTest::addColumn<bool>("of_the_ledger");
        QTest::newRow("ledger") << true;
        QTest::newRow("pad file") << false;
    }
    void anotherInodeAloneIsSuspect()
    {
        // The same bytes in the same place, as a backup program brings one file back.
        QFETCH(bool, of_the_ledger);
        Restored site;
        site.close();
        const fs::path file = of_the_ledger ? site.ledger_file() : site.home->paths().pad(site.id);
        const fs::path copy = file.string() + ".copy";
        fs::copy_file(file, copy);
        fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write);
        fs::rename(copy, file);
        site.reopen();
        QVERIFY(must(site.ledger->suspect()));
        QVERIFY(site.reserve(5, Carrier::file).error().is(Errc::home_suspect));
        must(site.reserve(5));
    }
    void anotherMachineIsSuspectOnce()
    {
        Restored site;
        {
            RawSql raw(site);
            QCOMPARE(raw.run("UPDATE meta SET machine = x'00'"), std::string());
        }
        site.reopen();
        QVERIFY(must(site.ledger->suspect()));
        const auto events = must(site.ledger->events(0, 1000)).size();
        site.reopen();
        QCOMPARE(must(site.ledger->events(0, 1000)).size(), events);
    }
    void aNewPadIsNotSuspect()
    {
        Restored site;
        {
            RawSql raw(site);
            QCOMPARE(raw.run("UPDATE meta SET machine = x'00'"), std::string());
        }
        site.reopen();
        const PadId fresh = site.add_pad(50);
        QVERIFY(!site.pad(fresh).suspect);
        QCOMPARE(must(site.reserve(5, Carrier::file)).ranges().front().pad, fresh);
    }
    void aGarbledOutsideCountIsUnknown()
    {
        Restored site;
        site.close();
        for (const auto& entry : fs::directory_iterator(site.states())) {
            fs::resize_file(entry.path(), 20);
        }
        site.reopen();
        QVERIFY(!must(site.ledger->suspect()));
    }
    void aDamagedLedgerIsLocked_data()
    {
        QTest::addColumn<int>("how");
        QTest::addColumn<int>("code");
        QTest::newRow("missing") << 0 << static_cast<int>(Errc::home_damaged);
        QTest::newRow("empty") << 1 << static_cast<int>(Errc::home_damaged);
        QTest::newRow("cut") << 2 << static_cast<int>(Errc::home_damaged);
        QTest::newRow("noise") << 3 << static_cast<int>(Errc::home_damaged);
        QTest::newRow("another program's") << 4 << static_cast<int>(Errc::home_damaged);
        QTest::newRow("newer") << 5 << static_cast<int>(Errc::home_newer);
        QTest::newRow("another site's") << 6 << static_cast<int>(Errc::home_damaged);
        QTest::newRow("chain cut") << 7 << static_cast<int>(Errc::home_damaged);
        QTest::newRow("cut at 100 bytes") << 8 << static_cast<int>(Errc::home_damaged);
    }
    void anEarlierVersionsLedgerIsLocked()
    {
        for (const char* earlier : {"PRAGMA user_version = 1", "PRAGMA user_version = 2"}) {
            Restored site;
            QCOMPARE(RawSql(site).run(earlier), std::string());
            const auto opened = site.open();
            QVERIFY(!opened && opened.error().is(Errc::home_damaged));
            QVERIFY(
                opened.error().context.find("earlier development version") != std::string::npos);
        }
    }
    void aDamagedLedgerIsLocked()
    {
        QFETCH(int, how);
        QFETCH(int, code);
        Restored site;
        site.seal(5);
        if (how == 5) {
            QCOMPARE(RawSql(site).run("PRAGMA user_version = 4"), std::string());
        } else if (how == 7) {
            QCOMPARE(RawSql(site).run("DROP TRIGGER events_kept; DELETE FROM events WHERE sequence "
                                      "= (SELECT max(sequence) FROM events)"),
                std::string());
        }
        site.close();
        const fs::path file = site.ledger_file();
        if (how < 5 || how == 6 || how == 8) {
            site.drop_wal();
        }
        switch (how) {
        case 0:
            fs::remove(file);
            break;
        case 1:
            fs::resize_file(file, 0);
            break;
        case 2:
            fs::resize_file(file, fs::file_size(file) / 2);
            break;
        case 3:
            must(replace_file(*site.store, file, Bytes(8192, std::byte{0x55})));
            break;
        case 4:
            QCOMPARE(RawSql(file).run("PRAGMA application_id = 1"), std::string());
            break;
        case 6: {
            Site other(7);
            other.close();
            fs::copy_file(other.home->paths().ledger(), file, fs::copy_options::overwrite_existing);
            break;
        }
        case 8:
            fs::resize_file(file, 100);
            break;
        default:
            break;
        }
        const auto opened = site.open();
        QVERIFY(!opened.has_value());
        QVERIFY2(opened.error().code == make_error_code(static_cast<Errc>(code)),
            opened.error().text().c_str());
        QVERIFY(opened.error().context.find("new") != std::string::npos);
        if (how == 0) {
            QVERIFY(!fs::exists(file)); // never made by opening
        }
    }
    void aStaleWalIsNotReplayedIntoANewLedger()
    {
        Restored site;
        site.seal(5);
        site.close();
        fs::remove(site.ledger_file());
        auto fresh = must(PadLedger::create(*site.home, site.clock, site.states()));
        QVERIFY(must(fresh.pads()).empty());
        QCOMPARE(must(fresh.events(0, 100)).size(), 1U);
    }
};

QTEST_APPLESS_MAIN(TstLedgerMoved)
#include "tst_ledger_moved.moc"
