// SPDX-License-Identifier: GPL-3.0-or-later
// What a peer or a relay that does not keep to the rules can do, and what a backup can.
#include "relay_checks.h"
#include "relay_desk.h"

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using namespace satpad::test;

class TstRelayTrust : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    /// A peer that dials and gives the turn can plant no key here.
    void inATurnNothingEndsHere()
    {
        ThreeHomes homes;
        must(homes.ask());
        // jinan dials the far end, and then the asker, and gives each the turn.
        const auto turn_at = [&](Site& site) {
            Expected<void> served;
            served = homes.contact_at(site, homes.relay, [&](MessageStream& stream) {
                must(stream.send(encode(Hello{})));
                static_cast<void>(must(stream.receive()));
                must(stream.send(encode_plain(ContactKind::relay_turn)));
                RelayDesk desk(
                    *homes.relay.home, *homes.relay.ledger, homes.relay.clock, site.id());
                for (auto message = stream.receive();
                     message && !is_kind(*message, ContactKind::relay_turn);
                     message = stream.receive()) {
                    const auto answer = desk.answer(must(kind_of(*message)), *message);
                    if (!answer || !stream.send(*answer)) {
                        return;
                    }
                }
            });
            return served;
        };
        QVERIFY(fails_with(turn_at(homes.cape), Errc::malformed));
        QVERIFY(ThreeHomes::relayed(homes.cape).empty());
        QCOMPARE(relayed_pages(homes.cape), 0U);
        must(homes.relay_key(homes.cape));
        QVERIFY(fails_with(turn_at(homes.beijing), Errc::malformed)); // news
        QVERIFY(!all_confirmed(homes.beijing));
        // An honest one gives nothing in a turn but what is to be handed on.
        static_cast<void>(
            homes
                .contact_at(homes.beijing,
                    homes.relay,
                    [&](MessageStream& stream) {
                        auto begun = must(StationContact::begin(
                            *homes.relay.home, *homes.relay.ledger, homes.beijing.id(), stream));
                        must(hand_on_relays(*homes.relay.home,
                            *homes.relay.ledger,
                            homes.relay.clock,
                            homes.beijing.id(),
                            stream));
                        must(begun.end());
                    })
                .has_value());
        must(homes.relay_key(homes.beijing));
        compare_ends(homes, 2);
    }
    void whatWasNotOrderedIsGivenUp()
    {
        ThreeHomes homes;
        homes.on_message = [](Bytes& message, bool up) {
            return up || !is_kind(message, ContactKind::relay_told);
        };
        QVERIFY(!homes.ask());
        homes.on_message = [](Bytes&, bool) { return true; };
        const auto listed = must(open_relays(*homes.beijing.home, *homes.beijing.ledger));
        QCOMPARE(listed.size(), 1U);
        QVERIFY(listed[0].stage == OpenRelay::Stage::ordered);
        QCOMPARE(listed[0].far_end, homes.cape.id());
        QCOMPARE(listed[0].pages, 60U);
        must(close_relay(*homes.beijing.home, *homes.beijing.ledger, listed[0].relay));
        const auto rows = must(homes.relay_key(homes.beijing));
        QCOMPARE(rows.size(), 1U);
        QVERIFY(rows[0].step == RelayStep::given_up);
        QVERIFY(ThreeHomes::relayed(homes.beijing).empty());
        QCOMPARE(relayed_pages(homes.beijing), 0U);
        QVERIFY(ThreeHomes::is_tidy(homes.relay) && ThreeHomes::is_tidy(homes.beijing));
    }
    /// Proofs are of what the relay made, and of nothing else this site has with the asker.
    void aRelayThatNamesOtherPadsLearnsNothing()
    {
        ThreeHomes homes;
        const auto first = must(homes.ask());
        must(homes.relay_key(homes.cape));
        must(homes.relay_key(homes.beijing));
        must(homes.ask(30, 20));
        bool proved = false;
        homes.on_message = [&](Bytes& message, bool up) {
            if (!up && is_kind(message, ContactKind::relay_told)) {
                RelayTold told = must(decode_relay_told(message));
                told.pads.out = first[0].pads[0].id;
                told.pads.back = first[0].pads[1].id;
                message = encode(told);
            }
            proved = proved || (up && is_kind(message, ContactKind::relay_stored));
            return true;
        };
        QVERIFY(fails_with(homes.relay_key(homes.cape), Errc::malformed));
        QVERIFY(!proved);
    }
    void anAskerHasSixteenOpenRelaysAtMost()
    {
        ThreeHomes homes(HomeKind::simulated, 1000);
        const auto ask = [&] { // without what waits, as a station that wants ever more
            std::optional<Expected<RelayedKey>> row;
            static_cast<void>(
                homes
                    .contact(homes.beijing,
                        [&](MessageStream& stream) {
                            must(StationContact::begin(*homes.beijing.home,
                                *homes.beijing.ledger,
                                homes.relay.id(),
                                stream));
                            RelayStation talk(*homes.beijing.home,
                                *homes.beijing.ledger,
                                homes.beijing.clock,
                                *homes.beijing.home->config().peer_by_id(homes.relay.id()),
                                stream);
                            row = talk.ask(homes.order(3, 3));
                        })
                    .has_value());
            return std::move(*row);
        };
        for (int i = 0; i < 16; ++i) {
            must(ask());
        }
        const auto refused = ask();
        QVERIFY(!refused && refused.error().code == make_error_code(Refusal::limit_exceeded));
        QCOMPARE(must(homes.relay_key(homes.cape)).size(), 16U);
        QCOMPARE(must(homes.relay_key(homes.beijing)).size(), 16U);
        must(ask());
    }
    void aFarEndKeepsSixtyFourHalvesAtMost()
    {
        ThreeHomes homes;
        must(homes.ask());
        const RelayFolder folder(*homes.cape.home);
        static_cast<void>(must(folder.turn()));
        std::vector<BatchId> others;
        for (int i = 0; i < 64; ++i) {
            others.push_back(homes.cape.random.id<BatchId>());
            must(folder.write(others.back(), RelayFile::share, Bytes(3)));
        }
        const auto rows = must(homes.relay_key(homes.cape));
        QVERIFY(rows[0].step == RelayStep::failed && rows[0].why.is(Errc::limit_exceeded));
        QCOMPARE(relayed_pages(homes.cape), 0U);
        must(close_relay(*homes.cape.home, *homes.cape.ledger, others.front()));
        QVERIFY(must(homes.relay_key(homes.cape))[0].step == RelayStep::collected);
    }
    /// A relay that never comes to an end keeps nobody in the contact for ever.
    void aContactDealsWithAThousandRelays()
    {
        ThreeHomes homes;
        MessageLine line;
        std::atomic<std::size_t> told = 0;
        std::thread endless([&] {
            BatchId relay;
            while (auto message = line.satellite.receive()) {
                if (is_kind(*message, ContactKind::relay_next)) {
                    for (std::size_t i = relay.bytes.size(); i-- > 0;) {
                        relay.bytes[i] =
                            static_cast<std::byte>(std::to_integer<unsigned>(relay.bytes[i]) + 1U);
                        if (relay.bytes[i] != std::byte{0}) {
                            break;
                        }
                    }
                    ++told;
                    must(line.satellite.send(
                        encode_word(ContactKind::relay_wait, {relay, {}, "later"})));
                }
            }
        });
        const Peer peer = *homes.beijing.home->config().peer_by_id(homes.relay.id());
        RelayStation talk(
            *homes.beijing.home, *homes.beijing.ledger, homes.beijing.clock, peer, line.station);
        QCOMPARE(must(talk.collect()).size(), 1000U);
        line.cut();
        endless.join();
        QCOMPARE(told.load(), 1000U);
    }
    void anOrderThatNeverArrivedIsSwept()
    {
        ThreeHomes homes;
        homes.on_message = [](Bytes& message, bool up) {
            return !(up && is_kind(message, ContactKind::relay_ask));
        };
        QVERIFY(!homes.ask());
        homes.on_message = [](Bytes&, bool) { return true; };
        QCOMPARE(must(open_relays(*homes.beijing.home, *homes.beijing.ledger)).size(), 1U);
        QVERIFY(must(homes.relay_key(homes.beijing)).empty());
        QVERIFY(ThreeHomes::is_tidy(homes.beijing));
    }
    void newsComeFromTheRelayThatWasAsked()
    {
        ThreeHomes homes;
        Site other(homes.under(), "other", 9, HomeKind::simulated);
        homes.beijing.knows(other);
        other.knows(homes.beijing);
        const auto asked = must(homes.ask());
        std::vector<PadProof> proofs; // whatever `other` could know
        for (const PadSummary& pad : asked[0].pads) {
            proofs.push_back(
                {pad.id, must(homes.beijing.ledger->confirm_tag(pad.id, homes.cape.id()))});
        }
        MessageLine line;
        std::thread lying([&] {
            static_cast<void>(must(line.satellite.receive()));
            must(line.satellite.send(
                encode_word(ContactKind::relay_news, {asked[0].relay, proofs, {}})));
            static_cast<void>(line.satellite.receive().has_value());
        });
        const Peer peer = *homes.beijing.home->config().peer_by_id(other.id());
        RelayStation talk(
            *homes.beijing.home, *homes.beijing.ledger, homes.beijing.clock, peer, line.station);
        QVERIFY(fails_with(talk.collect(), Errc::malformed));
        line.cut();
        lying.join();
        QVERIFY(!all_confirmed(homes.beijing));
    }
    /// The relay replays what it sent; a far end from a backup must not take used key for new.
    void aRestoredFarEndDoubtsWhatIsSentAgain()
    {
        ThreeHomes homes;
        must(homes.ask());
        homes.on_message = [](Bytes& message, bool up) {
            return up || !is_kind(message, ContactKind::relay_key);
        };
        QVERIFY(!homes.relay_key(homes.cape));
        // A backup with its half of the relay.
        const fs::path root = homes.cape.home->paths().root;
        const fs::path backup = homes.under() / "backup";
        homes.cape.ledger.reset();
        fs::copy(root, backup, fs::copy_options::recursive);
        homes.cape.reopen();
        homes.on_message = [](Bytes& message, bool up) {
            return !(up && is_kind(message, ContactKind::relay_stored));
        };
        QVERIFY(!homes.relay_key(homes.cape));
        QCOMPARE(ThreeHomes::relayed(homes.cape).size(), 2U);
        homes.on_message = [](Bytes&, bool) { return true; };
        homes.cape.ledger.reset();
        fs::remove_all(root);
        fs::copy(backup, root, fs::copy_options::recursive);
        homes.cape.reopen();
        QVERIFY(must(homes.relay_key(homes.cape))[0].step == RelayStep::collected);
        std::size_t doubted = 0;
        for (const auto& [id, pad] : ThreeHomes::relayed(homes.cape)) {
            QCOMPARE(pad.suspect, pad.direction == PadDirection::send);
            doubted += pad.suspect ? 1 : 0;
        }
        QCOMPARE(doubted, 1U);
        QVERIFY(homes.cape.is_sound());
        ReserveRequest by_hand;
        by_hand.peer = homes.beijing.id();
        by_hand.pages = 1;
        by_hand.carrier = ReserveRequest::Carrier::file;
        QVERIFY(fails_with(homes.cape.ledger->reserve(by_hand), Errc::home_suspect));
    }
    /// Only the ledger and relay/ are older: the pads have pages that are erased already.
    void padsOfALaterTimeAreNotMadeAgain()
    {
        ThreeHomes homes;
        must(homes.ask());
        homes.on_message = [](Bytes& message, bool up) {
            return up || !is_kind(message, ContactKind::relay_key);
        };
        QVERIFY(!homes.relay_key(homes.cape));
        const fs::path root = homes.cape.home->paths().root;
        const fs::path backup = homes.under() / "backup";
        homes.cape.ledger.reset();
        fs::copy(root, backup, fs::copy_options::recursive);
        homes.cape.reopen();
        homes.on_message = [](Bytes& message, bool up) {
            return !(up && is_kind(message, ContactKind::relay_stored));
        };
        QVERIFY(!homes.relay_key(homes.cape));
        homes.on_message = [](Bytes&, bool) { return true; };
        homes.cape.ledger.reset();
        fs::copy(backup, root, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        homes.cape.reopen();
        const auto rows = must(homes.relay_key(homes.cape));
        QCOMPARE(rows.size(), 1U);
        QVERIFY(rows[0].step == RelayStep::failed);
        QVERIFY(rows[0].why.is(Errc::home_damaged));
        QCOMPARE(must(homes.cape.store->list(homes.cape.home->paths().pads())).size(), 4U);
    }
    /// Whichever durable call fails: no half of a relay stays whose pages were not taken.
    void aFailureLeavesNoHalf()
    {
        for (std::size_t at = 0;; ++at) {
            ThreeHomes homes;
            must(homes.ask());
            homes.cape.tap.fail_at(at, std::make_error_code(std::errc::io_error));
            static_cast<void>(homes.relay_key(homes.cape).has_value());
            const bool fired = homes.cape.tap.fired();
            homes.cape.tap.disarm();
            homes.cape.reopen();
            must(homes.relay_key(homes.cape));
            QVERIFY2(ThreeHomes::is_tidy(homes.cape), qPrintable(QString::number(at)));
            QCOMPARE(must(homes.cape.store->list(homes.cape.home->paths().pads())).size(),
                must(homes.cape.ledger->pads()).size());
            if (!fired) {
                QVERIFY(at > 10);
                return;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TstRelayTrust)
#include "tst_relay_trust.moc"
