// SPDX-License-Identifier: GPL-3.0-or-later
#include "../satellite/three_homes.h"
#include "contact_wire.h"
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
    TwoKmeHomes()
        : drawing({}, {})
        , fetching({}, {})
    {
        allow(relay, cape, "master", "slave");
        allow(cape, relay, "slave", "master");
        setup.desks = [this](const SiteId& peer) {
            std::vector<std::unique_ptr<satpad::keyclient::satellite::ContactDesk>> desks;
            desks.push_back(make_assign_desk(*cape.home, *cape.ledger, fetching, peer, instance));
            return desks;
        };
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
    /// One contact of jinan with stellenbosch, for one wish.
    Expected<void> fill(const Wish& wish)
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
            if (result) {
                result = assigner.fill(wish);
            }
            static_cast<void>(begun->end().has_value());
        });
        return result;
    }
    [[nodiscard]] Pair pair(const char* slave = "slave") const
    {
        return {cape.id(), "master", slave};
    }
    [[nodiscard]] bool is_well() const { return all_sound() && all_agree(); }

    Stock drawing;
    Stock fetching;
    BatchId instance = relay.home->random().id<BatchId>();
    Expected<void> served; ///< stellenbosch's word of the last contact
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
