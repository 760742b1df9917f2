// SPDX-License-Identifier: GPL-3.0-or-later
#include "satellite/laser_lane.h"
#include "satellite/sifting.h"
#include "satellite/simulated_satellite.h"
#include "seeded_random.h"

#include <satpad/keyclient/satellite/simulated_pass.h>

#include <QTest>

#include <functional>
#include <map>
#include <numbers>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using satpad::test::SeededRandom;

namespace {

SimulatedPass pass_of(double highest, const Sky& sky, std::uint64_t seed)
{
    SimulatedPass pass;
    pass.track =
        track_of(AnalyticPass(500, highest * std::numbers::pi / 180), 15 * std::numbers::pi / 180);
    pass.sky = sky;
    pass.seed = seed;
    pass.link.lost_after_s = 60;
    return pass;
}

/// What a satellite answers to a claim about the first second, of which `claim` is told what was seen.
KeptReport kept_of(const SimulatedPass& pass,
    const std::function<std::vector<std::uint64_t>(const std::vector<std::uint64_t>&)>& claim)
{
    SeededRandom random(7);
    auto own = SecretBytes::allocate(k_page_bytes).value();
    auto theirs = SecretBytes::allocate(k_page_bytes).value();
    SimulatedSatellite satellite(pass, random, std::move(own), std::move(theirs));
    std::vector<std::uint64_t> seen;
    const std::vector<Measured> light = satellite.light().value();
    for (const Measured& one : light) {
        seen.push_back(one.pulse);
    }
    const std::vector<std::uint64_t> claimed = claim(seen);
    satellite.party().take(
        encode(ClickReport{0, claimed, std::vector<Basis>(claimed.size(), Basis::z)}));
    const auto answers = satellite.party().outgoing();
    return decode_kept(answers.at(0), claimed.size()).value();
}

bool equal(const SecretBytes& a, const SecretBytes& b)
{
    return a.size() == b.size() && std::equal(a.view().begin(), a.view().end(), b.view().begin());
}

} // namespace

