// SPDX-License-Identifier: GPL-3.0-or-later
#include "../satellite/three_homes.h"
#include "contact_wire.h"
#include "kme_wire.h"
#include "scant_memory.h"
#include "stocked_kme.h"

#include <satpad/keyclient/kme/assign.h>
#include <satpad/keyclient/satellite/refusal.h>

using namespace satpad::core;
using namespace satpad::keyclient::kme;
using namespace satpad::test;
using satpad::keyclient::satellite::ContactKind;
using satpad::keyclient::satellite::MessageStream;
using satpad::keyclient::satellite::Refusal;
using satpad::keyclient::satellite::StationContact;

namespace {

/// jinan and stellenbosch share pads, each has a KME; "master" draws at jinan, "slave" fetches at
/// stellenbosch.
struct TwoKmeHomes : ThreeHomes
{
    explicit TwoKmeHomes(std::chrono::seconds jinans = std::chrono::seconds(600),
        std::chrono::seconds stellenboschs = std::chrono::seconds(600))
        : drawing(keeping(jinans), {})
        , fetching(keeping(stellenboschs), {})
    {
        allow(relay, cape, "master", "slave");
        allow(cape, relay, "slave", "master");
        setup.desks = [this](const SiteId& peer) {
            std::vector<std::unique_ptr<satpad::keyclient::satellite::ContactDesk>> desks;
            desks.push_back(make_assign_desk(*cape.home, *cape.ledger, fetching, peer, instance));
            return desks;
        };
    }
    StockSettings keeping(std::chrono::seconds expiry)
    {
        StockSettings settings;
        settings.expiry = expiry;
        settings.now = [this] { return now.load(); };
        return settings;
    }
    static void allow(Site& here, const Site& there, const char* own, const char* other)
    {
        must(here.home->change_config([&](SiteConfig& config) -> Expected<void> {
            config.kme = KmeService{};
            config.kme->certificate = config.kme->private_key = config.kme->authority = "/none";
            config.kme->saes = {{own, 0}};
            for (Peer& peer : config.peers) {
                if (peer.id == there.id()) {
                    peer.saes = {other};
                }
            }
            return {};
        }));
    }
    /// One contact of jinan with stellenbosch, for one wish, or for it `times` over.
    Expected<void> fill(const Wish& wish, int times = 1)
    {
        Expected<void> result;
        served = contact_at(cape, relay, [&](MessageStream& stream) {
            auto begun = StationContact::begin(*relay.home, *relay.ledger, cape.id(), stream);
            if (!begun) {
                result = fail(std::move(begun));
                return;
            }
            const Peer peer = *relay.home->config().peer_by_id(cape.id());
            Assigner assigner(*relay.ledger, drawing, peer, stream);
            result = assigner.begin(relay.home->random().id<BatchId>());
            for (int i = 0; result && i < times; ++i) {
                before_fill();
                result = assigner.fill(wish);
            }
            static_cast<void>(begun->end().has_value());
        });
        return result;
    }
    /// stellenbosch's KME tells jinan's who it is, and goes.
    Expected<void> greet()
    {
        const auto cape_serves = std::exchange(setup.desks, [this](const SiteId& peer) {
            std::vector<std::unique_ptr<satpad::keyclient::satellite::ContactDesk>> desks;
            desks.push_back(make_assign_desk(*relay.home, *relay.ledger, drawing, peer, jinans));
            return desks;
        });
        Expected<void> result;
        served = contact_at(relay, cape, [&](MessageStream& stream) {
            auto begun = must(StationContact::begin(*cape.home, *cape.ledger, relay.id(), stream));
            const Peer peer = *cape.home->config().peer_by_id(relay.id());
            result = Assigner(*cape.ledger, fetching, peer, stream).begin(instance);
            static_cast<void>(begun.end().has_value());
        });
        setup.desks = cape_serves;
        return result;
    }
    [[nodiscard]] std::uint64_t free_to_send() const
    {
        std::uint64_t pages = 0;
        for (const PadSummary& pad : must(relay.ledger->pads())) {
            pages += pad.peer == cape.id() && pad.direction == PadDirection::send ? pad.free : 0;
        }
        return pages;
    }
    [[nodiscard]] Pair pair(const char* slave = "slave") const
    {
        return {cape.id(), "master", slave};
    }
    [[nodiscard]] bool is_well() const { return all_sound() && all_agree(); }

