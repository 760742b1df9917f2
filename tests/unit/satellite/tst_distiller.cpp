// SPDX-License-Identifier: GPL-3.0-or-later
#include "two_parties.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using satpad::test::TwoParties;

namespace {

double efficiency_of(const DistillReport& report)
{
    double least = 0;
    double told = 0;
    for (const BasisReport* basis : {&report.z, &report.x}) {
        least += expected_leak(basis->counts, 1);
        told += static_cast<double>(basis->parities);
    }
    return told / least;
}

} // namespace

class TstDistiller : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void bothEndWithTheSameKey_data()
    {
        QTest::addColumn<bool>("sequential");
        QTest::addColumn<double>("most");
        QTest::newRow("sequential") << true << 1.06;
        QTest::newRow("batched") << false << 1.09;
    }
    void bothEndWithTheSameKey()
    {
        QFETCH(bool, sequential);
        QFETCH(double, most);
        DistillParameters parameters;
        parameters.sequential = sequential;
        TwoParties two(parameters);
        QElapsedTimer timer;
        timer.start();
        two.pass(40, k_good_sky, 7);
        QVERIFY2(two.station.ended() && two.satellite.ended(), two.station.report().why.c_str());
        const DistillReport& report = two.station.report();
        QCOMPARE(report.key_bits, two.satellite.report().key_bits);
        qInfo(
            "key %llu bits, f %.4f, %llu rounds, dropped %llu + %llu, QBER %.4f, ε_cor %.1e, %lld "
            "ms",
            static_cast<unsigned long long>(report.key_bits),
            efficiency_of(report),
            static_cast<unsigned long long>(report.rounds),
            static_cast<unsigned long long>(report.z.dropped),
            static_cast<unsigned long long>(report.x.dropped),
            (report.z.counts.all_errors() + report.x.counts.all_errors()) /
                (report.z.counts.all_clicks() + report.x.counts.all_clicks()),
            report.correctness,
            timer.elapsed());
        QVERIFY(report.key_bits > 300'000);
        QVERIFY(efficiency_of(report) < most);
        const SecretBytes a = two.station.take_key();
        const SecretBytes b = two.satellite.take_key();
        QCOMPARE(a.size() * 8, report.key_bits);
        QVERIFY(std::equal(a.view().begin(), a.view().end(), b.view().begin(), b.view().end()));
    }
    void attacksEndWithoutKey_data()
    {
        QTest::addColumn<bool>("splitting");
        QTest::addColumn<double>("intercepted");
        QTest::newRow("photon-number splitting") << true << 0.0;
        QTest::newRow("a third intercepted") << false << 0.33;
    }
    void attacksEndWithoutKey()
    {
        QFETCH(bool, splitting);
        QFETCH(double, intercepted);
        TwoParties two;
        two.pass(40, k_good_sky, 8, {splitting, intercepted});
        QVERIFY(two.both_without_key());
        qInfo("%s", two.station.report().why.c_str());
    }
    void alteredMessagesEndWithoutKey_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("up");
        QTest::newRow("clicks") << 1 << true;
        QTest::newRow("kept") << 2 << false;
        QTest::newRow("frame") << 3 << true;
        QTest::newRow("ask") << 4 << true;
        QTest::newRow("told") << 5 << false;
        QTest::newRow("check") << 6 << true;
        QTest::newRow("checked") << 7 << false;
        QTest::newRow("counts") << 9 << true;
        QTest::newRow("seeds") << 10 << false;
        QTest::newRow("tag of the station") << 11 << true;
        QTest::newRow("tag of the satellite") << 11 << false;
    }
    void alteredMessagesEndWithoutKey()
    {
        QFETCH(int, kind);
        QFETCH(bool, up);
        bool done = false;
        TwoParties two;
        two.change = [&](Bytes& message, bool upwards) {
            if (!done && upwards == up && std::to_integer<int>(message.front()) == kind) {
                message.back() ^= std::byte{1};
                done = true;
            }
        };
        two.pass(25, k_excellent_sky, 9);
        QVERIFY(done);
        QVERIFY(!two.station.report().has_key() || !two.station.ended());
        if (kind != 11 ||
            up) { // the satellite's own tag leaves when it has its key; CONFIRM decides
            QVERIFY(!two.satellite.report().has_key() || kind == 10);
        }
    }
    void anotherLaunchKeyEndsWithoutKey()
    {
        TwoParties two({}, 3);
        two.pass(25, k_excellent_sky, 10);
        QVERIFY(two.station.ended() && !two.station.report().has_key());
    }
};

QTEST_APPLESS_MAIN(TstDistiller)
#include "tst_distiller.moc"
