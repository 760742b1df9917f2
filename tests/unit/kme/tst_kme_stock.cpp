// SPDX-License-Identifier: GPL-3.0-or-later
#include "stocked_kme.h"

#include <set>
#include <thread>

using namespace satpad::core;
using namespace satpad::keyclient::kme;
using satpad::test::id_of;
using satpad::test::into;
using satpad::test::Key;
using satpad::test::StockedKme;

namespace {

KeyOrder order(const StockedKme& home, std::uint64_t number, std::uint64_t bits)
{
    return {{home.peer, "beijing", "stellenbosch"}, number, bits, 0};
}

bool given(const Expected<DrawOutcome>& outcome)
{
    return outcome && std::holds_alternative<Given>(*outcome);
}

bool given(const Expected<FetchOutcome>& outcome)
{
    return outcome && std::holds_alternative<Given>(*outcome);
}

Expected<FetchOutcome> fetch(StockedKme& home,
    const std::vector<std::string>& ids,
    std::vector<Key>& keys,
    const FetchOrder& order = {"stellenbosch", "beijing", 0})
{
    return home.stock.fetch(order, ids, into(keys));
}

} // namespace

class TstKmeStock : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aKeyIdSaysNothingButWhereItLies()
    {
        MessageId use;
        use.bytes.fill(std::byte{0x11});
        const KeyId id = key_id(use, {258, 32});
        const std::string text = text_of(id);
        QCOMPARE(text.size(), 36U);
        QCOMPARE(text[14], '8');
        QVERIFY(std::string("89ab").find(text[19]) != std::string::npos);
        QVERIFY(text.ends_with("01020020"));
        QVERIFY(parse_key_id(text) == id);
        QVERIFY(!parse_key_id("01020020"));
        QVERIFY(!parse_key_id(text.substr(0, 35) + "g"));
        MessageId other = use;
        other.bytes[0] = std::byte{0};
        QVERIFY(key_id(other, {258, 32}) != id);
        QVERIFY(key_id(use, {259, 32}) != id);
    }
    void aBlockIsFoundByItsTag()
    {
        MessageId use;
        use.bytes.fill(std::byte{0x11});
        QVERIFY(tag_of(key_id(use, {1, 32})) == tag_of(key_id(use, {2, 64})));
        QVERIFY(tag_of(key_id(use, {1, 32})) == block_tag(use));
        MessageId other = use;
        other.bytes[0] = std::byte{0};
        QVERIFY(block_tag(other) != block_tag(use));
    }
    void usedUpBlocksAreForgottenBeyondSome()
    {
        StockedKme home;
        std::vector<Key> keys;
        std::vector<MessageId> uses;
        const MessageId waiting = home.put(Shelf::fetching, 1); // the oldest, and not used up
        for (int i = 0; i < 70; ++i) {
            uses.push_back(home.put(Shelf::fetching, 1));
            QVERIFY(given(fetch(home, {id_of(uses.back(), 0, 32)}, keys)));
        }
        home.stock.expire();
        const FetchOrder other{"hefei", "beijing", 0};
        const auto forgotten = fetch(home, {id_of(uses.front(), 0, 32)}, keys, other);
        QVERIFY(forgotten && std::holds_alternative<NotFound>(*forgotten));
        const auto known = fetch(home, {id_of(uses.back(), 0, 32)}, keys, other);
        QVERIFY(known && std::holds_alternative<NotEntitled>(*known));
        QVERIFY(given(fetch(home, {id_of(waiting, 0, 32)}, keys)));
    }
    void keysThatSharePagesAreNotFetchedTogether()
    {
        StockedKme home;
        const MessageId use = home.put(Shelf::fetching, 4);
        std::vector<Key> keys;
        const std::string wide = id_of(use, 0, 64);
        const std::string narrow = id_of(use, 1, 32);
        const auto both = fetch(home, {narrow, wide}, keys);
        QVERIFY(both && std::holds_alternative<NotFound>(*both));
        QCOMPARE(std::get<NotFound>(*both).ids, std::vector<std::string>{narrow});
        QVERIFY(given(fetch(home, {wide}, keys)));
    }
    void timeCountsFromBeforeTheOtherKmeHasTheBlock()
    {
        StockedKme home;
        auto room = home.stock.room(Shelf::drawing, home.peer, 1);
        QVERIFY(room.has_value());
        home.now += std::chrono::seconds(60); // the contact took so long
        auto bytes = SecretBytes::allocate(k_page_bytes);
        QVERIFY(bytes.has_value());
        const Pair pair{home.peer, "beijing", "stellenbosch"};
        home.stock.put(Shelf::drawing,
            {pair, {home.random.id<MessageId>(), {}, std::move(*bytes)}, home.instance},
            std::move(*room));
        QCOMPARE(home.stock.bits_at_hand(pair, 256), 0U);
    }
    void theOldestWishComesFirst()
    {
        StockedKme home;
        std::vector<Key> keys;
        const auto wants = [&](const char* slave) {
            const KeyOrder wanted{{home.peer, "beijing", slave}, 1, 256, 0};
            return std::get<Dry>(*home.stock.draw(wanted, into(keys))).more_may_come;
        };
        const auto next = [&] {
            return home.stock.next_wish(home.peer, std::chrono::milliseconds(0), {});
        };
        QVERIFY(wants("b") && wants("a"));
        const auto first = next();
        QVERIFY(first && first->pair.slave == "b");
        home.stock.refused(*first);
        QVERIFY(!wants("b")); // for a while, and nobody else
        QCOMPARE(next()->pair.slave, "a");
        home.now += std::chrono::seconds(6);
        QVERIFY(wants("b"));
        home.stock.refused(*next());
        home.now += std::chrono::seconds(6);
        QVERIFY(!wants("b")); // longer the second time
    }
    void oneMasterHoldsAShareOfTheShelf()
    {
        StockedKme home;
        std::vector<Key> keys;
        home.put(Shelf::drawing, 1000, {home.peer, "beijing", "a"});
        const KeyOrder many{{home.peer, "beijing", "b"}, 128, 256, 0};
        QVERIFY(!std::get<Dry>(*home.stock.draw(many, into(keys))).more_may_come);
        const KeyOrder other{{home.peer, "hefei", "b"}, 128, 256, 0};
        QVERIFY(std::get<Dry>(*home.stock.draw(other, into(keys))).more_may_come);
    }
    void noMoreIsWishedForThanTheQuotaAllows()
    {
        StockedKme home;
        std::vector<Key> keys;
        KeyOrder few = order(home, 2, 256);
        few.quota_bits = 5 * 256;
        static_cast<void>(home.stock.draw(few, into(keys)).has_value());
        const auto wish = home.stock.next_wish(home.peer, std::chrono::milliseconds(0), {});
        QVERIFY(wish && wish->least_pages == 2 && wish->pages == 5);
    }
    void bothEndsHaveTheSameKeyUnderTheSameId()
    {
        StockedKme home;
        const MessageId use = home.put(Shelf::drawing, 8);
        std::vector<Key> keys;
        QVERIFY(given(home.stock.draw(order(home, 3, 256), into(keys))));
        QCOMPARE(keys.size(), 3U);
        for (std::uint16_t i = 0; i < 3; ++i) {
            QCOMPARE(keys[i].id, id_of(use, i, 32));
            QVERIFY(
                std::equal(keys[i].bytes.begin(), keys[i].bytes.end(), home.last.begin() + 32 * i));
        }
        keys.clear();
        QVERIFY(given(home.stock.draw(order(home, 1, 520), into(keys)))); // three pages
        QCOMPARE(keys[0].id, id_of(use, 3, 65));
        QCOMPARE(keys[0].bytes.size(), 65U);
        QVERIFY(std::equal(keys[0].bytes.begin(), keys[0].bytes.end(), home.last.begin() + 32 * 3));
    }
    void allOrNothingIsDrawn()
    {
        StockedKme home;
        home.put(Shelf::drawing, 4);
        std::vector<Key> keys;
        const auto outcome = home.stock.draw(order(home, 5, 256), into(keys));
        QVERIFY(outcome && std::holds_alternative<Dry>(*outcome));
        QCOMPARE(std::get<Dry>(*outcome).bits_available, 4U * 256);
        QVERIFY(std::get<Dry>(*outcome).more_may_come);
        QVERIFY(keys.empty());
        QVERIFY(given(home.stock.draw(order(home, 4, 256), into(keys))));
    }
    void anAnswerThatCannotBeMadeCostsNothing()
    {
        StockedKme home;
        const MessageId use = home.put(Shelf::drawing, 2);
        const auto fails = [](const auto&) -> Expected<void> {
            return Unexpected(Errc::io_failed, "no memory");
        };
        QVERIFY(!home.stock.draw(order(home, 1, 256), fails));
        std::vector<Key> keys;
        QVERIFY(given(home.stock.draw(order(home, 1, 256), into(keys))));
        QCOMPARE(keys[0].id, id_of(use, 0, 32));
        const MessageId theirs = home.put(Shelf::fetching, 2);
        const std::vector<std::string> ids{id_of(theirs, 0, 32)};
        QVERIFY(!home.stock.fetch({"stellenbosch", "beijing", 0}, ids, fails));
        QVERIFY(given(fetch(home, ids, keys)));
    }
    void aKeyIsFetchedOnceInTheOrderOfTheRequest()
    {
        StockedKme home;
        const MessageId use = home.put(Shelf::fetching, 8);
        const std::vector<std::string> ids{id_of(use, 5, 32), id_of(use, 0, 32), id_of(use, 1, 64)};
        std::vector<Key> keys;
        QVERIFY(given(fetch(home, ids, keys)));
        QCOMPARE(keys.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(keys[i].id, ids[i]);
        }
        QVERIFY(std::equal(keys[0].bytes.begin(), keys[0].bytes.end(), home.last.begin() + 160));
        const auto again = fetch(home, {ids[1]}, keys);
        QVERIFY(again && std::holds_alternative<NotFound>(*again));
        const auto overlapping = fetch(home, {id_of(use, 2, 32)}, keys); // page of the 64 bytes
        QVERIFY(overlapping && std::holds_alternative<NotFound>(*overlapping));
    }
    void oneUnknownIdLeavesTheGoodOnes()
    {
        StockedKme home;
        const MessageId use = home.put(Shelf::fetching, 4);
        const std::string good = id_of(use, 0, 32);
        std::vector<Key> keys;
        for (const std::string& bad : {id_of(use, 4, 32), std::string("no UUID"), good + "0"}) {
            const auto outcome = fetch(home, {good, bad}, keys);
            QVERIFY(outcome && std::holds_alternative<NotFound>(*outcome));
            QCOMPARE(std::get<NotFound>(*outcome).ids, std::vector<std::string>{bad});
        }
        QVERIFY(keys.empty());
        QVERIFY(given(fetch(home, {good}, keys)));
    }
    void onlyTheSlaveThatWasNamedMayFetch()
    {
        StockedKme home;
        const MessageId use = home.put(Shelf::fetching, 4);
        const MessageId drawn = home.put(Shelf::drawing, 4);
        const std::string id = id_of(use, 0, 32);
        std::vector<Key> keys;
        for (const FetchOrder& other : {FetchOrder{"hefei", "beijing", 0},
                 FetchOrder{"stellenbosch", "hefei", 0},
                 FetchOrder{"beijing", "stellenbosch", 0}}) {
            const auto outcome = fetch(home, {id}, keys, other);
            QVERIFY(outcome && std::holds_alternative<NotEntitled>(*outcome));
            const auto mixed = fetch(home, {"unknown", id}, keys, other);
            QVERIFY(mixed && std::holds_alternative<NotEntitled>(*mixed));
        }
        const auto masters_own = fetch(home, {id_of(drawn, 0, 32)}, keys, {"beijing", "x", 0});
        QVERIFY(masters_own && std::holds_alternative<NotEntitled>(*masters_own));
        QVERIFY(given(fetch(home, {id}, keys)));
    }
    void stockGoesOverItsTime()
    {
        StockedKme home;
        home.put(Shelf::drawing, 4);
        const MessageId use = home.put(Shelf::fetching, 4);
        home.now += std::chrono::seconds(60);
        std::vector<Key> keys;
        const auto outcome = home.stock.draw(order(home, 1, 256), into(keys));
        QVERIFY(outcome && std::holds_alternative<Dry>(*outcome));
        home.stock.expire();
        QVERIFY(given(fetch(home, {id_of(use, 0, 32)}, keys))); // twice as long
        home.now += std::chrono::seconds(60);
        const auto late = fetch(home, {id_of(use, 1, 32)}, keys);
        QVERIFY(late && std::holds_alternative<NotFound>(*late));
        home.stock.expire();
        std::uint64_t burnt = 0;
        for (const KmeUsage& row : home.stock.take_tally({1})) {
            burnt += row.burnt_bits;
        }
        QCOMPARE(burnt, (4U + 3U) * 256);
    }
    /// The KME that gives keys out says how long they can be fetched, not the one that holds them.
    void whatIsFetchedLastsTwiceThePeersTime()
    {
        for (const int theirs : {5, 600}) {
            StockedKme home; // its own is 60
            home.theirs = std::chrono::seconds(theirs);
            const MessageId use = home.put(Shelf::fetching, 4);
            home.now += std::chrono::seconds(2 * theirs - 1);
            home.stock.expire();
            std::vector<Key> keys;
            QVERIFY(given(fetch(home, {id_of(use, 0, 32)}, keys)));
            home.now += std::chrono::seconds(1);
            const auto late = fetch(home, {id_of(use, 1, 32)}, keys);
            QVERIFY(late && std::holds_alternative<NotFound>(*late));
            home.stock.expire();
            QCOMPARE(home.stock.take_tally({1}).at(0).burnt_bits, 3U * 256);
        }
    }
    void anotherInstanceOfThePeerBurnsWhatTheOldOneHad()
    {
        StockedKme home;
        home.put(Shelf::drawing, 4);
        home.stock.met(home.peer, home.instance);
        std::vector<Key> keys;
        QVERIFY(given(home.stock.draw(order(home, 1, 256), into(keys))));
        home.stock.met(home.peer, home.random.id<BatchId>());
        const auto outcome = home.stock.draw(order(home, 1, 256), into(keys));
        QVERIFY(outcome && std::holds_alternative<Dry>(*outcome));
    }
    /// The old one was still answering when the new one began.
    void whatComesFromAnInstanceThatIsGoneIsBurnt()
    {
        StockedKme home;
        home.stock.met(home.peer, home.random.id<BatchId>());
        home.put(Shelf::drawing, 4);
        std::vector<Key> keys;
        const auto outcome = home.stock.draw(order(home, 1, 256), into(keys));
        QVERIFY(outcome && std::holds_alternative<Dry>(*outcome));
        QCOMPARE(home.stock.take_tally({1}).at(0).burnt_bits, 4U * 256);
        home.stock.met(home.peer, home.instance);
        home.put(Shelf::drawing, 4);
        QVERIFY(given(home.stock.draw(order(home, 1, 256), into(keys))));
    }
    void memoryIsBoundedAndGivenBack()
    {
        StockedKme home;
        const std::uint64_t most = (std::uint64_t{1} << 17U) / k_page_bytes;
        const SiteId second = home.random.id<SiteId>();
        const SiteId third = home.random.id<SiteId>();
        const MessageId use = home.put(Shelf::fetching, most / 2);
        home.put(Shelf::fetching, most / 2, {second, "beijing", "stellenbosch"});
        const auto more = home.stock.room(Shelf::fetching, third, 1);
        QVERIFY(!more && more.error().is(Errc::limit_exceeded));
        QVERIFY(home.stock.room(Shelf::drawing, home.peer, most).has_value()); // its own shelf
        std::vector<Key> keys;
        for (std::uint64_t i = 0; i < most / 2; ++i) {
            QVERIFY(given(fetch(home, {id_of(use, static_cast<std::uint16_t>(i), 32)}, keys)));
        }
        QVERIFY(home.stock.room(Shelf::fetching, third, most / 2).has_value());
        QVERIFY(!home.stock.room(Shelf::drawing, home.peer, most + 1).has_value());
        QVERIFY(
            !home.stock.room(Shelf::drawing, home.peer, 65'536).has_value()); // no ID names them
    }
    /// It says itself how long its blocks lie there: it must not keep all others out.
    void onePeerHasHalfOfWhatIsFetched()
    {
        StockedKme home;
        const std::uint64_t half = (std::uint64_t{1} << 16U) / k_page_bytes;
        const SiteId other = home.random.id<SiteId>();
        const MessageId use = home.put(Shelf::fetching, 128);
        {
            auto rest = home.stock.room(Shelf::fetching, home.peer, half - 128);
            QVERIFY(rest.has_value());
            const auto more = home.stock.room(Shelf::fetching, home.peer, 1);
            QVERIFY(!more && more.error().is(Errc::limit_exceeded));
            QVERIFY(home.stock.room(Shelf::fetching, other, half).has_value());
            QVERIFY(!home.stock.room(Shelf::fetching, other, half + 1));
            rest->shrink_to(half - 256);
            QVERIFY(home.stock.room(Shelf::fetching, home.peer, 128).has_value());
            QVERIFY(!home.stock.room(Shelf::fetching, home.peer, 129));
        }
        std::vector<Key> keys; // a block keeps its room until its last key has gone
        for (std::uint16_t i = 0; i < 128; ++i) {
            QVERIFY(!home.stock.room(Shelf::fetching, home.peer, half).has_value());
            QVERIFY(given(fetch(home, {id_of(use, i, 32)}, keys)));
        }
        QVERIFY(home.stock.room(Shelf::fetching, home.peer, half).has_value());
    }
    void wishesGrowWhileTheyAreDrawnQuickly()
    {
        StockedKme home;
        std::vector<Key> keys;
        std::vector<std::uint64_t> asked;
        for (int i = 0; i < 6; ++i) {
            static_cast<void>(home.stock.draw(order(home, 1, 256), into(keys)).has_value());
            const auto wish = home.stock.next_wish(home.peer, std::chrono::milliseconds(0), {});
            QVERIFY(wish.has_value());
            QCOMPARE(wish->least_pages, 1U);
            asked.push_back(wish->pages);
            home.put(Shelf::drawing, 1);
            QVERIFY(given(home.stock.draw(order(home, 1, 256), into(keys))));
        }
        QCOMPARE(asked, (std::vector<std::uint64_t>{64, 128, 256, 512, 1024, 1024}));
        home.now += std::chrono::seconds(11);
        static_cast<void>(home.stock.draw(order(home, 128, 256), into(keys)).has_value());
        const auto wish = home.stock.next_wish(home.peer, std::chrono::milliseconds(0), {});
        QVERIFY(wish && wish->pages == 128 && wish->least_pages == 128);
    }
    void whoeverWaitsHearsOfEmptyPads()
    {
        StockedKme home;
        std::vector<Key> keys;
        static_cast<void>(home.stock.draw(order(home, 8, 256), into(keys)).has_value());
        const auto wish = home.stock.next_wish(home.peer, std::chrono::milliseconds(0), {});
        QVERIFY(wish.has_value());
        home.stock.none_left(*wish, 5);
        const auto outcome = home.stock.draw(order(home, 8, 256), into(keys));
        QVERIFY(outcome && std::holds_alternative<Dry>(*outcome));
        QVERIFY(!std::get<Dry>(*outcome).more_may_come);
        QCOMPARE(std::get<Dry>(*outcome).bits_available, 5U * 256);
        QVERIFY(!home.stock.next_wish(home.peer, std::chrono::milliseconds(0), {}));
        QVERIFY(std::get<Dry>(*home.stock.draw(order(home, 5, 256), into(keys))).more_may_come);
        const auto smaller = home.stock.next_wish(home.peer, std::chrono::milliseconds(0), {});
        QVERIFY(smaller && smaller->least_pages == 5);
        home.now += std::chrono::seconds(2);
        const auto later = home.stock.draw(order(home, 8, 256), into(keys));
        QVERIFY(std::get<Dry>(*later).more_may_come);
    }
    void everyBitIsCountedOnce()
    {
        StockedKme home;
        const MessageId theirs = home.put(Shelf::fetching, 4);
        home.put(Shelf::drawing, 8);
        std::vector<Key> keys;
        QVERIFY(given(home.stock.draw(order(home, 2, 128), into(keys))));
        QVERIFY(given(fetch(home, {id_of(theirs, 0, 40)}, keys)));
        home.stock.clear();
        const auto rows = home.stock.take_tally({77});
        QCOMPARE(rows.size(), 2U);
        const KmeUsage& master = rows[0];
        QCOMPARE(master.sae, "beijing");
        QCOMPARE(master.issued_keys, 2U);
        QCOMPARE(master.issued_bits, 256U);
        QCOMPARE(master.burnt_bits, 8U * 256 - 256);
        QCOMPARE(master.last.seconds, 77);
        const KmeUsage& slave = rows[1];
        QCOMPARE(slave.sae, "stellenbosch");
        QCOMPARE(slave.fetched_bits, 320U);
        QCOMPARE(slave.burnt_bits, 4U * 256 - 320);
        QVERIFY(home.stock.take_tally({78}).empty());
        home.stock.put_back(rows);
        QCOMPARE(home.stock.take_tally({79}).size(), 2U);
    }
    void manyThreadsDrawDifferentKeys()
    {
        constexpr std::size_t k_each = 500;
        StockedKme home;
        std::vector<std::vector<Key>> drawn(4);
        std::jthread filling([&](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                if (const auto wish =
                        home.stock.next_wish(home.peer, std::chrono::milliseconds(100), stop)) {
                    home.put(Shelf::drawing, wish->least_pages);
                }
            }
        });
        std::vector<std::jthread> drawing;
        for (std::vector<Key>& keys : drawn) {
            drawing.emplace_back([&home, &keys] {
                while (keys.size() < k_each) {
                    const std::size_t had = keys.size();
                    static_cast<void>(
                        home.stock.draw(order(home, 1 + had % 5, 256), into(keys)).has_value());
                    if (keys.size() == had) {
                        std::this_thread::yield();
                    }
                }
            });
        }
        drawing.clear();
        filling.request_stop();
        filling.join();
        std::set<std::string> ids;
        std::set<Bytes> bytes;
        std::size_t keys = 0;
        for (const std::vector<Key>& share : drawn) {
            for (const Key& key : share) {
                ids.insert(key.id);
                bytes.insert(key.bytes);
                ++keys;
            }
        }
        QCOMPARE(ids.size(), keys);
        QCOMPARE(bytes.size(), keys);
    }
    void aQuotaHoldsAcrossRestarts()
    {
        KmeUsage before;
        before.sae = "beijing";
        before.other_sae = "stellenbosch";
        before.issued_bits = 256;
        before.fetched_bits = 256;
        StockedKme home;
        Stock stock(home.settings(), std::span(&before, 1));
        KeyOrder one = order(home, 1, 256);
        one.quota_bits = 700;
        std::vector<Key> keys;
        const auto outcome = stock.draw(one, into(keys));
        QVERIFY(outcome && std::holds_alternative<OverQuota>(*outcome));
        QCOMPARE(std::get<OverQuota>(*outcome).used_bits, 512U);
        one.quota_bits = 768;
        const auto dry = stock.draw(one, into(keys));
        QVERIFY(dry && std::holds_alternative<Dry>(*dry));
    }
};

QTEST_APPLESS_MAIN(TstKmeStock)
#include "tst_kme_stock.moc"