    std::atomic<Steady::time_point> now = Steady::time_point(std::chrono::hours(1));
    Stock drawing;
    Stock fetching;
    BatchId instance = relay.home->random().id<BatchId>(); ///< stellenbosch's
    BatchId jinans = relay.home->random().id<BatchId>();
    std::function<void()> before_fill = [] {}; ///< each
    Expected<void> served;                     ///< stellenbosch's word of the last contact
};

std::uint64_t burnt_bits(Stock& stock)
{
    std::uint64_t bits = 0;
    for (const KmeUsage& row : stock.take_tally({1})) {
        bits += row.burnt_bits;
    }
    return bits;
}

std::uint64_t handed_over(Site& site)
{
    std::uint64_t pages = 0;
    for (const PadSummary& pad : must(site.ledger->pads())) {
        pages += pad.handed_over;
    }
    return pages;
}

} // namespace

class TstKmeAssign : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void bothKmesHaveTheSameKeys()
    {
        TwoKmeHomes homes;
        must(homes.fill({homes.pair(), 1, 64}));
        std::vector<Key> drawn;
        must(homes.drawing.draw({homes.pair(), 10, 512, 0}, into(drawn)));
        QCOMPARE(drawn.size(), 10U);
        std::vector<std::string> ids;
        for (const Key& key : drawn) {
            ids.push_back(key.id);
        }
        std::vector<Key> fetched;
        must(homes.fetching.fetch({"slave", "master", 0}, ids, into(fetched)));
        QVERIFY(fetched == drawn);
        QCOMPARE(handed_over(homes.relay), 64U);
        QCOMPARE(handed_over(homes.cape), 64U);
        QVERIFY(homes.is_well());
    }
    void noMoreIsTakenThanThereIs()
    {
        TwoKmeHomes homes; // 360 pages to send with, one of which is burnt
        must(homes.fill({homes.pair(), 300, 1024}));
        const std::uint64_t bits = homes.drawing.bits_at_hand(homes.pair(), 256);
        QVERIFY(bits >= 300U * 256 && bits < 360U * 256);
        must(homes.fill({homes.pair(), 1, 64})); // says to the stock that there is nothing
        std::vector<Key> keys;
        const auto dry = must(homes.drawing.draw({homes.pair(), 128, 4096, 0}, into(keys)));
        QVERIFY(std::holds_alternative<Dry>(dry));
        QVERIFY(!std::get<Dry>(dry).more_may_come);
        QVERIFY(homes.is_well());
    }
    void anUnknownSaeIsRefused()
    {
        TwoKmeHomes homes;
        const auto refused = homes.fill({homes.pair("nobody"), 1, 64});
        QVERIFY(!refused && refused.error().code == make_error_code(Refusal::unknown_peer));
        QVERIFY(refused.error().context.find("nobody") != std::string::npos);
        QCOMPARE(burnt_bits(homes.drawing), 64U * 256);
        QCOMPARE(handed_over(homes.relay), 64U);
        QCOMPARE(handed_over(homes.cape), 0U);
        must(homes.fill({homes.pair(), 1, 64})); // the pad goes on
        QVERIFY(homes.is_well());
    }
    /// Whatever message is the last one: nothing is drawn that the other KME does not have.
    void aContactCutAnywhereLosesOneBlock()
    {
        for (const ContactKind last : {ContactKind::kme_begin,
                 ContactKind::kme_ready,
                 ContactKind::assign,
                 ContactKind::assigned}) {
            TwoKmeHomes homes;
            homes.on_message = [&](Bytes& message, bool) {
                return message.front() != static_cast<std::byte>(last);
            };
            QVERIFY(!homes.fill({homes.pair(), 1, 64}));
            QCOMPARE(homes.drawing.bits_at_hand(homes.pair(), 256), 0U);
            QCOMPARE(burnt_bits(homes.drawing), handed_over(homes.relay) * 256);
            homes.on_message = [](Bytes&, bool) { return true; };
            must(homes.fill({homes.pair(), 1, 64}));
            std::vector<Key> drawn;
            std::vector<Key> fetched;
            must(homes.drawing.draw({homes.pair(), 1, 256, 0}, into(drawn)));
            const std::vector<std::string> ids{drawn.at(0).id};
            must(homes.fetching.fetch({"slave", "master", 0}, ids, into(fetched)));
            QVERIFY(fetched == drawn);
            QVERIFY(homes.is_well());
        }
    }
    void aPeerThatStartedAnewBurnsItsBlocks()
    {
        TwoKmeHomes homes;
        must(homes.fill({homes.pair(), 1, 64}));
        homes.instance = homes.relay.home->random().id<BatchId>();
        must(homes.fill({homes.pair(), 1, 64}));
        QCOMPARE(homes.drawing.bits_at_hand(homes.pair(), 256), 64U * 256);
        QCOMPARE(burnt_bits(homes.drawing), 64U * 256);
    }
    /// It says so itself, before anybody asks: nothing dead is given out meanwhile.
    void aPeerThatStartedAnewIsHeard()
    {
        TwoKmeHomes homes;
        must(homes.fill({homes.pair(), 1, 64}));
        must(homes.greet());
        QCOMPARE(homes.drawing.bits_at_hand(homes.pair(), 256), 64U * 256);
        homes.instance = homes.relay.home->random().id<BatchId>();
        must(homes.greet());
        QCOMPARE(homes.drawing.bits_at_hand(homes.pair(), 256), 0U);
        QCOMPARE(burnt_bits(homes.drawing), 64U * 256);
        QVERIFY(homes.is_well());
    }
    /// Whatever its own expiry is: else it burns keys that the other one still gives out.
    void theReceiverKeepsABlockAsTheSenderSays()
    {
        for (const int own : {1, 604800}) {
            TwoKmeHomes homes(std::chrono::seconds(100), std::chrono::seconds(own));
            must(homes.fill({homes.pair(), 1, 64}));
            const auto begun = homes.now.load();
            homes.now = begun + std::chrono::seconds(99);
            std::vector<Key> drawn;
            must(homes.drawing.draw({homes.pair(), 2, 256, 0}, into(drawn)));
            homes.now = begun + std::chrono::seconds(199);
            homes.fetching.expire();
            std::vector<Key> fetched;
            std::vector<std::string> ids{drawn.at(0).id};
            must(homes.fetching.fetch({"slave", "master", 0}, ids, into(fetched)));
            QCOMPARE(fetched.size(), 1U);
            homes.now = begun + std::chrono::seconds(200);
            ids = {drawn.at(1).id};
            const auto late =
                must(homes.fetching.fetch({"slave", "master", 0}, ids, into(fetched)));
            QVERIFY(std::holds_alternative<NotFound>(late));
        }
    }
    void anExpiryIsASecondToAWeek()
    {
        const BatchId instance = TwoKmeHomes().instance;
        for (const int seconds : {1, 600, 0x12345, 604800}) {
            const Bytes told = encode({instance, std::chrono::seconds(seconds)});
            QCOMPARE(told.size(), 22U);
            QCOMPARE(std::to_integer<int>(told[18]), seconds & 0xff);
            QCOMPARE(std::to_integer<int>(told[20]), seconds >> 16);
            const KmeBegin heard = must(decode_begin(told));
            QVERIFY(heard.instance == instance && heard.expiry.count() == seconds);
        }
        Bytes longer = encode({instance, std::chrono::seconds(1)});
        longer.push_back(std::byte{0});
        for (const Bytes& wrong : {encode({instance, std::chrono::seconds(0)}),
                 encode({instance, std::chrono::seconds(604801)}),
                 encode({instance, std::chrono::seconds(0xffffffff)}),
                 Bytes(longer.begin(), longer.begin() + 18),
                 longer}) {
            const auto refused = decode_begin(wrong);
            QVERIFY(!refused && refused.error().is(Errc::malformed));
        }
    }
    void wantOfLockedMemoryAtTheSenderCostsNoPage()
    {
        if (!ScantMemory::is_felt(8192)) {
            QSKIP("memory is locked here without a limit");
        }
        TwoKmeHomes homes;
        must(homes.fill({homes.pair(), 1, 16}));
        const std::uint64_t free = homes.free_to_send();
        std::optional<ScantMemory> scant;
        homes.before_fill = [&] { scant.emplace(8192); }; // a block of 280 pages needs more
        const auto filled = homes.fill({homes.pair(), 280, 280});
        scant.reset();
        QVERIFY(!filled && filled.error().is(Errc::io_failed));
        QCOMPARE(homes.free_to_send(), free);
        homes.before_fill = [] {};
        must(homes.fill({homes.pair(), 280, 280}));
        QVERIFY(homes.is_well());
    }
    /// It says so when the contact begins, before the sender has taken a page.
    void wantOfMemoryAtTheReceiverCostsNoPage()
    {
        TwoKmeHomes homes;
        must(homes.fill({homes.pair(), 1, 16}));
        const std::uint64_t free = homes.free_to_send();
        if (ScantMemory::is_felt(16'384)) {
            const ScantMemory scant(16'384);
            QVERIFY(!homes.fill({homes.pair(), 1, 16}));
            QCOMPARE(homes.free_to_send(), free);
        }
        {
            auto half = must(homes.fetching.room(Shelf::fetching, homes.beijing.id(), 16'000));
            auto full = must(homes.fetching.room(Shelf::fetching, homes.cape.id(), 15'800));
            const auto refused = homes.fill({homes.pair(), 1, 16});
            QVERIFY(!refused && refused.error().code == make_error_code(Refusal::limit_exceeded));
            QCOMPARE(homes.free_to_send(), free);
        }
        must(homes.fill({homes.pair(), 1, 16}));
        QVERIFY(homes.is_well());
    }
    void aShelfThatFillsInTheMidstOfAContactCostsNoPage()
    {
        TwoKmeHomes homes;
        std::vector<Room> full;
        std::uint64_t free = 0;
        homes.before_fill = [&] {
            if (free != 0) {
                for (const std::uint64_t pages : {16'000, 15'800, 700}) {
                    const auto other = homes.relay.home->random().id<SiteId>();
                    full.push_back(must(homes.fetching.room(Shelf::fetching, other, pages)));
                }
            }
            free = homes.free_to_send();
        };
        const auto refused = homes.fill({homes.pair(), 1, 16}, 2);
        QVERIFY(!refused && refused.error().code == make_error_code(Refusal::limit_exceeded));
        QCOMPARE(full.size(), 3U);
        QCOMPARE(homes.free_to_send(), free);
        QCOMPARE(burnt_bits(homes.drawing), 0U);
        QCOMPARE(homes.drawing.bits_at_hand(homes.pair(), 256), 16U * 256);
        full.clear();
        homes.before_fill = [] {};
        must(homes.fill({homes.pair(), 1, 16}, 3));
        QCOMPARE(homes.drawing.bits_at_hand(homes.pair(), 256), 4U * 16 * 256);
        QVERIFY(homes.is_well());
    }
    /// What was said when the contact began holds: nobody else gets it meanwhile.
    void theLastPlaceIsPromisedOnce()
    {
        TwoKmeHomes homes;
        const auto fill_half = [&homes] {
            const auto other = homes.cape.home->random().id<SiteId>();
            return must(homes.fetching.room(Shelf::fetching, other, 15'800));
        };
        const Room half = fill_half();
        const Room rest = fill_half();
        const Bytes begins = encode({homes.jinans, std::chrono::seconds(600)});
        const auto desk_for = [&](const Site& peer) {
            return make_assign_desk(
                *homes.cape.home, *homes.cape.ledger, homes.fetching, peer.id(), homes.instance);
        };
        auto first = desk_for(homes.relay);
        auto second = desk_for(homes.beijing);
        QVERIFY(first->answer(begins).has_value());
        QVERIFY(first->answer(begins).has_value()); // anew, not once more
        const auto refused = second->answer(begins);
        QVERIFY(!refused && refused.error().is(Errc::limit_exceeded));
        first.reset();
        QVERIFY(second->answer(begins).has_value());
    }
    void aPeerWithHalfOfTheShelfIsRefusedAlone()
    {
        TwoKmeHomes homes;
        auto theirs = must(homes.fetching.room(Shelf::fetching, homes.relay.id(), 15'800));
        const std::uint64_t free = homes.free_to_send();
        const auto refused = homes.fill({homes.pair(), 1, 16});
        QVERIFY(!refused && refused.error().code == make_error_code(Refusal::limit_exceeded));
        QVERIFY(refused.error().context.find("one site") != std::string::npos);
        QCOMPARE(homes.free_to_send(), free);
        QVERIFY(homes.fetching.room(Shelf::fetching, homes.beijing.id(), 16'384).has_value());
    }
    void aSiteWithoutAKmeCostsNothing()
    {
        TwoKmeHomes homes;
        homes.setup.desks = {};
        QVERIFY(!homes.fill({homes.pair(), 1, 64}));
        QCOMPARE(handed_over(homes.relay), 0U);
    }
};

QTEST_APPLESS_MAIN(TstKmeAssign)
#include "tst_kme_assign.moc"
