// SPDX-License-Identifier: GPL-3.0-or-later
#include "raw_sql.h"
#include "taken_pages_fixture.h"

#include <satpad/core/pulls.h>

using namespace satpad::test;

namespace {

/// A site with one pull open, and a KME that never gives a key twice.
struct Pulling : Site
{
    explicit Pulling(PullSide side = PullSide::drawer, FileTap* tap = nullptr)
        : Site(7, tap)
    {
        what = {random.id<BatchId>(), peer, side, 64 * k_page_bytes, "kme KME-1", false};
        must(book().begin(what));
    }
    [[nodiscard]] PullBook book() { return PullBook(*ledger); }
    [[nodiscard]] PullRow row() { return must(book().pull(what.id)); }

    [[nodiscard]] PullBatch keys(std::uint64_t number, std::size_t count)
    {
        PullBatch batch;
        batch.number = number;
        for (std::size_t i = 0; i < count; ++i) {
            batch.key_ids.push_back("key " + std::to_string(drawn++));
        }
        return batch;
    }
    [[nodiscard]] std::vector<KeyPrint> prints(const PullBatch& batch)
    {
        std::vector<KeyPrint> made;
        for (const std::string& id : batch.key_ids) {
            const std::string key = "bytes of " + id;
            made.push_back(must(book().print(id, std::as_bytes(std::span(key)))));
        }
        made.resize(made.size() - batch.lost.size());
        return made;
    }
    void commit(const PullBatch& batch, std::uint64_t refused = 0, std::uint64_t wasted = 0)
    {
        must(book().commit_batch(what.id, batch, prints(batch), refused, wasted));
    }
    [[nodiscard]] NewPad cut(std::uint64_t pages)
    {
        const auto direction =
            what.side == PullSide::drawer ? PadDirection::send : PadDirection::receive;
        NewPad pad = write_pad(pages, {.direction = direction});
        pad.origin = what.origin;
        return pad;
    }
    [[nodiscard]] std::vector<std::string> kinds() const
    {
        std::vector<std::string> found;
        for (const LedgerEvent& event : must(ledger->events(0, 1000))) {
            found.push_back(event.kind);
        }
        return found;
    }

    NewPull what;
    std::size_t drawn = 0;
};

constexpr std::array<std::uint32_t, 2> k_lost{1, 3};

/// A whole pull of two batches and one pad, closed.
void finish(Pulling& site)
{
    site.commit(site.keys(0, 6), 2, 3);
    site.commit(site.keys(1, 4));
    must(site.book().agree(site.what.id, 0, k_lost));
    must(site.book().agree(site.what.id, 1, {}));
    must(site.book().add_pad(site.what.id, site.cut(8), 0, 1));
    must(site.book().close(site.what.id, 1));
}

} // namespace

