// SPDX-License-Identifier: GPL-3.0-or-later
#include "raw_sql.h"
#include "test_settings.h"
#include "transfer_format.h"

#include <satpad/core/byte_codec.h>
#include <satpad/core/transfer.h>

#include <set>

using namespace satpad::test;

using Carrier = ReserveRequest::Carrier;

namespace {

/// A site with a used sender pad and a receiver pad, ready to move.
struct Moving : Site
{
    explicit Moving(FileTap* tap = nullptr)
        : Site(20261126, tap)
    {
        must(ledger->settle_outgoing(seal(5), MessageState::verified));
        close();
    }
    PadId out = add_pad(40);
    PadId in = add_pad(12, {.direction = PadDirection::receive});

    [[nodiscard]] fs::path below(const char* name) const
    {
        return fs::path(folder.path().toStdString()) / name;
    }
    [[nodiscard]] fs::path file() const { return below("site.transfer"); }
    [[nodiscard]] Expected<HandedOver> hand_over()
    {
        return hand_home_over(*home, clock, states(), file());
    }
    [[nodiscard]] Expected<std::uint64_t> take_over(const char* name)
    {
        auto opened = TransferFile::open(*store, file());
        if (!opened) {
            return fail(std::move(opened));
        }
        return opened->take_over(random, clock, below("other-state"), below(name), {});
    }
    [[nodiscard]] Home home_in(const char* name)
    {
        return must(Home::open(*store, random, below(name), {}));
    }
    [[nodiscard]] Expected<PadLedger> ledger_of(Home& where)
    {
        return PadLedger::open(where, clock, below("other-state"));
    }
    [[nodiscard]] Bytes bytes() { return must(read_file(*store, file(), std::size_t{1} << 24U)); }
    void put(ByteView changed) { must(replace_file(*store, file(), changed)); }
    [[nodiscard]] bool refused(ByteView changed)
    {
        put(changed);
        const auto opened = TransferFile::open(*store, file());
        return !opened && opened.error().is(Errc::malformed);
    }
};

std::uint64_t free_of(const PadLedger& ledger, const PadId& id)
{
    return must(ledger.pad(id)).free;
}

/// Fails one sync and all after it, and sees whether the same file is written or synced once more
/// without being opened anew.
struct FailingSync final : FileTap
{
    Expected<void> before(const FileOperation& operation) override
    {
        using Kind = FileOperation::Kind;
        if (operation.kind == Kind::open || operation.kind == Kind::create) {
            failed.erase(operation.path);
        }
        const bool sync = operation.kind == Kind::sync;
        again =
            again || ((sync || operation.kind == Kind::write) && failed.contains(operation.path));
        if (sync && (at == 0 || at-- == 0)) {
            at = 0;
            fired = true;
            failed.insert(operation.path);
            return Unexpected(std::make_error_code(std::errc::io_error), "planted");
        }
        return {};
    }
    std::size_t at = ~std::size_t{0};
    std::set<fs::path> failed;
    bool fired = false;
    bool again = false;
};

} // namespace

