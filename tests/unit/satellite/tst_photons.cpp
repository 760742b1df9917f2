// SPDX-License-Identifier: GPL-3.0-or-later
#include "seeded_random.h"
#include "test_settings.h"

#include <satpad/keyclient/satellite/photons.h>

#include <QTest>

#include <cmath>
#include <numbers>

using namespace satpad::keyclient::satellite;
using satpad::test::number_from;
using satpad::test::SeededRandom;

/// SATPAD_SAMPLED_PASSES: how many for the bounds' test (8 without it); an eighth of them for each row
/// of the table.
namespace {

constexpr double k_radians = std::numbers::pi / 180;

/// What was announced, and the truth nobody knows.
struct Sampled
{
    PassCounts counts;
    struct Truth
    {
        double vacuum = 0;
        double single = 0;
        double single_errors = 0;
    };
    Truth z;
    Truth x;
};

Sampled sample(double highest, const Sky& sky, std::uint64_t seed, const Attack& attack = {})
{
    const LinkParameters link;
    SeededRandom bits(seed + 1'000);
    PhotonSampler sampler(link, sky, attack, seed, bits);
    Sampled result;
    for (const TrackPoint& point :
        track_of(AnalyticPass(500, highest * k_radians), 15 * k_radians)) {
        for (const Detection& one : sampler.second(point)) {
            result.counts.clicks += 1;
            if (one.sent_basis != one.measured_basis) {
                continue;
            }
            const bool in_z = one.sent_basis == Basis::z;
            BasisCounts& counts = in_z ? result.counts.z : result.counts.x;
            Sampled::Truth& truth = in_z ? result.z : result.x;
            const bool wrong = one.sent_bit != one.measured_bit;
            counts.clicks[one.intensity] += 1;
            counts.errors[one.intensity] += wrong;
            truth.vacuum += one.photons == 0;
            truth.single += one.photons == 1;
            truth.single_errors += one.photons == 1 && wrong;
        }
    }
    return result;
}

BothBounds bounds_of(const PassCounts& counts)
{
    return bound_both(
        {}, counts.z, counts.x, expected_leak(counts.z, 1.16), expected_leak(counts.x, 1.16));
}

bool holds(const BlockBounds& bounds, const Sampled::Truth& key, const Sampled::Truth& test)
{
    return bounds.vacuum <= key.vacuum && bounds.single <= key.single &&
           bounds.single_test <= test.single && bounds.single_errors >= test.single_errors;
}

} // namespace

Q_DECLARE_METATYPE(satpad::keyclient::satellite::Sky)

class TstPhotons : public QObject
{
    Q_OBJECT
private slots:
    void samplesAreWhatIsExpected()
    {
        const Track track = track_of(AnalyticPass(500, 60 * k_radians), 15 * k_radians);
        const PassCounts expected = expected_counts({}, k_good_sky, track);
        const Sampled sampled = sample(60, k_good_sky, 1);
        const auto near = [](double value, double mean) {
            return std::abs(value - mean) < 5 * std::sqrt(mean) + 1;
        };
        QVERIFY(near(sampled.counts.clicks, expected.clicks));
        for (std::size_t k = 0; k < k_intensities; ++k) {
            QVERIFY(near(sampled.counts.z.clicks[k], expected.z.clicks[k]));
            QVERIFY(near(sampled.counts.x.clicks[k], expected.x.clicks[k]));
            QVERIFY(near(sampled.counts.z.errors[k], expected.z.errors[k]));
            QVERIFY(near(sampled.counts.x.errors[k], expected.x.errors[k]));
        }
    }
    /// Sifted bits in millions, QBER in percent, key in thousands of bits: both bases, Chernoff, f = 1.16,
    /// 500 km: reference values for the default set of docs/satellite-link.md.
    void passesLandInTheTable_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<Sky>("sky");
        QTest::addColumn<double>("sifted");
        QTest::addColumn<double>("qber");
        QTest::addColumn<double>("key");
        const auto row = [](double highest,
                             const char* name,
                             const Sky& sky,
                             double sifted,
                             double qber,
                             double key) {
            QTest::addRow("%g degrees, %s", highest, name)
                << highest << sky << sifted * 1e6 << qber / 100 << key * 1e3;
        };
        row(88, "excellent", k_excellent_sky, 3.99, 1.21, 1050);
        row(60, "excellent", k_excellent_sky, 3.26, 1.29, 816);
        row(50, "excellent", k_excellent_sky, 2.73, 1.38, 648);
        row(40, "excellent", k_excellent_sky, 2.09, 1.52, 451);
        row(30, "excellent", k_excellent_sky, 1.37, 1.78, 242);
        row(25, "excellent", k_excellent_sky, 1.00, 2.00, 142);
        row(88, "good", k_good_sky, 3.67, 1.40, 891);
        row(60, "good", k_good_sky, 2.98, 1.52, 673);
        row(50, "good", k_good_sky, 2.47, 1.65, 517);
        row(40, "good", k_good_sky, 1.86, 1.87, 336);
        row(30, "good", k_good_sky, 1.20, 2.29, 152);
        row(25, "good", k_good_sky, 0.86, 2.67, 68);
        row(88, "hazy", k_hazy_sky, 3.07, 1.87, 604);
        row(60, "hazy", k_hazy_sky, 2.44, 2.12, 414);
        row(50, "hazy", k_hazy_sky, 1.99, 2.38, 282);
        row(40, "hazy", k_hazy_sky, 1.46, 2.85, 136);
        row(30, "hazy", k_hazy_sky, 0.90, 3.79, 2);
        row(25, "hazy", k_hazy_sky, 0, 0, 0);
    }
    /// The mean of the passes of a row. One pass's key wanders by less than k_spread.
    void passesLandInTheTable()
    {
        QFETCH(double, highest);
        QFETCH(Sky, sky);
        QFETCH(double, sifted);
        QFETCH(double, qber);
        QFETCH(double, key);
        constexpr double k_spread = 15e3;
        const std::uint64_t passes = number_from("SATPAD_SAMPLED_PASSES", 8) / 8;
        double clicks = 0;
        double errors = 0;
        double bits = 0;
        for (std::uint64_t seed = 1; seed <= passes; ++seed) {
            const PassCounts counts = sample(highest, sky, seed).counts;
            clicks += counts.z.all_clicks() + counts.x.all_clicks();
            errors += counts.z.all_errors() + counts.x.all_errors();
            bits += bounds_of(counts).length();
        }
        const auto many = static_cast<double>(passes);
        qInfo("sifted %.3f M, QBER %.2f %%, key %.1f k",
            clicks / many / 1e6,
            100 * errors / clicks,
            bits / many / 1e3);
        if (sifted > 0) {
            QVERIFY(std::abs(clicks / many / sifted - 1) < 0.03);
            QVERIFY(std::abs(errors / clicks / qber - 1) < 0.03);
        }
        QVERIFY(std::abs(bits / many - key) < std::max(0.03 * key, k_spread / std::sqrt(many)));
        const Track track = track_of(AnalyticPass(500, highest * k_radians), 15 * k_radians);
        const double expected = bounds_of(expected_counts({}, sky, track)).length();
        QVERIFY(std::abs(expected - key) < std::max(0.01 * key, 1e3));
    }
    void fadingKeepsTheMean()
    {
        const Track track = track_of(AnalyticPass(500, 60 * k_radians), 15 * k_radians);
        const double expected = expected_counts({}, k_good_sky, track).clicks;
        Sky fading = k_good_sky;
        fading.scintillation = 0.5;
        const double clicks = sample(60, fading, 1).counts.clicks;
        QVERIFY(clicks != sample(60, k_good_sky, 1).counts.clicks);
        // A second's mean of 200 draws wanders by 6 %, the pass's by a twentieth of that.
        QVERIFY(std::abs(clicks / expected - 1) < 0.02);
    }
    void theBoundsHoldAgainstTheHiddenTruth()
    {
        const std::uint64_t passes = number_from("SATPAD_SAMPLED_PASSES", 8);
        std::size_t missed = 0;
        for (std::uint64_t seed = 1; seed <= passes; ++seed) {
            const double highest = 20 + 10 * static_cast<double>(seed % 6);
            const Sampled sampled =
                sample(highest, seed % 2 == 0 ? k_good_sky : k_excellent_sky, seed);
            const BothBounds bounds = bounds_of(sampled.counts);
            missed += holds(bounds.z, sampled.z, sampled.x) ? 0U : 1U;
            missed += holds(bounds.x, sampled.x, sampled.z) ? 0U : 1U;
        }
        qInfo("%llu passes, %zu bounds missed", static_cast<unsigned long long>(passes), missed);
        QCOMPARE(missed, 0U);
    }
    void splittingPhotonNumbersLeavesNoKey()
    {
        const Sampled sampled = sample(60, k_good_sky, 3, {.photon_number_splitting = true});
        const Track track = track_of(AnalyticPass(500, 60 * k_radians), 15 * k_radians);
        const double signal = expected_counts({}, k_good_sky, track).z.clicks[0];
        QVERIFY(std::abs(sampled.counts.z.clicks[0] / signal - 1) < 0.05); // it hides there
        const BothBounds bounds = bounds_of(sampled.counts);
        QCOMPARE(bounds.bits(), 0U);
        QVERIFY(bounds.z.why == NoKey::no_single);
    }
    void interceptingCostsAQuarterOfItsShare()
    {
        const double quiet = sample(60, k_good_sky, 4).counts.qber();
        const Sampled some = sample(60, k_good_sky, 4, {.intercepted = 0.2});
        QVERIFY(std::abs(some.counts.qber() - quiet - 0.05) < 0.003);
        const Sampled all = sample(60, k_good_sky, 4, {.intercepted = 1});
        QVERIFY(std::abs(all.counts.qber() - 0.25) < 0.01);
        QCOMPARE(bounds_of(all.counts).bits(), 0U);
    }
    void afterPulsesAreDrawnAsTheyArePlanned()
    {
        LinkParameters link;
        link.after_pulse = 0.2;
        const Track track = track_of(AnalyticPass(500, 60 * k_radians), 40 * k_radians);
        const PassCounts expected = expected_counts(link, k_good_sky, track);
        SeededRandom bits(1);
        PhotonSampler sampler(link, k_good_sky, {}, 2, bits);
        double clicks = 0;
        double errors = 0;
        for (const TrackPoint& point : track) {
            for (const Detection& one : sampler.second(point)) {
                clicks += 1;
                errors += one.sent_basis == one.measured_basis && one.sent_bit != one.measured_bit;
            }
        }
        QVERIFY(std::abs(clicks / expected.clicks - 1) < 0.01);
        QVERIFY(std::abs(errors / (expected.z.all_errors() + expected.x.all_errors()) - 1) < 0.02);
    }
    void noDetectorClicksWithoutEnd()
    {
        const LinkParameters link;
        SeededRandom bits(1);
        const Sky glaring{0.8, 9e7}; // 56 million noise clicks a second
        const TrackPoint zenith{0, 90 * k_radians, 500};
        QVERIFY(!check_light(link, glaring, {zenith}));
        QCOMPARE(PhotonSampler(link, glaring, {}, 1, bits).second(zenith).size() / 10'000, 99U);
    }
    void theSendersChoicesAreItsOwn()
    {
        // The same physics, another sender: the same clicks, and all else that one of them knows says
        // nothing of the other.
        const LinkParameters link;
        const TrackPoint point{0, 60 * k_radians, 570};
        SeededRandom one(1);
        SeededRandom two(2);
        const auto a = PhotonSampler(link, k_good_sky, {}, 9, one).second(point);
        const auto b = PhotonSampler(link, k_good_sky, {}, 9, two).second(point);
        QCOMPARE(a.size(), b.size());
        double same_bits = 0;
        double same_bases = 0;
        double both_signal = 0;
        double signal = 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            QCOMPARE(a[i].pulse, b[i].pulse);
            QCOMPARE(a[i].measured_basis, b[i].measured_basis);
            same_bits += a[i].sent_bit == b[i].sent_bit;
            same_bases += a[i].sent_basis == b[i].sent_basis;
            both_signal += a[i].intensity == 0 && b[i].intensity == 0;
            signal += a[i].intensity == 0;
        }
        const auto all = static_cast<double>(a.size());
        QVERIFY(std::abs(same_bits / all - 0.5) < 0.02);
        QVERIFY(std::abs(same_bases / all - 0.5) < 0.02);
        QVERIFY(std::abs(both_signal / all - signal / all * signal / all) < 0.02);
    }
};

QTEST_APPLESS_MAIN(TstPhotons)
#include "tst_photons.moc"
