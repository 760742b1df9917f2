// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_checks.h"

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using namespace satpad::test;

class TstRelay : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void bothEndsComeToTheSamePads()
    {
        ThreeHomes homes;
        const auto asked = must(homes.ask());
        QCOMPARE(asked.size(), 1U);
        QVERIFY(asked[0].step == RelayStep::made);
        QCOMPARE(asked[0].pads.size(), 2U);
        QCOMPARE(asked[0].pads[0].state, PadState::unconfirmed);

        const auto collected = must(homes.relay_key(homes.cape));
        QCOMPARE(collected.size(), 1U);
        QVERIFY(collected[0].step == RelayStep::collected);
        QCOMPARE(collected[0].relay, asked[0].relay);
        compare_ends(homes, 2);
        QVERIFY(all_confirmed(homes.cape));
        QVERIFY(!all_confirmed(homes.beijing));

        const auto heard = must(homes.relay_key(homes.beijing));
        QCOMPARE(heard.size(), 1U);
        QVERIFY(heard[0].step == RelayStep::confirmed);
        QVERIFY(all_confirmed(homes.beijing));
        compare_ends(homes, 2);
        QVERIFY(ThreeHomes::is_tidy(homes.relay) && ThreeHomes::is_tidy(homes.cape));
        QVERIFY(must(homes.relay_key(homes.beijing)).empty());
        QVERIFY(must(homes.relay_key(homes.cape)).empty());
    }
    void everyPageIsAccountedOnEveryLeg()
    {
        ThreeHomes homes;
        must(homes.ask(40, 20));
        QCOMPARE(relayed_pages(homes.relay), 60U);
        QCOMPARE(relayed_pages(homes.beijing), 60U);
        must(homes.relay_key(homes.cape));
        QCOMPARE(relayed_pages(homes.relay), 60U + 61U);
        QCOMPARE(relayed_pages(homes.cape), 61U);
        for (const auto& [id, pad] : ThreeHomes::relayed(homes.beijing)) {
            QCOMPARE(pad.pages, pad.direction == PadDirection::send ? 40U : 20U);
            QVERIFY(pad.simulated);
            for (const PadSummary& parent : must(homes.beijing.ledger->pads())) {
                if (parent.relayed != 0) {
                    QVERIFY(pad.origin.starts_with("relay jinan (parents "));
                    QVERIFY(pad.origin.find(parent.id.hex()) != std::string::npos);
                }
            }
        }
    }
    void nothingWaitsForTheFarEndBeforeTheAskerHoldsItsPads()
    {
        ThreeHomes homes;
        homes.on_message = [](Bytes& message, bool up) {
            return !(up && is_kind(message, ContactKind::relay_stored));
        };
        QVERIFY(!homes.ask());
        homes.on_message = [](Bytes&, bool) { return true; };
        QCOMPARE(ThreeHomes::relayed(homes.beijing).size(), 2U);
        QVERIFY(must(homes.relay_key(homes.cape)).empty());
        QCOMPARE(relayed_pages(homes.cape), 0U);
        const auto listed = must(open_relays(*homes.relay.home, *homes.relay.ledger));
        QCOMPARE(listed.size(), 1U);
        QVERIFY(listed[0].stage == OpenRelay::Stage::asker);
        must(homes.relay_key(homes.beijing));
        must(homes.relay_key(homes.cape));
        compare_ends(homes, 2);
    }
    /// Whatever message is the last one: the next contacts finish the same relay.
    void aContactCutAnywhereIsFinishedByTheNext()
    {
        for (int cut = 1;; ++cut) {
            ThreeHomes homes;
            int messages = 0;
            bool fired = false;
            homes.on_message = [&](Bytes&, bool) {
                const bool now = ++messages == cut;
                fired = fired || now;
                return !now;
            };
            bool over = true;
            const auto attempt = [&](Site& station, const RelayOrder* order) {
                auto done = homes.relay_key(station, order);
                if (fired) {
                    over = false;
                    homes.on_message = [](Bytes&, bool) { return true; };
                    homes.relay.reopen();
                    homes.beijing.reopen();
                    homes.cape.reopen();
                    fired = false;
                    const bool made = !ThreeHomes::relayed(homes.beijing).empty();
                    done = homes.relay_key(station, made ? nullptr : order);
                }
                if (!done) {
                    qFatal("cut %d: %s", cut, done.error().text().c_str());
                }
            };
            const RelayOrder order = homes.order();
            attempt(homes.beijing, &order);
            attempt(homes.cape, nullptr);
            attempt(homes.beijing, nullptr);
            const bool farewell = !over; // the last message cut may be a bye nobody waits for
            compare_ends(homes, 2);
            QVERIFY2(all_confirmed(homes.beijing) && all_confirmed(homes.cape),
                qPrintable(QString::number(cut)));
            QVERIFY(ThreeHomes::is_tidy(homes.relay) && ThreeHomes::is_tidy(homes.cape));
            QCOMPARE(relayed_pages(homes.relay), 121U);
            if (!farewell) {
                QVERIFY(cut > 20);
                return;
            }
        }
    }
    void whatIsSentIsReplayedByteForByte()
    {
        ThreeHomes homes;
        must(homes.ask());
        std::vector<Bytes> told;
        std::vector<Bytes> keys;
        homes.on_message = [&](Bytes& message, bool up) {
            if (!up && is_kind(message, ContactKind::relay_told)) {
                told.push_back(message);
            }
            if (!up && is_kind(message, ContactKind::relay_key)) {
                keys.push_back(message);
                return keys.size() > 2;
            }
            return true;
        };
        QVERIFY(!homes.relay_key(homes.cape));
        homes.relay.reopen();
        QVERIFY(!homes.relay_key(homes.cape));
        must(homes.relay_key(homes.cape));
        QCOMPARE(keys.size(), 3U);
        QVERIFY(keys[0] == keys[1] && keys[1] == keys[2]);
        QVERIFY(told[0] == told[1] && told[1] == told[2]);
        QCOMPARE(relayed_pages(homes.relay), 121U);
        compare_ends(homes, 2);
    }
    /// A copy of the relay's home could have used the same pages: the far end's record comes first.
    void keyLeavesOnlyWhenTheFarEndHasRecordedThePages()
    {
        ThreeHomes homes;
        must(homes.ask());
        std::uint64_t recorded = 0;
        homes.on_message = [&](Bytes& message, bool up) {
            if (!up && is_kind(message, ContactKind::relay_key)) {
                recorded = relayed_pages(homes.cape);
            }
            return true;
        };
        must(homes.relay_key(homes.cape));
        QCOMPARE(recorded, 61U);
        // And not before the station says so.
        must(homes.ask(10, 10));
        homes.on_message = [](Bytes&, bool) { return true; };
        Bytes answer;
        static_cast<void>(
            homes
                .contact(homes.cape,
                    [&](MessageStream& stream) {
                        must(stream.send(encode(Hello{})));
                        static_cast<void>(must(stream.receive()));
                        const auto relays =
                            must(open_relays(*homes.relay.home, *homes.relay.ledger));
                        const auto waiting =
                            std::find_if(relays.begin(), relays.end(), [](const OpenRelay& one) {
                                return one.stage == OpenRelay::Stage::far_end;
                            });
                        must(stream.send(encode_relay(ContactKind::relay_taken, waiting->relay)));
                        answer = must(stream.receive());
                    })
                .has_value());
        QVERIFY(is_kind(answer, ContactKind::refused));
    }
    void aChangedKeyOrTagMakesNoPads_data()
    {
        QTest::addColumn<int>("from_end");
        QTest::newRow("tag") << 1;
        QTest::newRow("last byte of the key") << 17;
        QTest::newRow("a byte of the key") << 500;
    }
    void aChangedKeyOrTagMakesNoPads()
    {
        QFETCH(int, from_end);
        ThreeHomes homes;
        must(homes.ask());
        homes.on_message = [&](Bytes& message, bool up) {
            if (!up && is_kind(message, ContactKind::relay_key)) {
                message[message.size() - static_cast<std::size_t>(from_end)] ^= std::byte{1};
            }
            return true;
        };
        const auto rows = must(homes.relay_key(homes.cape));
        QCOMPARE(rows.size(), 1U);
        QVERIFY(rows[0].step == RelayStep::failed);
        QVERIFY(rows[0].why.is(Errc::authentication_failed));
        QVERIFY(ThreeHomes::relayed(homes.cape).empty());
        QCOMPARE(must(homes.cape.store->list(homes.cape.home->paths().pads())).size(), 2U);
        const auto half = must(open_relays(*homes.cape.home, *homes.cape.ledger));
        QCOMPARE(half.size(), 1U);
        QVERIFY(half[0].stage == OpenRelay::Stage::half);
        homes.on_message = [](Bytes&, bool) { return true; };
        QVERIFY(must(homes.relay_key(homes.cape))[0].step == RelayStep::collected);
        compare_ends(homes, 2);
    }
    void proofsOfOtherPadsAreRefusedAtTheFarEnd()
    {
        ThreeHomes homes;
        homes.on_message = [&](Bytes& message, bool up) {
            if (up && is_kind(message, ContactKind::relay_stored)) {
                message[message.size() - 2] ^= std::byte{1}; // of the asker's last proof
            }
            return true;
        };
        must(homes.ask());
        homes.on_message = [](Bytes&, bool) { return true; };
        const auto rows = must(homes.relay_key(homes.cape));
        QVERIFY(rows[0].step == RelayStep::failed);
        QVERIFY(rows[0].why.is(Errc::authentication_failed));
        QVERIFY(ThreeHomes::relayed(homes.cape).empty());
        QCOMPARE(must(homes.cape.store->list(homes.cape.home->paths().pads())).size(), 2U);
        QVERIFY(homes.all_sound());
    }
    void pagesThatWereUsedOtherwiseGiveTheRelayUp()
    {
        ThreeHomes homes;
        homes.on_message = [](Bytes& message, bool up) {
            return up || !is_kind(message, ContactKind::relay_told);
        };
        QVERIFY(!homes.ask());
        homes.on_message = [](Bytes&, bool) { return true; };
        for (const PadSummary& pad : must(homes.beijing.ledger->pads())) {
            must(homes.beijing.ledger->close(pad.id));
        }
        const auto rows = must(homes.relay_key(homes.beijing));
        QCOMPARE(rows.size(), 1U);
        QVERIFY(rows[0].step == RelayStep::given_up);
        QVERIFY(ThreeHomes::is_tidy(homes.relay));
        QVERIFY(must(homes.relay_key(homes.cape)).empty());
        QVERIFY(homes.all_sound());
    }
    void theAskerHearsThatTheFarEndGaveUp()
    {
        ThreeHomes homes;
        must(homes.ask());
        for (const PadSummary& pad : must(homes.cape.ledger->pads())) {
            must(homes.cape.ledger->close(pad.id));
        }
        QVERIFY(must(homes.relay_key(homes.cape))[0].step == RelayStep::given_up);
        const auto rows = must(homes.relay_key(homes.beijing));
        QCOMPARE(rows.size(), 1U);
        QVERIFY(rows[0].step == RelayStep::given_up);
        QCOMPARE(rows[0].pads.size(), 2U);
        QVERIFY(!all_confirmed(homes.beijing));
        for (const PadSummary& pad : rows[0].pads) {
            must(homes.beijing.ledger->close(pad.id));
        }
        QVERIFY(ThreeHomes::is_tidy(homes.relay));
        QVERIFY(homes.all_sound());
    }
    void aRelayCanBeClosedWhereItWaits()
    {
        ThreeHomes homes;
        const BatchId relay = must(homes.ask())[0].relay;
        must(close_relay(*homes.relay.home, *homes.relay.ledger, relay));
        QVERIFY(!fs::exists(homes.relay.home->paths().root / "relay" / (relay.hex() + ".held")));
        QVERIFY(must(homes.relay_key(homes.cape)).empty());
        QVERIFY(must(homes.relay_key(homes.beijing))[0].step == RelayStep::given_up);
        QVERIFY(must(open_relays(*homes.relay.home, *homes.relay.ledger)).empty());
        QVERIFY(fails_with(
            close_relay(*homes.relay.home, *homes.relay.ledger, relay), Errc::invalid_argument));
    }
    /// The note goes first: what a crash leaves then is nobody's, while a note alone would promise it.
    void whatACrashLeavesOfAForgottenRelayIsSwept()
    {
        ThreeHomes homes;
        const BatchId relay = must(homes.ask())[0].relay;
        const fs::path stem = homes.relay.home->paths().root / "relay" / relay.hex();
        const auto file = [&](const char* kind) { return fs::path(stem.string() + kind); };
        fs::copy_file(file(".held"), file(".cipher"));
        fs::remove(file(".note"));
        QVERIFY(must(homes.relay_key(homes.cape)).empty());
        QVERIFY(!fs::exists(file(".held")) && !fs::exists(file(".cipher")));
        QVERIFY(homes.all_sound());
    }
    void tooLittleKeyAtTheFarEndWaits()
    {
        ThreeHomes
            homes; // 360 pages to send with on each leg, less CONFIRM; the far leg has a page more
        must(homes.ask(150, 150));
        homes.give_key(homes.beijing, 100);
        must(homes.ask(35, 35));
        const auto rows = must(homes.relay_key(homes.cape));
        QCOMPARE(rows.size(), 2U);
        std::size_t waits = 0;
        for (const RelayedKey& row : rows) {
            waits += row.step == RelayStep::waiting ? 1 : 0;
        }
        QCOMPARE(waits, 1U);
        homes.give_key(homes.cape, 400);
        QVERIFY(must(homes.relay_key(homes.cape))[0].step == RelayStep::collected);
        compare_ends(homes, 4);
    }
    void refusalsSpendNothing()
    {
        ThreeHomes homes;
        QVERIFY(fails_with(homes.ask(2, 20), Errc::invalid_argument));
        QVERIFY(fails_with(homes.ask(100'000, 20), Errc::invalid_argument));
        QVERIFY(fails_with(homes.ask(400, 20), Errc::not_enough_key));
        const RelayOrder nobody{homes.relay.id(), 20, 20, {}};
        QVERIFY(fails_with(homes.relay_key(homes.beijing, &nobody), Errc::invalid_argument));
        const RelayOrder stranger{SiteId{{std::byte{9}}}, 20, 20, {}};
        QVERIFY(fails_with(homes.relay_key(homes.beijing, &stranger), Errc::unknown_peer));
        std::size_t launch = 0; // the first contact confirms it at the relay
        for (const PadSummary& pad : must(homes.relay.ledger->pads())) {
            launch += pad.handed_over + pad.spent + pad.reserved + pad.burnt - 1; // CONFIRM's
        }
        QCOMPARE(launch, 0U);
    }
    /// What the other end refuses for arrives as that, and is no fault of this home's.
    void aRefusalKeepsItsKind()
    {
        ThreeHomes homes;
        Site stranger(homes.under(), "hefei", 9, HomeKind::simulated);
        homes.beijing.knows(stranger);
        const RelayOrder far{stranger.id(), 20, 20, {}};
        const auto unknown = homes.relay_key(homes.beijing, &far);
        QVERIFY(!unknown && unknown.error().code == make_error_code(Refusal::unknown_peer));
        QVERIFY(!unknown.error().is(Errc::unknown_peer));
        ReserveRequest most; // the relay has less than the asker can know
        most.peer = homes.beijing.id();
        most.pages = 340;
        must(homes.relay.ledger->burn(must(homes.relay.ledger->reserve(most))));
        const auto too_little = homes.ask();
        QVERIFY(!too_little && too_little.error().code == make_error_code(Refusal::not_enough_key));
        QVERIFY(too_little.error().context.find("free 1") != std::string::npos);
        homes.on_message = [](Bytes& message, bool) {
            if (is_kind(message, ContactKind::refused)) {
                message[1] = std::byte{99};
            }
            return true;
        };
        QVERIFY(fails_with(homes.ask(), Errc::wrong_state)); // of a kind nobody knows
    }
    void aRefusalInTheMidstOfARelaySettlesNothing()
    {
        for (const Refusal kind :
            {Refusal::key_already_used, Refusal::unknown_pad, Refusal::authentication_failed}) {
            ThreeHomes homes;
            must(homes.ask());
            int later = 0;
            homes.on_message = [&](Bytes& message, bool up) {
                if (!up && is_kind(message, ContactKind::relay_key)) {
                    message = encode(Refused{static_cast<std::uint8_t>(kind), "not now"});
                    later = 1;
                } else if (up && later != 0) {
                    ++later;
                }
                return true;
            };
            const auto rows = homes.relay_key(homes.cape);
            QVERIFY(!rows && rows.error().code == make_error_code(kind));
            QCOMPARE(later, 1); // nobody talks on after a refusal
            homes.on_message = [](Bytes&, bool) { return true; };
            QVERIFY(must(homes.relay_key(homes.cape))[0].step == RelayStep::collected);
            compare_ends(homes, 2);
        }
    }
    void aRealHomeTakesNoSimulatedKeyUnasked()
    {
        ThreeHomes homes(HomeKind::real);
        must(homes.ask());
        must(homes.relay_key(homes.cape));
        compare_ends(homes, 2);
        for (const auto& [id, pad] : ThreeHomes::relayed(homes.cape)) {
            QVERIFY(!pad.simulated);
        }
    }
    /// beijing → hub → jinan → stellenbosch, cut at any message between the relays.
    void twoRelaysInARowHandTheKeyOn()
    {
        for (int cut = 1;; ++cut) {
            ThreeHomes homes;
            Site hub(homes.under(), "hub", 9, HomeKind::simulated);
            for (Site* other : {&homes.relay, &homes.beijing, &homes.cape}) {
                hub.knows(*other);
                other->knows(hub);
            }
            courier::MakeRequest make;
            make.peer = homes.beijing.id();
            make.bytes = 200 * k_page_bytes;
            make.out = homes.under() / "hub-beijing.courier";
            must(courier::make(*hub.home, *hub.ledger, make));
            must(courier::import(*homes.beijing.home, *homes.beijing.ledger, make.out));
            make.peer = homes.relay.id();
            make.out = homes.under() / "hub-jinan.courier";
            must(courier::make(*hub.home, *hub.ledger, make));
            must(courier::import(*homes.relay.home, *homes.relay.ledger, make.out));

            RelayOrder order = homes.order();
            order.further = {homes.relay.id()};
            const auto asked = must(homes.relay_key_at(hub, homes.beijing, &order));
            QVERIFY(asked[0].known_by == (std::vector<SiteId>{hub.id(), homes.relay.id()}));
            QCOMPARE(must(relays_waited_for(*hub.home)), std::vector<SiteId>{homes.relay.id()});
            QVERIFY(must(homes.relay_key(homes.cape)).empty());

            int messages = 0;
            bool fired = false;
            homes.on_message = [&](Bytes&, bool) {
                const bool now = ++messages == cut;
                fired = fired || now;
                return !now;
            };
            const auto first = homes.hand_on(hub);
            homes.on_message = [](Bytes&, bool) { return true; };
            if (fired) {
                hub.reopen();
                homes.relay.reopen();
                must(homes.hand_on(hub));
            } else {
                must(first);
            }
            QVERIFY(ThreeHomes::is_tidy(hub));
            QVERIFY(must(homes.relay_key(homes.cape))[0].step == RelayStep::collected);
            compare_ends(homes, 2);
            QVERIFY(must(homes.relay_key(homes.beijing))[0].step == RelayStep::confirmed);
            QVERIFY(all_confirmed(homes.beijing));
            QVERIFY(ThreeHomes::is_tidy(homes.relay));
            QCOMPARE(relayed_pages(hub), 60U + 61U);
            QCOMPARE(relayed_pages(homes.relay), 61U + 61U);
            QVERIFY(hub.is_sound());
            if (!fired) {
                QVERIFY(cut > 10);
                return;
            }
        }
    }
    void aSiteThatOnlyRelaysFliesNoPass()
    {
        ThreeHomes homes;
        Bytes answer;
        static_cast<void>(
            homes
                .contact(homes.beijing,
                    [&](MessageStream& stream) {
                        auto begun = StationContact::begin(
                            *homes.beijing.home, *homes.beijing.ledger, homes.relay.id(), stream);
                        PassPlan plan;
                        plan.pass.track = {{0, 1, 500}};
                        const auto flown = must(std::move(begun)).fly(plan, {});
                        QVERIFY(fails_with(flown, Errc::wrong_state));
                        QVERIFY(flown.error().context.find("no passes") != std::string::npos);
                    })
                .has_value());
    }
};

QTEST_APPLESS_MAIN(TstRelay)
#include "tst_relay.moc"
