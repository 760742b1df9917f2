// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/key_length.h>

#include <QTest>

#include <cmath>

using namespace satpad::keyclient::satellite;

namespace {

/// The count test: an ordinary pass, both bases alike.
BasisCounts counts()
{
    return {{1'100'000, 70'500, 5'000}, {17'300, 3'050, 2'500}};
}

double both(const BasisCounts& each, double f, Fluctuation by)
{
    const double leak = expected_leak(each, f);
    return bound_both({}, each, each, leak, leak, {.fluctuation = by}).length();
}

bool equal(double value, double wanted)
{
    qInfo("%.3f, wanted %.3f", value, wanted);
    return std::abs(value - wanted) <= 1e-6 * std::abs(wanted);
}

} // namespace

class TstKeyLength : public QObject
{
    Q_OBJECT
private slots:
    void referenceValues()
    {
        QVERIFY(equal(both(counts(), 1.16, Fluctuation::chernoff), 393'828.208));
        QVERIFY(equal(both(counts(), 1.16, Fluctuation::hoeffding), 251'791.577));
        QVERIFY(equal(both(counts(), 1.16, Fluctuation::none), 540'720.899));
        QVERIFY(equal(both(counts(), 1.05, Fluctuation::chernoff), 429'587.862));
    }
    void starvedDecoysGiveNothing()
    {
        const BasisCounts starved{{1'100'000, 12'000, 5'000}, {17'300, 2'600, 2'500}};
        for (const Fluctuation by :
            {Fluctuation::chernoff, Fluctuation::hoeffding, Fluctuation::none}) {
            QCOMPARE(both(starved, 1.16, by), 0.0);
        }
        const auto bounds = bound_block({}, starved, starved, 0);
        QVERIFY(bounds.why == NoKey::no_single);
        QCOMPARE(bounds.bits(), 0U);
    }
    void entropyIsTheKnownOne()
    {
        QVERIFY(std::abs(binary_entropy(0.011) - 0.08735192) < 5e-9);
        QCOMPARE(binary_entropy(0.5), 1.0);
        QCOMPARE(binary_entropy(0), 0.0);
        QCOMPARE(binary_entropy(1), 0.0);
        QCOMPARE(binary_entropy(std::nan("")), 0.0);
    }
    void eachReasonIsNamed()
    {
        QVERIFY(bound_block({}, {}, counts(), 0).why == NoKey::no_clicks);
        BasisCounts noisy = counts();
        noisy.errors = {550'000, 35'250, 2'500};
        QVERIFY(bound_block({}, counts(), noisy, 1e5).why == NoKey::phase_error);
        QVERIFY(bound_block({}, counts(), counts(), 1e6).why == NoKey::leaked_too_much);
        QVERIFY(bound_block({}, counts(), counts(), 0).why == NoKey::none);
    }
    void lessCertaintyCostsKey()
    {
        const auto bits = [](double secrecy) {
            return bound_block({}, counts(), counts(), 1e5, {.secrecy = secrecy}).length;
        };
        QVERIFY(bits(1e-6) > bits(1e-10));
        QVERIFY(bits(1e-10) > bits(1e-20));
    }
};

QTEST_APPLESS_MAIN(TstKeyLength)
#include "tst_key_length.moc"
