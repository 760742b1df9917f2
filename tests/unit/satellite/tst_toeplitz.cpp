// SPDX-License-Identifier: GPL-3.0-or-later
#include "seeded_random.h"

#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/toeplitz.h>

#include <QTest>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;

namespace {

bool bit(ByteView bytes, std::uint64_t i)
{
    return (std::to_integer<unsigned>(bytes[i / 8]) >> (i % 8) & 1) != 0;
}

Bytes random_bytes(satpad::test::SeededRandom& random, std::size_t count)
{
    Bytes bytes(count);
    random.fill(bytes);
    return bytes;
}

/// The definition, bit by bit.
Bytes by_definition(ByteView input, std::uint64_t n, ByteView seed, std::uint64_t l)
{
    Bytes out((l + 7) / 8);
    for (std::uint64_t i = 0; i < l; ++i) {
        bool sum = false;
        for (std::uint64_t j = 0; j < n; ++j) {
            sum = sum != (bit(seed, i + n - 1 - j) && bit(input, j));
        }
        if (sum) {
            out[i / 8] |= std::byte(1U << (i % 8));
        }
    }
    return out;
}

bool same(const SecretBytes& a, const Bytes& b)
{
    return a.size() == b.size() && std::equal(b.begin(), b.end(), a.view().begin());
}

} // namespace

class TstToeplitz : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void equalsTheBitByBitProduct()
    {
        satpad::test::SeededRandom random(20261126);
        std::vector<std::pair<std::uint64_t, std::uint64_t>> sizes{{1, 1},
            {2, 1},
            {64, 64},
            {65, 64},
            {63, 1},
            {128, 127},
            {1000, 999},
            {4096, 1024},
            {4097, 1023},
            {9000, 100}};
        std::mt19937_64 sizes_from(20261126);
        for (int i = 0; i < 40; ++i) {
            const std::uint64_t n = 1 + sizes_from() % 2500;
            sizes.emplace_back(n, 1 + sizes_from() % n);
        }
        for (const auto& [n, l] : sizes) {
            // A few bytes and bits more than needed: they must not count.
            const Bytes input = random_bytes(random, n / 8 + 3);
            const Bytes seed = random_bytes(random, (n + l) / 8 + 3);
            const Bytes wanted = by_definition(input, n, seed, l);
            for (const Arithmetic each : {Arithmetic::best, Arithmetic::portable}) {
                const auto got = toeplitz_hash(input, n, seed, l, each);
                QVERIFY(got.has_value());
                QVERIFY2(same(*got, wanted), qPrintable(QString("%1 bits to %2").arg(n).arg(l)));
            }
        }
    }
    void bothArithmeticsAgreeOnALargeBlock()
    {
        satpad::test::SeededRandom random(7);
        constexpr std::uint64_t k_in = 100'000;
        constexpr std::uint64_t k_out = 30'001;
        const Bytes input = random_bytes(random, k_in / 8 + 1);
        const Bytes seed = random_bytes(random, (k_in + k_out) / 8 + 1);
        const auto best = toeplitz_hash(input, k_in, seed, k_out);
        const auto portable = toeplitz_hash(input, k_in, seed, k_out, Arithmetic::portable);
        QVERIFY(same(*best, Bytes(portable->view().begin(), portable->view().end())));
    }
    void itIsLinear()
    {
        satpad::test::SeededRandom random(9);
        constexpr std::uint64_t k_in = 100'000;
        constexpr std::uint64_t k_out = 40'000;
        const Bytes seed = random_bytes(random, (k_in + k_out) / 8 + 1);
        const Bytes a = random_bytes(random, k_in / 8);
        const Bytes b = random_bytes(random, k_in / 8);
        Bytes both(a.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            both[i] = a[i] ^ b[i];
        }
        const auto of_a = toeplitz_hash(a, k_in, seed, k_out);
        const auto of_b = toeplitz_hash(b, k_in, seed, k_out);
        Bytes sum(of_a->size());
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] = of_a->view()[i] ^ of_b->view()[i];
        }
        QVERIFY(same(*toeplitz_hash(both, k_in, seed, k_out), sum));
    }
    void badSizesAreRefused_data()
    {
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<int>("seed_bytes");
        QTest::newRow("nothing in") << 0 << 0 << 10;
        QTest::newRow("nothing out") << 8 << 0 << 10;
        QTest::newRow("more out than in") << 8 << 9 << 10;
        QTest::newRow("input short") << 81 << 8 << 100;
        QTest::newRow("seed short") << 80 << 10 << 11;
        QTest::newRow("too large") << (1 << 26) + 1 << 8 << 100;
    }
    void badSizesAreRefused()
    {
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, seed_bytes);
        const Bytes input(10);
        const Bytes seed(static_cast<std::size_t>(seed_bytes));
        const auto got = toeplitz_hash(
            input, static_cast<std::uint64_t>(in), seed, static_cast<std::uint64_t>(out));
        QVERIFY(!got && got.error().is(Errc::invalid_argument));
    }
};

QTEST_APPLESS_MAIN(TstToeplitz)
#include "tst_toeplitz.moc"