class TstSimulatedPass : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void clicksThatNobodySawChangeNothingForTheOthers()
    {
        const SimulatedPass pass = pass_of(88, k_excellent_sky, 3);
        const KeptReport plain =
            kept_of(pass, [](const std::vector<std::uint64_t>& seen) { return seen; });
        std::vector<bool> is_real;
        const KeptReport mixed = kept_of(pass, [&](const std::vector<std::uint64_t>& seen) {
            std::vector<std::uint64_t> claimed{0, 1}; // before the first, between, behind the last
            is_real = {seen.front() == 0, seen.front() == 1};
            for (const std::uint64_t pulse : seen) {
                if (pulse > claimed.back() + 1) {
                    claimed.push_back(pulse - 1);
                    is_real.push_back(false);
                }
                if (pulse > claimed.back()) {
                    claimed.push_back(pulse);
                    is_real.push_back(true);
                }
            }
            claimed.push_back(claimed.back() + 1);
            is_real.push_back(false);
            return claimed;
        });
        std::vector<std::uint8_t> of_real;
        std::map<std::uint8_t, std::size_t> of_unseen;
        for (std::size_t i = 0; i < is_real.size(); ++i) {
            if (is_real[i]) {
                of_real.push_back(mixed.intensities[i]);
            } else {
                ++of_unseen[mixed.intensities[i]];
            }
        }
        QVERIFY(plain.intensities.size() > 1'000);
        QVERIFY(of_real == plain.intensities);
        for (const std::uint8_t answer : {std::uint8_t{0}, std::uint8_t{1}, k_not_kept}) {
            QVERIFY(of_unseen[answer] > 100); // they look like any other
        }
        const KeptReport sparse = kept_of(pass, [](const std::vector<std::uint64_t>& seen) {
            std::vector<std::uint64_t> claimed;
            for (std::size_t i = 0; i < seen.size(); i += 3) {
                claimed.push_back(seen[i]);
            }
            return claimed;
        });
        for (std::size_t i = 0; i < sparse.intensities.size(); ++i) {
            QCOMPARE(sparse.intensities[i], plain.intensities[3 * i]);
        }
    }
    void theBestPassGivesAMillionBits()
    {
        SeededRandom random(1);
        const PassOutcome outcome = run_pass(pass_of(88, k_excellent_sky, 3), random).value();
        qInfo("%llu clicks, %llu sifted, QBER %.4f, f %.4f, %llu bits, key %.2f s after the last "
              "click, %llu + %llu bytes",
            static_cast<unsigned long long>(outcome.clicks),
            static_cast<unsigned long long>(outcome.sifted),
            outcome.qber(),
            outcome.efficiency(),
            static_cast<unsigned long long>(outcome.station.key_bits),
            outcome.key_after_s,
            static_cast<unsigned long long>(outcome.station.bytes_up),
            static_cast<unsigned long long>(outcome.station.bytes_down));
        QVERIFY(outcome.station.key_bits >= 1'050'000);
        QCOMPARE(outcome.station_key.size() * 8, outcome.station.key_bits);
        QVERIFY(equal(outcome.station_key, outcome.satellite_key));
        QVERIFY(outcome.key_after_s < 20);
    }
    void secondsTellHowThingsStand()
    {
        SeededRandom random(2);
        std::vector<PassSecond> seen;
        const PassOutcome outcome =
            run_pass(pass_of(40, k_good_sky, 4), random, [&](const PassSecond& now) {
                seen.push_back(now);
                return true;
            }).value();
        QCOMPARE(seen.size(), static_cast<std::size_t>(outcome.usable_s));
        qInfo("%llu bits at the last click, %llu in the end",
            static_cast<unsigned long long>(seen.back().secure_bits),
            static_cast<unsigned long long>(outcome.station.key_bits));
        QCOMPARE(seen.front().secure_bits, 0U);
        QVERIFY(seen.back().secure_bits > 200'000);
        QVERIFY(seen.back().secure_bits <= outcome.station.key_bits + 60'000);
        QVERIFY(seen[seen.size() / 2].loss_db < seen.front().loss_db);
    }
    void aStoppedPassKeepsWhatIsThere()
    {
        SeededRandom random(3);
        const PassOutcome outcome =
            run_pass(pass_of(80, k_excellent_sky, 5), random, [](const PassSecond& now) {
                return now.second < 200;
            }).value();
        QCOMPARE(outcome.usable_s, 201.0);
        QVERIFY(outcome.station.key_bits > 300'000);
        QVERIFY(equal(outcome.station_key, outcome.satellite_key));
    }
    void aLinkThatIsLostTooSoonGivesNoKey()
    {
        SeededRandom random(4);
        SimulatedPass pass = pass_of(40, k_good_sky, 6);
        pass.link.lost_after_s = 0.05;
        const PassOutcome outcome = run_pass(pass, random).value();
        QVERIFY(!outcome.station.has_key() && !outcome.satellite.has_key());
        QVERIFY(outcome.station.why.find("lost") != std::string::npos);
    }
    void aMessageWaitsForTheOutageItWouldMeet()
    {
        LaserLink link;
        link.delay_s = 0.5;
        link.outages = {{20, 30}, {10, 12}};
        const auto arrival = [&](double sent, std::size_t bytes) {
            LaserLane lane(8, link); // a byte a second
            lane.send(sent, Bytes(bytes));
            return lane.next();
        };
        QCOMPARE(arrival(5, 5), 10.5);  // out just before
        QCOMPARE(arrival(5, 6), 18.5);  // begun before, and not out
        QCOMPARE(arrival(11, 1), 13.5); // in the midst of it
        QCOMPARE(arrival(9, 9), 39.5);  // too long for the time between the two
        LaserLane lane(8, link);
        lane.send(9, Bytes(2));
        lane.send(9, Bytes(1));
        static_cast<void>(lane.take());
        QCOMPARE(lane.next(), 15.5); // none overtakes
    }
    void anOutageAtTheEndDelaysTheKey()
    {
        const auto run = [](std::vector<LaserLink::Outage> outages) {
            SeededRandom random(5);
            SimulatedPass pass = pass_of(30, k_excellent_sky, 7);
            const auto end = static_cast<double>(pass.track.size());
            for (LaserLink::Outage& outage : outages) {
                outage.from_s += end;
                outage.to_s += end;
            }
            pass.link.outages = std::move(outages);
            return run_pass(pass, random).value();
        };
        const PassOutcome without = run({});
        const PassOutcome with = run({{-0.5, 20}});
        qInfo("key %.2f s and %.2f s after the last click", without.key_after_s, with.key_after_s);
        QVERIFY(without.station.has_key() && with.station.has_key());
        QVERIFY(without.key_after_s < 10);
        QVERIFY(with.key_after_s > 20 && with.key_after_s < 40);
        QVERIFY(equal(with.station_key, with.satellite_key));
    }
    void lightThatNobodyTellsOfIsBounded()
    {
        SimulatedPass pass = pass_of(88, k_excellent_sky, 7);
        pass.parameters.source.aperture_m = 1;
        SeededRandom random(5);
        const auto key = [] { return SecretBytes::copy_of(Bytes(32, std::byte{1})).value(); };
        SimulatedSatellite satellite(pass, random, key(), key());
        std::size_t clicks = 0;
        for (auto light = satellite.light(); light; light = satellite.light()) {
            clicks += light->size();
        }
        QVERIFY(clicks > k_most_untold && clicks < k_most_untold + k_most_clicks);
    }
    void aPassThatNoDetectorsCouldTakeIsToldInOneLine()
    {
        SimulatedPass pass = pass_of(40, {0.8, 9e7}, 6);
        SeededRandom random(5);
        const auto outcome = run_pass(pass, random);
        QVERIFY(!outcome && outcome.error().is(Errc::invalid_argument));
        QVERIFY2(
            outcome.error().context.starts_with("too much light"), outcome.error().context.c_str());
    }
    void aSlowLinkWithAnOutageStillCarriesIt()
    {
        SeededRandom random(5);
        SimulatedPass pass = pass_of(40, k_good_sky, 7);
        pass.link.up_bps = pass.link.down_bps = 2e6;
        pass.link.outages = {{100, 130}};
        const PassOutcome outcome = run_pass(pass, random).value();
        QVERIFY2(outcome.station.has_key(), outcome.station.why.c_str());
        QVERIFY(equal(outcome.station_key, outcome.satellite_key));
    }
};

QTEST_APPLESS_MAIN(TstSimulatedPass)
#include "tst_simulated_pass.moc"