class TstHomeTransfer : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        // Hundreds of homes are made: in memory their syncs cost nothing.
        qputenv("TMPDIR", memory_folder().toLocal8Bit());
        QVERIFY(initialise_core().has_value());
    }

    void theNewHomeHasEveryPageAndTheOldOneNone()
    {
        Moving site;
        QCOMPARE(must(site.hand_over()).pages, 34U + 11U);
        QVERIFY(site.open().error().is(Errc::home_locked));
        const auto old = must(PadFile::open(*site.home, site.out, 40));
        for (std::uint64_t page = 0; page < 39; ++page) {
            QVERIFY(!must(old.opens(page)));
        }
        QCOMPARE(must(site.take_over("new")), 34U + 11U);
        Home home = site.home_in("new");
        const PadLedger ledger = must(site.ledger_of(home));
        QCOMPARE(free_of(ledger, site.out), 34U);
        QCOMPARE(free_of(ledger, site.in), 11U);
        QCOMPARE(must(ledger.pad(site.out)).mark, 5U);
        QVERIFY(conserved(must(ledger.pad(site.out))));
        const VerifyReport report = must(ledger.verify());
        QVERIFY2(report.ok, report.faults.empty() ? "" : report.faults.front().c_str());
        QVERIFY(must(must(PadFile::open(home, site.out, 40)).opens(5)));
    }
    void theNewHomeIsSuspectOnceAndUntilAPeerRecords()
    {
        Moving site;
        must(site.hand_over());
        must(site.take_over("new"));
        Home home = site.home_in("new");
        auto events = must(must(site.ledger_of(home)).events(0, 1000)).size();
        PadLedger ledger = must(site.ledger_of(home));
        QCOMPARE(must(ledger.events(0, 1000)).size(), events);
        QVERIFY(must(ledger.suspect()));
        QVERIFY(ledger.reserve({site.peer, 5, SendMode::exact, 1, Carrier::file})
                    .error()
                    .is(Errc::home_suspect));
        auto reservation =
            must(ledger.reserve({site.peer, 5, SendMode::exact, 1, Carrier::session}));
        QCOMPARE(reservation.ranges().front().first, 5U);
        const Bytes header = encode_header(site.header_of(reservation));
        auto pages = must(ledger.open_pages(std::move(reservation)));
        must(pages->erase());
        const MessageId id = pages->id();
        must(ledger.commit_sealed(std::move(pages), header, 1, {}));
        must(ledger.peer_recorded(id));
        QVERIFY(!must(ledger.suspect()));
        QVERIFY(must(ledger.verify()).ok);
    }
    void whatARelayTookNeverComesBack()
    {
        Moving site;
        site.reopen();
        must(site.ledger->take_pages(
            must(site.ledger->reserve({.peer = site.peer, .pages = 4, .use = PageUse::relay})),
            PageUse::relay));
        must(site.ledger->take_told_pages(
            {site.random.id<MessageId>(), site.peer, {{site.in, 3, 2}}, PageUse::relay}));
        site.close();
        QCOMPARE(must(site.hand_over()).pages, 30U + 9U);
        QCOMPARE(must(site.take_over("new")), 30U + 9U);
        Home home = site.home_in("new");
        PadLedger ledger = must(site.ledger_of(home));
        QCOMPARE(free_of(ledger, site.out), 30U);
        QCOMPARE(free_of(ledger, site.in), 9U);
        QCOMPARE(must(ledger.pad(site.out)).handed_over, 4U);
        QCOMPARE(must(ledger.pad(site.in)).relayed, 2U);
        const VerifyReport report = must(ledger.verify());
        QVERIFY2(report.ok, report.faults.empty() ? "" : report.faults.front().c_str());
        const auto next = must(ledger.reserve({site.peer, 5, SendMode::exact, 1}));
        QCOMPARE(next.ranges().front().first, 9U);
    }
    void aMovedHomeMovesOn()
    {
        Moving site;
        must(site.hand_over());
        must(site.take_over("second"));
        Home second = site.home_in("second");
        const fs::path file = site.below("again.transfer");
        must(hand_home_over(second, site.clock, site.below("other-state"), file));
        must(must(TransferFile::open(*site.store, file))
                 .take_over(
                     site.random, site.clock, site.below("other-state"), site.below("third"), {}));
        Home third = site.home_in("third");
        const PadLedger ledger = must(site.ledger_of(third));
        QCOMPARE(free_of(ledger, site.out), 34U);
        QVERIFY(must(ledger.verify()).ok);
        QVERIFY(site.ledger_of(second).error().is(Errc::home_locked));
    }
    void handedOverPagesOpenForNoMessage()
    {
        Moving site;
        site.reopen(); // a receiver that runs while the home is handed over
        must(site.hand_over());
        const MessageHeader header = site.incoming(site.in, 0, 5);
        const auto opened = site.ledger->open_received(header, site.peer);
        QVERIFY(opened.error().is(Errc::key_already_used));
        QVERIFY(opened.error().context.find("handed over") != std::string::npos);
        QVERIFY(site.ledger->record(header, site.peer).error().is(Errc::home_locked));
    }
    void anOpenOutboxForbidsIt()
    {
        Moving site;
        site.reopen();
        const MessageId open = site.seal(5);
        QVERIFY(site.hand_over().error().is(Errc::wrong_state));
        QVERIFY(!fs::exists(site.file()) && !fs::exists(site.file().string() + ".part"));
        must(site.ledger->settle_outgoing(open, MessageState::verified));
        must(site.hand_over());
    }
    void anotherReceiverForbidsIt()
    {
        Moving site;
        const auto lock = must(site.store->open_or_create(site.home->paths().receive_lock()));
        QVERIFY(must(lock->try_lock()));
        QVERIFY(site.hand_over().error().is(Errc::wrong_state));
        site.reopen();
    }
    void aMissingPadFileIsToldBeforeTheHomeIsLocked()
    {
        Moving site;
        fs::remove(site.home->paths().pad(site.in));
        QVERIFY(site.hand_over().error().is(Errc::home_damaged));
        site.reopen();
    }
    void aFileThatIsThereIsNotReplaced()
    {
        Moving site;
        site.put(Bytes(10));
        QVERIFY(site.hand_over().error().is(Errc::already_exists));
        site.reopen();
    }
    void onceErasedItIsNotWrittenAgain()
    {
        Moving site;
        must(site.hand_over());
        const auto again = site.hand_over();
        QVERIFY(again.error().is(Errc::home_locked));
        QVERIFY2(again.error().context.find("erased") != std::string::npos,
            again.error().context.c_str());
    }
    void aHandedOverHomeWithoutItsFileWritesItAgain()
    {
        Moving site;
        site.reopen();
        must(site.ledger->hand_over());
        site.close();
        QCOMPARE(must(site.hand_over()).pages, 45U);
        QCOMPARE(must(site.take_over("new")), 45U);
    }
    void aHomeIsTakenOverOnceInOnePlace()
    {
        Moving site;
        must(site.hand_over());
        must(site.take_over("new"));
        QVERIFY(site.take_over("new").error().is(Errc::already_exists));
        QVERIFY(site.take_over("home").error().is(Errc::already_exists));
    }
    void theDatabaseGivesNothingBackWithoutTheEvents()
    {
        Moving site;
        must(site.hand_over());
        RawSql raw(site);
        QVERIFY(!raw.run("UPDATE meta SET locked = 0").empty());
        QVERIFY(!raw.run("DELETE FROM ranges WHERE state = 3").empty());
        QVERIFY(!raw.run("UPDATE pads SET mark = 5 WHERE direction = 0").empty());
    }
    void everyDamageIsRefused()
    {
        Moving site;
        must(site.hand_over());
        const Bytes good = site.bytes();
        SeededRandom random(7);
        qInfo("seed 7, %zu bytes", good.size());
        for (std::size_t i = 0; i < 400; ++i) {
            Bytes word(8);
            random.fill(word);
            const std::size_t where = i < 120 ? i : ByteParser(word).u64() % good.size();
            Bytes changed = good;
            changed[where] ^= std::byte{1};
            site.put(changed);
            const auto opened = TransferFile::open(*site.store, site.file());
            QVERIFY2(!opened && (opened.error().is(Errc::malformed) ||
                                    (where == 7 && opened.error().is(Errc::home_newer))),
                std::to_string(where).c_str());
        }
        for (const std::size_t length : {std::size_t{0},
                 std::size_t{8},
                 std::size_t{71},
                 std::size_t{103},
                 std::size_t{104},
                 good.size() / 2,
                 good.size() - 1}) {
            QVERIFY(site.refused(ByteView(good).first(length)));
        }
        Bytes longer = good;
        longer.push_back(std::byte{0});
        QVERIFY(site.refused(longer));
        site.put(good);
        must(site.take_over("new"));
    }
    void namesComeOutOfAClosedSet_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("taken");
        const QByteArray id(32, 'a');
        QTest::newRow("an inbox file") << 6 << id + "_photo.jpg" << true;
        QTest::newRow("a pad") << 5 << QByteArray(16, 'x') << true;
        QTest::newRow("up") << 6 << QByteArray("../site.toml") << false;
        QTest::newRow("up behind an id") << 6 << id + "_/../x" << false;
        QTest::newRow("absolute") << 6 << QByteArray("/etc/passwd") << false;
        QTest::newRow("no id") << 6 << QByteArray("photo.jpg") << false;
        QTest::newRow("capital id") << 6 << QByteArray(32, 'A') + "_x" << false;
        QTest::newRow("id only") << 6 << id + "_" << false;
        QTest::newRow("nul") << 6 << id + "_a" + QByteArray(1, '\0') << false;
        QTest::newRow("empty") << 6 << QByteArray() << false;
        QTest::newRow("short pad id") << 5 << QByteArray(15, 'x') << false;
        QTest::newRow("zero pad id") << 5 << QByteArray(16, '\0') << false;
        QTest::newRow("a second ledger") << 4 << QByteArray() << false;
        QTest::newRow("a named ledger") << 4 << QByteArray("x") << false;
    }
    void namesComeOutOfAClosedSet()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, name);
        QFETCH(bool, taken);
        Site site;
        const std::string config = format_site_config(site.home->config());
        const Bytes identity =
            must(read_file(*site.store, site.home->paths().identity_key(), 4096));
        const Bytes key = must(read_file(*site.store, site.home->paths().storage_key(), 4096));
        const Bytes one(1);
        const auto size = static_cast<std::uint64_t>(name.size());
        store::TransferWriter::Plan plan{{site.me(), HomeKind::real},
            5,
            config.size() + identity.size() + key.size() + 2 + size};
        const fs::path path = fs::path(site.folder.path().toStdString()) / "file";
        auto file = must(site.store->create(path));
        auto writer = must(
            store::TransferWriter::start(*file, plan, site.home->identity_seed(), site.random));
        must(writer.add(store::EntryKind::config, {}, std::as_bytes(std::span(config))));
        must(writer.add(store::EntryKind::identity, {}, identity));
        must(writer.add(store::EntryKind::storage_key, {}, key));
        must(writer.add(store::EntryKind::ledger, {}, one));
        must(writer.add(static_cast<store::EntryKind>(kind), name.toStdString(), one));
        must(writer.finish());
        const auto opened = TransferFile::open(*site.store, path);
        QCOMPARE(opened.has_value(), taken);
        QVERIFY(taken || opened.error().is(Errc::malformed));
    }
    void eachFailureOfHandingOverCanBeMended()
    {
        for (std::size_t n = 0;; ++n) {
            FailingTap tap;
            Moving site(&tap);
            tap.fail_at(n, std::make_error_code(std::errc::io_error));
            const bool first = site.hand_over().has_value();
            const bool fired = tap.fired();
            tap.disarm();
            if (!first) {
                const auto again = site.hand_over();
                QVERIFY2(again || (again.error().is(Errc::home_locked) && fs::exists(site.file())),
                    again ? "" : again.error().text().c_str());
            }
            QVERIFY(site.open().error().is(Errc::home_locked));
            QCOMPARE(must(site.take_over("new")), 45U);
            Home home = site.home_in("new");
            QVERIFY(must(must(site.ledger_of(home)).verify()).ok);
            if (!fired) {
                qInfo("%zu operations", n);
                return;
            }
        }
    }
    void noFailedSyncIsTriedAgain()
    {
        for (std::size_t n = 0;; ++n) {
            FailingSync tap;
            Moving site(&tap);
            must(site.hand_over());
            tap.at = n;
            (void)site.take_over("new").has_value();
            QVERIFY2(!tap.again, qPrintable(QString("sync %1").arg(n)));
            if (!tap.fired) {
                QVERIFY(n > 4);
                return;
            }
        }
    }
    void eachFailureOfTakingOverCanBeMended()
    {
        for (std::size_t n = 0;; ++n) {
            FailingTap tap;
            Moving site(&tap);
            must(site.hand_over());
            tap.fail_at(n, std::make_error_code(std::errc::io_error));
            const bool first = site.take_over("new").has_value();
            const bool fired = tap.fired();
            tap.disarm();
            if (!first) {
                // Either it is not there and is made now, or it was whole already.
                const auto again = site.take_over("new");
                QVERIFY2(again || again.error().is(Errc::already_exists),
                    again ? "" : again.error().text().c_str());
            }
            Home home = site.home_in("new");
            const PadLedger ledger = must(site.ledger_of(home));
            QVERIFY(must(ledger.verify()).ok);
            QCOMPARE(free_of(ledger, site.out), 34U);
            QVERIFY(!fs::exists(home.paths().moving_in()));
            if (!fired) {
                qInfo("%zu operations", n);
                return;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TstHomeTransfer)
#include "tst_home_transfer.moc"