class TstPulls : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aPullIsCountedFromItsBeginningToItsEnd()
    {
        Pulling site;
        QCOMPARE(must(site.book().pulls(true)).size(), 1U);
        finish(site);
        const PullRow row = site.row();
        QVERIFY(!row.open && row.what.id == site.what.id && row.what.origin == "kme KME-1");
        QCOMPARE(row.next_batch, 2U);
        QCOMPARE(row.drawn_keys, 10U);
        QCOMPARE(row.lost_keys, 2U);
        QCOMPARE(row.refused_keys, 2U);
        QCOMPARE(row.wasted_keys, 4U);
        QCOMPARE(row.confirmed_pages, 8U);
        QVERIFY(must(site.book().pulls(true)).empty());
        QCOMPARE(must(site.book().pulls(false)).size(), 1U);
        QVERIFY(sound(site));
        QCOMPARE(site.kinds(),
            (std::vector<std::string>{"created",
                "pull_begun",
                "pull_batch",
                "pull_batch",
                "pull_agreed",
                "pull_agreed",
                "pad_added",
                "burnt",
                "pull_cut",
                "pull_closed"}));
        site.reopen();
        QVERIFY(sound(site));
    }
    void aPullBeginsOnce()
    {
        Pulling site;
        QVERIFY(site.book().begin(site.what).error().is(Errc::already_exists));
        NewPull other = site.what;
        ++other.bytes;
        QVERIFY(site.book().begin(other).error().is(Errc::wrong_state));
        must(site.book().close(site.what.id));
        must(site.book().close(site.what.id, 5)); // changes nothing more
        QCOMPARE(site.row().wasted_keys, 0U);
        QVERIFY(site.book().begin(site.what).error().is(Errc::wrong_state));
        other = site.what;
        other.peer = site.random.id<SiteId>();
        QVERIFY(site.book().begin(other).error().is(Errc::unknown_peer));
        QVERIFY(site.book().pull(site.random.id<BatchId>()).error().is(Errc::invalid_argument));
    }
    void keyIdsComeBackAsTheyWere()
    {
        Pulling site;
        PullBatch batch;
        batch.key_ids = {"01234567-89ab-cdef-0123-456789abcdef",
            "01234567-89AB-CDEF-0123-456789ABCDEF",
            "0123456789abcdef0123456789abcdef0123",
            std::string(1, '\0') + "x",
            std::string(4096, 'k'),
            "k"};
        site.commit(batch);
        site.reopen();
        QCOMPARE(must(site.book().batch(site.what.id, 0)).key_ids, batch.key_ids);
    }
    void aBatchCountsOnce()
    {
        Pulling site;
        const PullBatch first = site.keys(0, 3);
        const auto prints = site.prints(first);
        must(site.book().commit_batch(site.what.id, first, prints));
        QVERIFY(
            site.book().commit_batch(site.what.id, first, prints).error().is(Errc::already_exists));
        const PullBatch third = site.keys(2, 3);
        QVERIFY(site.book()
                    .commit_batch(site.what.id, third, site.prints(third))
                    .error()
                    .is(Errc::wrong_state));
        QCOMPARE(site.row().drawn_keys, 3U);
        must(site.book().close(site.what.id));
        const PullBatch second = site.keys(1, 3);
        QVERIFY(site.book()
                    .commit_batch(site.what.id, second, site.prints(second))
                    .error()
                    .is(Errc::wrong_state));
    }
    void aKeyDeliveredBeforeIsSeenInEveryPull()
    {
        Pulling site;
        const PullBatch first = site.keys(0, 2);
        const auto prints = site.prints(first);
        QCOMPARE(must(site.book().seen(prints)), (std::vector<bool>{false, false}));
        must(site.book().commit_batch(site.what.id, first, prints));
        QCOMPARE(must(site.book().seen(prints)), (std::vector<bool>{true, true}));

        NewPull other = site.what;
        other.id = site.random.id<BatchId>();
        other.side = PullSide::fetcher;
        must(site.book().begin(other));
        for (const KeyPrint again : {KeyPrint{prints[0].id, 99}, KeyPrint{99, prints[1].key}}) {
            const PullBatch next = site.keys(0, 1);
            QVERIFY(site.book()
                        .commit_batch(other.id, next, std::span(&again, 1))
                        .error()
                        .is(Errc::key_already_used));
            QCOMPARE(must(site.book().seen(std::span(&again, 1))), std::vector<bool>{true});
        }
        QCOMPARE(must(site.book().pull(other.id)).drawn_keys, 0U);
        QVERIFY(sound(site));
    }
    void oneBatchWithAKeyTwiceIsRefusedWhole()
    {
        Pulling site;
        const PullBatch batch = site.keys(0, 2);
        auto prints = site.prints(batch);
        prints[1].key = prints[0].key;
        QVERIFY(site.book()
                    .commit_batch(site.what.id, batch, prints)
                    .error()
                    .is(Errc::key_already_used));
        QCOMPARE(site.row().next_batch, 0U);
        QCOMPARE(must(site.book().seen(prints)), (std::vector<bool>{false, false}));
    }
    void printsTellNothingElsewhere()
    {
        Pulling here;
        Site there(8);
        const Bytes key(32, std::byte{5});
        const KeyPrint one = must(here.book().print("id", key));
        QVERIFY(one == must(here.book().print("id", key)));
        const KeyPrint two = must(PullBook(*there.ledger).print("id", key));
        QVERIFY(one.id != two.id && one.key != two.key);
        const KeyPrint same = must(here.book().print("same", std::as_bytes(std::span("same", 4))));
        QVERIFY(same.id != same.key);
        here.reopen();
        QVERIFY(one == must(here.book().print("id", key)));
    }
    void aBatchMustBeSound_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("no keys") << 0;
        QTest::newRow("too many keys") << 1;
        QTest::newRow("an empty ID") << 2;
        QTest::newRow("too long an ID") << 3;
        QTest::newRow("a key without a print") << 4;
        QTest::newRow("a drawer that knows of losses") << 5;
    }
    void aBatchMustBeSound()
    {
        QFETCH(int, how);
        Pulling site;
        PullBatch batch = site.keys(0, how == 0 ? 0 : how == 1 ? 4097 : 3);
        if (how == 2 || how == 3) {
            batch.key_ids[1] = std::string(how == 2 ? 0 : 4097, 'x');
        } else if (how == 5) {
            batch.lost = {1};
        }
        auto prints = site.prints(batch);
        if (how == 4) {
            prints.pop_back();
        }
        const auto refused = site.book().commit_batch(site.what.id, batch, prints);
        QVERIFY(!refused && refused.error().is(Errc::invalid_argument));
        QCOMPARE(site.row().drawn_keys, 0U);
    }
    void whatIsLostIsAgreedOnce()
    {
        Pulling site;
        site.commit(site.keys(0, 6));
        QVERIFY(!must(site.book().batch(site.what.id, 0)).agreed);
        constexpr std::array<std::uint32_t, 2> k_falling{3, 1};
        constexpr std::array<std::uint32_t, 1> k_beyond{6};
        for (const std::span<const std::uint32_t> wrong :
            {std::span<const std::uint32_t>(k_falling), std::span<const std::uint32_t>(k_beyond)}) {
            QVERIFY(site.book().agree(site.what.id, 0, wrong).error().is(Errc::invalid_argument));
        }
        must(site.book().agree(site.what.id, 0, k_lost));
        const auto events = site.kinds().size();
        must(site.book().agree(site.what.id, 0, k_lost));
        QCOMPARE(site.kinds().size(), events);
        QVERIFY(site.book().agree(site.what.id, 0, {}).error().is(Errc::wrong_state));
        QVERIFY(site.book().agree(site.what.id, 1, {}).error().is(Errc::invalid_argument));
        const PullBatch batch = must(site.book().batch(site.what.id, 0));
        QVERIFY(batch.agreed);
        QCOMPARE(batch.lost, (std::vector<std::uint32_t>{1, 3}));
        QVERIFY(sound(site));
    }
    void aFetchersBatchIsAgreedAtOnce()
    {
        Pulling site(PullSide::fetcher);
        PullBatch batch = site.keys(0, 5);
        batch.lost = {0, 4};
        site.commit(batch);
        QVERIFY(must(site.book().batch(site.what.id, 0)).agreed);
        QCOMPARE(site.row().lost_keys, 2U);
        must(site.book().add_pad(site.what.id, site.cut(3), 0, 0));
        QVERIFY(sound(site));
    }
    void batchesGoIntoPadsInOrderAndAgreed()
    {
        Pulling site;
        site.commit(site.keys(0, 4));
        site.commit(site.keys(1, 4));
        site.commit(site.keys(2, 4));
        must(site.book().agree(site.what.id, 0, {}));
        must(site.book().agree(site.what.id, 2, {}));
        const auto add = [&](const NewPad& pad, std::uint64_t first, std::uint64_t last) {
            return site.book().add_pad(site.what.id, pad, first, last);
        };
        const NewPad pad = site.cut(4);
        QVERIFY(add(pad, 0, 1).error().is(Errc::wrong_state)); // 1 is not agreed
        QVERIFY(add(pad, 2, 2).error().is(Errc::wrong_state)); // not the next
        QVERIFY(add(pad, 0, 3).error().is(Errc::wrong_state)); // not there
        must(add(pad, 0, 0));
        QVERIFY(add(pad, 0, 0).error().is(Errc::already_exists));
        QCOMPARE(must(site.book().batches(site.what.id)).size(), 2U);
        QCOMPARE(must(site.book().batches(site.what.id)).front().number, 1U);
        must(site.book().agree(site.what.id, 1, {}));
        must(add(site.cut(5), 1, 2));
        QVERIFY(must(site.book().batches(site.what.id)).empty());
        QCOMPARE(site.row().confirmed_pages, 9U);
        QVERIFY(sound(site));
    }
    void aPadMustFitItsPull()
    {
        Pulling site;
        site.commit(site.keys(0, 4));
        must(site.book().agree(site.what.id, 0, {}));
        NewPad pad = site.write_pad(4, {.direction = PadDirection::receive});
        QVERIFY(site.book().add_pad(site.what.id, pad, 0, 0).error().is(Errc::invalid_argument));
        pad = site.cut(4);
        must(site.ledger->add_pads(std::span(&pad, 1)));
        QVERIFY(site.book().add_pad(site.what.id, pad, 0, 0).error().is(Errc::key_already_used));
        must(site.book().close(site.what.id));
        QVERIFY(site.book().add_pad(site.what.id, site.cut(4), 0, 0).error().is(Errc::wrong_state));
        QVERIFY(sound(site));
    }
    void simulatedKeyMakesSimulatedPads()
    {
        Pulling site;
        NewPull what = site.what;
        what.id = site.random.id<BatchId>();
        what.simulated = true;
        must(site.book().begin(what));
        const PullBatch batch = site.keys(0, 4);
        must(site.book().commit_batch(what.id, batch, site.prints(batch)));
        must(site.book().agree(what.id, 0, {}));
        NewPad pad = site.cut(4);
        QVERIFY(site.book().add_pad(what.id, pad, 0, 0).error().is(Errc::invalid_argument));
        pad.simulated = true;
        must(site.book().add_pad(what.id, pad, 0, 0));
        QVERIFY(sound(site));
    }
    void aHomeWithAnOpenPullStays()
    {
        Pulling site;
        const auto refused = site.ledger->hand_over();
        QVERIFY(!refused && refused.error().is(Errc::wrong_state));
        QVERIFY(refused.error().context.find("satpad keys pull --peer") != std::string::npos);
        must(site.book().close(site.what.id));
        must(site.ledger->hand_over());
    }
    void eachStepIsOneSync()
    {
        RecordingTap tap;
        Pulling site(PullSide::drawer, &tap);
        const auto syncs = [&](const auto& step) {
            tap.clear();
            step();
            return tap.count(FileOperation::Kind::sync);
        };
        const PullBatch batch = site.keys(0, 4);
        const auto prints = site.prints(batch);
        QCOMPARE(syncs([&] { must(site.book().commit_batch(site.what.id, batch, prints)); }), 1U);
        QCOMPARE(syncs([&] { must(site.book().agree(site.what.id, 0, {})); }), 1U);
        QCOMPARE(syncs([&] { must(site.book().close(site.what.id)); }), 1U);
    }
    void theDatabaseRefuses_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("why");
        // Pull 1 is closed, with two batches in a pad; pull 2 is open, with two batches.
        QTest::newRow("a batch goes") << "DELETE FROM pull_batches"
                                      << "never forgotten";
        QTest::newRow("a pull goes") << "DELETE FROM pulls WHERE number = 1"
                                     << "never forgotten";
        QTest::newRow("a print goes") << "DELETE FROM key_prints"
                                      << "never forgotten";
        QTest::newRow("a print changes") << "UPDATE key_prints SET key = 1"
                                         << "never changed";
        QTest::newRow("a key comes again")
            << "INSERT INTO key_prints SELECT 77, key FROM key_prints LIMIT 1"
            << "UNIQUE";
        QTest::newRow("an ID comes again")
            << "INSERT INTO key_prints SELECT id, 77 FROM key_prints LIMIT 1"
            << "UNIQUE";
        QTest::newRow("a key replaces itself")
            << "INSERT OR REPLACE INTO key_prints SELECT id, 77 FROM key_prints LIMIT 1"
            << "never forgotten";
        QTest::newRow("a pull opens again") << "UPDATE pulls SET open = 1 WHERE number = 1"
                                            << "stays closed";
        QTest::newRow("a closed pull counts on")
            << "UPDATE pulls SET wasted_keys = 99 WHERE number = 1"
            << "stays closed";
        QTest::newRow("a count falls") << "UPDATE pulls SET drawn_keys = 0 WHERE number = 2"
                                       << "only rise";
        QTest::newRow("a pull changes sides") << "UPDATE pulls SET side = 1 WHERE number = 2"
                                              << "does not change";
        QTest::newRow("a batch of a closed pull")
            << "INSERT INTO pull_batches VALUES (1, 2, 1, x'0161', x'', 0, 1, NULL)"
            << "in an open pull";
        QTest::newRow("a gap in the batches")
            << "INSERT INTO pull_batches VALUES (2, 3, 1, x'0161', x'', 0, 0, NULL)"
            << "without gaps";
        QTest::newRow("a batch changes its keys")
            << "UPDATE pull_batches SET key_ids = x'0161016101610161' WHERE pull = 2"
            << "agreed once";
        QTest::newRow("a batch is agreed twice")
            << "BEGIN; UPDATE pull_batches SET agreed = 1 WHERE pull = 2;"
               "UPDATE pull_batches SET lost = x'00000000', lost_keys = 1 WHERE pull = 2"
            << "agreed once";
        QTest::newRow("a batch changes its pad")
            << "UPDATE pull_batches SET pad = NULL WHERE pull = 1"
            << "one pad";
        QTest::newRow("a batch goes into a pad unagreed")
            << "UPDATE pull_batches SET pad = 1 WHERE pull = 2 AND number = 0"
            << "CHECK";
        QTest::newRow("batches go into a pad out of order")
            << "BEGIN; UPDATE pull_batches SET agreed = 1 WHERE pull = 2;"
               "UPDATE pull_batches SET pad = 1 WHERE pull = 2 AND number = 1"
            << "in their order";
        QTest::newRow("what was given out falls") << "UPDATE kme_usage SET issued_bits = 0"
                                                  << "only rises";
        QTest::newRow("what was given out goes") << "DELETE FROM kme_usage"
                                                 << "never forgotten";
        QTest::newRow("the secret of the prints changes")
            << "UPDATE meta SET print_salt = zeroblob(32)"
            << "goes forward";
    }
    void theDatabaseRefuses()
    {
        QFETCH(QString, sql);
        QFETCH(QString, why);
        Pulling site;
        finish(site);
        NewPull second = site.what;
        second.id = site.random.id<BatchId>();
        must(site.book().begin(second));
        for (const std::uint64_t number : {0, 1}) {
            const PullBatch batch = site.keys(number, 4);
            must(site.book().commit_batch(second.id, batch, site.prints(batch)));
        }
        const KmeUsage usage{"a", "b", 1, 256, 0, 0, 0, {5}};
        must(KmeMeter(*site.ledger).add(std::span(&usage, 1)));
        {
            RawSql raw(site);
            QCOMPARE(raw.run("PRAGMA recursive_triggers = ON"), std::string()); // as the product
            const std::string told = raw.run(sql.toStdString());
            QVERIFY2(told.find(why.toStdString()) != std::string::npos, told.c_str());
        }
        QVERIFY(sound(site));
    }
    void verifySeesWhatDiffers_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("says");
        const QString event = "DROP TRIGGER events_never_change; UPDATE events SET ";
        const QString pull = "DROP TRIGGER pulls_close_once; UPDATE pulls SET ";
        QTest::newRow("a batch of more keys")
            << event + "count = 7 WHERE kind = 'pull_batch' AND first = 0"
            << "pull ";
        QTest::newRow("a batch out of order") << event + "first = 1 WHERE kind = 'pull_batch'"
                                              << "not the next one";
        QTest::newRow("a pad of no batch") << event + "kind = 'pull_agreed' WHERE kind = 'pull_cut'"
                                           << "unknown or agreed";
        QTest::newRow("a note of nothing") << event + "note = 'lost' WHERE kind = 'pull_batch'"
                                           << "counts what it cannot";
        QTest::newRow("a pull of another kind")
            << event + "kind = 'pull_stolen' WHERE kind = 'pull_closed'"
            << "no such kind";
        QTest::newRow("an open pull") << pull + "open = 1"
                                      << "pull ";
        QTest::newRow("more refused keys") << pull + "refused_keys = 9"
                                           << "pull ";
        QTest::newRow("a pull too many")
            << "INSERT INTO pulls SELECT 9, randomblob(16), peer, side, bytes, origin, simulated, "
               "created, 0, 0, 0, 0, 0, 0 FROM pulls"
            << "different pulls";
        QTest::newRow("a print too few")
            << "DROP TRIGGER key_prints_kept; DELETE FROM key_prints WHERE id = "
               "(SELECT max(id) FROM key_prints)"
            << "delivered keys";
    }
    void verifySeesWhatDiffers()
    {
        QFETCH(QString, sql);
        QFETCH(QString, says);
        Pulling site;
        finish(site);
        QVERIFY(sound(site));
        QCOMPARE(RawSql(site).run(sql.toStdString()), std::string());
        const VerifyReport report = must(site.ledger->verify());
        QVERIFY(
            std::any_of(report.faults.begin(), report.faults.end(), [&](const std::string& fault) {
                return fault.find(says.toStdString()) != std::string::npos;
            }));
    }
    /// Each operation on the disk fails once: the ledger says so, and the next open finds the step
    /// done whole or not at all.
    void aStepThatFailsIsWholeOrNothing()
    {
        for (std::size_t fails = 0; fails < 1000; ++fails) {
            FailingTap tap;
            Pulling site(PullSide::drawer, &tap);
            site.commit(site.keys(0, 4));
            must(site.book().agree(site.what.id, 0, {}));
            const NewPad pad = site.cut(4);
            const PullBatch batch = site.keys(1, 4);
            const auto prints = site.prints(batch);
            tap.fail_at(
                fails, std::make_error_code(std::errc::io_error), FailingTap::Then::keep_failing);
            auto done = site.book().commit_batch(site.what.id, batch, prints);
            if (done) {
                done = site.book().add_pad(site.what.id, pad, 0, 0);
            }
            const bool fired = tap.fired();
            QVERIFY(fired || done);
            tap.disarm();
            site.reopen();
            QVERIFY(sound(site));
            const bool there = site.row().next_batch == 2;
            QCOMPARE(must(site.book().seen(prints)), std::vector<bool>(prints.size(), there));
            const bool added = site.row().confirmed_pages == 4;
            QCOMPARE(must(site.book().batches(site.what.id)).size(),
                std::size_t{1} + (there ? 1 : 0) - (added ? 1 : 0));
            QVERIFY(!done || (there && added));
            if (!fired) {
                QVERIFY(fails > 0);
                return;
            }
        }
        QFAIL("it never went through");
    }

    void whatTheKmeGaveOutAddsUp()
    {
        Site site;
        KmeMeter meter(*site.ledger);
        QVERIFY(must(meter.usage()).empty());
        const std::vector<KmeUsage> more{
            {"b", "x", 2, 512, 0, 0, 0, {50}}, {"a", "x", 0, 0, 1, 256, 64, {40}}};
        must(meter.add(more));
        must(meter.add(std::span(more).first(1)));
        site.reopen();
        const auto usage = must(KmeMeter(*site.ledger).usage());
        QCOMPARE(usage.size(), 2U);
        QVERIFY(usage[0].sae == "a" && usage[0].fetched_bits == 256 && usage[0].burnt_bits == 64);
        QVERIFY(usage[1].sae == "b" && usage[1].issued_keys == 4 && usage[1].issued_bits == 1024);
        QCOMPARE(usage[1].last.seconds, 50);
        const KmeUsage nameless;
        QVERIFY(
            KmeMeter(*site.ledger).add(std::span(&nameless, 1)).error().is(Errc::invalid_argument));
        QVERIFY(sound(site));
    }
    void pagesOfTheKmeAreHandedOver()
    {
        Pair pair;
        const TakenPages taken = pair.take(5, PageUse::kme);
        QVERIFY(is_same(taken.bytes.view(), pair.bytes(0, 5)));
        must(pair.b.ledger->take_told_pages(pair.told(taken, PageUse::kme)));
        for (Site* site : {&pair.a, &pair.b}) {
            QCOMPARE(site->pad(pair.pad).handed_over, 5U);
            QCOMPARE(site->pad(pair.pad).relayed, 5U);
            QCOMPARE(nth_last_event(*site, 1).kind, std::string("drawn"));
            QVERIFY(must(site->ledger->message(taken.use)).use == PageUse::kme);
            QVERIFY(must(site->ledger->messages({})).empty());
            QCOMPARE(
                must(site->ledger->messages({.direction = {}, .peer = {}, .uses = true})).size(),
                1U);
            QVERIFY(!site->page_opens(pair.pad, 0));
            QVERIFY(sound(*site));
        }
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
        QCOMPARE(nth_last_event(pair.a, 2).note, std::string("kme"));
    }
    void theKmesPagesMakeNoPads()
    {
        Pair pair;
        const auto refused = pair.b.ledger->take_told_pages(
            pair.claim(0, 4, PageUse::kme), [&](ByteView) -> Expected<std::vector<NewPad>> {
                return std::vector<NewPad>{pair.b.write_pad(4, {})};
            });
        QVERIFY(!refused && refused.error().is(Errc::invalid_argument));
        QCOMPARE(pair.b.pad(pair.pad).free, 99U);
    }
    void verifySeesTheKmesPagesElsewhere()
    {
        Pair pair;
        (void)pair.take(5, PageUse::kme);
        QCOMPARE(RawSql(pair.a).run("DROP TRIGGER events_never_change; UPDATE events SET kind = "
                                    "'relayed' WHERE kind = 'drawn'"),
            std::string());
        const VerifyReport report = must(pair.a.ledger->verify());
        QVERIFY(
            std::any_of(report.faults.begin(), report.faults.end(), [](const std::string& fault) {
                return fault.find("reserved for something else") != std::string::npos;
            }));
    }
};

QTEST_APPLESS_MAIN(TstPulls)
#include "tst_pulls.moc"
