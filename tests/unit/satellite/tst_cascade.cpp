// SPDX-License-Identifier: GPL-3.0-or-later
#include "satellite/distill_keys.h"
#include "satellite/frame_hash.h"
#include "test_settings.h"
#include "two_strings.h"

#include <satpad/core/environment.h>
#include <satpad/keyclient/satellite/key_length.h>

#include <QTest>

#include <random>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using namespace satpad::test;

/// SATPAD_CASCADE_FRAMES: frames for each error rate (20 without it).
namespace {

constexpr std::size_t k_bits = 65'536;
constexpr std::size_t k_passes = k_most_passes;

/// What the station does with a frame whose hash differs: more passes, until there are no more.
/// Whether the hash was the same in the end.
bool recover(Way way, Reference& reference, Corrector& corrector, std::uint64_t key)
{
    const auto checked = [&] {
        return frame_hash(reference.bytes(), key) == frame_hash(corrector.bytes(), key);
    };
    for (std::size_t passes = k_usual_passes; !checked(); passes += k_extra_passes) {
        if (passes + k_extra_passes > k_most_passes || corrector.is_hopeless()) {
            return false;
        }
        for (std::size_t i = 0; i < k_extra_passes; ++i) {
            corrector.add_pass(k_bits / 2);
        }
        static_cast<void>(way(reference, corrector));
    }
    return true;
}

struct Total
{
    double efficiency = 0;      ///< parities told for each bit that Shannon asks for
    std::size_t unequal = 0;    ///< after the usual passes
    std::size_t unresolved = 0; ///< after all of them
    std::size_t undetected = 0; ///< another string with the same hash
    std::size_t most_rounds = 0;
    std::size_t rounds = 0;
};

Total many(Way way, Schedule (*schedule)(double, std::size_t), double qber, std::size_t frames)
{
    const Shuffles shuffles(k_bits, k_passes, 1);
    std::mt19937_64 random(20261126);
    double leaked = 0;
    double least = 0;
    Total total;
    for (std::size_t i = 0; i < frames; ++i) {
        const Strings made = strings(random, k_bits, qber);
        Reference reference(ShuffledBits::make(shuffles, made.right).value());
        Corrector corrector(
            ShuffledBits::make(shuffles, made.wrong).value(), schedule(qber, k_bits));
        const Outcome outcome = way(reference, corrector);
        const bool resolved = recover(way, reference, corrector, random());
        total.unresolved += resolved ? 0U : 1U;
        total.undetected += resolved && !same(reference.bytes(), made.right) ? 1U : 0U;
        total.undetected += resolved && !same(corrector.bytes(), made.right) ? 1U : 0U;
        leaked += static_cast<double>(reference.leaked());
        least +=
            k_bits * binary_entropy(static_cast<double>(made.errors) / static_cast<double>(k_bits));
        total.unequal += outcome.equal ? 0U : 1U;
        total.most_rounds = std::max(total.most_rounds, outcome.rounds);
        total.rounds += outcome.rounds;
    }
    total.efficiency = leaked / least;
    return total;
}

/// Fewer than one frame in a thousand, give or take three standard deviations of that many; with few
/// frames none.
bool few(std::size_t unresolved, std::size_t frames)
{
    const double most = 1e-3 * static_cast<double>(frames);
    return static_cast<double>(unresolved) <= (frames >= 1'000 ? most + 3 * std::sqrt(most) : 0);
}

} // namespace

class TstCascade : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        m_frames = number_from("SATPAD_CASCADE_FRAMES", 20);
    }

    /// Answers computed with whole numbers in another language: a product of polynomials over GF(2) by
    /// shifts, then long division by x^64 + 0x1B; the hash as the sum of w_i r^(n + 1 - i), each power
    /// by repeated products, w_i = int.from_bytes(data[8 i - 8 : 8 i], "little").
    void theHashIsTheKnownPolynomial()
    {
        QCOMPARE(gf64_product(2, 1ULL << 63U), 0x1BULL);
        QCOMPARE(gf64_product(~0ULL, ~0ULL), 0x5555555555555513ULL);
        QCOMPARE(gf64_product(0x0123456789ABCDEFULL, 0xFEDCBA9876543210ULL), 0x48827AB55D976FA0ULL);
        Bytes counted(20);  // 1, 2, … 20
        Bytes frame(8'192); // 3, 10, … 7 i + 3
        for (std::size_t i = 0; i < frame.size(); ++i) {
            frame[i] = static_cast<std::byte>(7 * i + 3);
        }
        for (std::size_t i = 0; i < counted.size(); ++i) {
            counted[i] = static_cast<std::byte>(i + 1);
        }
        QCOMPARE(frame_hash(counted, 0x8000000000000001ULL), 0xF5A936987317056DULL);
        QCOMPARE(frame_hash(frame, 0x0123456789ABCDEFULL), 0xE13F715FAA05DAFCULL);
    }
    /// A reference whose answers contradict each other ends the search.
    void contradictingAnswersAreHopeless()
    {
        const Shuffles shuffles(4'096, k_passes, 2);
        std::mt19937_64 random(4);
        const Strings made = strings(random, 4'096, 0.02);
        Corrector corrector(
            ShuffledBits::make(shuffles, made.wrong).value(), sequential_schedule(0.02, 4'096));
        std::size_t asked = 0;
        for (auto begin = corrector.next_pass(); !begin.empty(); begin = corrector.next_pass()) {
            for (auto open = begin; !open.empty(); open = corrector.all()) {
                for (const Question& question : open) {
                    corrector.learn(question, (random() & 1U) != 0);
                }
                asked += open.size();
            }
        }
        qInfo("%zu random answers, %llu bits turned",
            asked,
            static_cast<unsigned long long>(corrector.corrected()));
        QVERIFY(corrector.is_hopeless());
        QVERIFY(asked < 100'000);
        QVERIFY(!same(corrector.bytes(), made.right));
    }
    void parityIsTheSumOfItsBits()
    {
        const Shuffles shuffles(1'000, 3, 5);
        std::mt19937_64 random(3);
        const Strings made = strings(random, 1'000, 0.1);
        auto bits = ShuffledBits::make(shuffles, made.right).value();
        for (int i = 0; i < 2'000; ++i) {
            const std::size_t pass = random() % 3;
            const std::size_t first = random() % 1'000;
            const std::size_t count = 1 + random() % (1'000 - first);
            bool sum = false;
            for (std::size_t place = first; place < first + count; ++place) {
                const std::size_t bit = shuffles.order(pass)[place];
                sum =
                    sum != ((std::to_integer<unsigned>(bits.bytes()[bit / 8]) >> bit % 8 & 1) != 0);
            }
            QCOMPARE(bits.parity(pass, first, count), sum);
            bits.flip(random() % 1'000);
        }
    }
    void marksFindTheirNeighbours()
    {
        std::mt19937_64 random(6);
        for (const std::size_t places : {1U, 64U, 65U, 4'096U, 4'097U, 20'000U}) {
            Marks marks(places);
            std::vector<bool> plain(places);
            plain[0] = true;
            for (std::size_t i = 0; i < places / 500; ++i) {
                const std::size_t place = random() % places;
                marks.set(place);
                plain[place] = true;
            }
            for (std::size_t place = 0; place < places; ++place) {
                std::size_t before = place;
                while (!plain[before]) {
                    --before;
                }
                std::size_t after = place + 1;
                while (after < places && !plain[after]) {
                    ++after;
                }
                QCOMPARE(marks.at_or_before(place), before);
                QCOMPARE(marks.after(place), after);
            }
        }
    }
    void everyErrorIsFoundAndNothingElseTouched_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {2, 3, 63, 64, 65, 1'000, 4'097}) {
            QTest::newRow(qPrintable(QString::number(bits))) << bits;
        }
    }
    void everyErrorIsFoundAndNothingElseTouched()
    {
        QFETCH(int, bits);
        const auto size = static_cast<std::size_t>(bits);
        const Shuffles shuffles(size, k_passes, 9);
        std::mt19937_64 random(static_cast<std::uint64_t>(bits));
        std::size_t unequal = 0;
        for (int i = 0; i < 60; ++i) {
            const Strings made = strings(random, size, 0.03);
            for (const Way way : {one_by_one, batched}) {
                Reference reference(ShuffledBits::make(shuffles, made.right).value());
                Schedule schedule = sequential_schedule(0.03, size);
                schedule.resize(k_passes, (size + 1) / 2);
                Corrector corrector(ShuffledBits::make(shuffles, made.wrong).value(), schedule);
                const Outcome outcome = way(reference, corrector);
                unequal += outcome.equal ? 0U : 1U;
                QVERIFY(same(reference.bytes(), made.right));
                QVERIFY(!outcome.equal || outcome.corrected % 2 == made.errors % 2);
            }
        }
        QVERIFY2(unequal <= 2, qPrintable(QString::number(unequal)));
    }
    void equalStringsCostThePassesOnly()
    {
        const Shuffles shuffles(4'096, k_passes, 2);
        std::mt19937_64 random(4);
        const Strings made = strings(random, 4'096, 0);
        Reference reference(ShuffledBits::make(shuffles, made.right).value());
        Corrector corrector(
            ShuffledBits::make(shuffles, made.wrong).value(), Schedule{64, 1'024, 2'048});
        const Outcome outcome = one_by_one(reference, corrector);
        QVERIFY(outcome.equal);
        QCOMPARE(outcome.leaked, 64U + 3U + 1U);
        QCOMPARE(outcome.corrected, 0U);
    }
    void efficiencies_data()
    {
        QTest::addColumn<double>("qber");
        QTest::newRow("0.5 %") << 0.005;
        QTest::newRow("1 %") << 0.01;
        QTest::newRow("2 %") << 0.02;
        QTest::newRow("3 %") << 0.03;
    }
    void efficiencies()
    {
        QFETCH(double, qber);
        const Total sequential = many(one_by_one, sequential_schedule, qber, m_frames);
        const Total rounds = many(batched, batched_schedule, qber, m_frames);
        qInfo("sequential f %.4f, %zu unequal, %zu unresolved; batched f %.4f, %zu unequal, %zu "
              "unresolved, %zu rounds on average, at most %zu",
            sequential.efficiency,
            sequential.unequal,
            sequential.unresolved,
            rounds.efficiency,
            rounds.unequal,
            rounds.unresolved,
            rounds.rounds / m_frames,
            rounds.most_rounds);
        QVERIFY(sequential.efficiency <= 1.035);
        QVERIFY(rounds.efficiency <= 1.06);
        QVERIFY(rounds.most_rounds <= 200);
        QCOMPARE(sequential.undetected + rounds.undetected, 0U);
        QVERIFY(few(sequential.unresolved, m_frames));
        QVERIFY(few(rounds.unresolved, m_frames));
    }

private:
    std::uint64_t m_frames = 0;
};

QTEST_APPLESS_MAIN(TstCascade)
#include "tst_cascade.moc"
