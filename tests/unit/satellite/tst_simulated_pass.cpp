// SPDX-License-Identifier: GPL-3.0-or-later
#include "seeded_random.h"

#include <satpad/keyclient/satellite/simulated_pass.h>

#include <QTest>

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
