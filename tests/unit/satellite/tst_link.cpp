// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/key_length.h>
#include <satpad/keyclient/satellite/link.h>
#include <satpad/keyclient/satellite/passes.h>

#include <QTest>

#include <cmath>
#include <numbers>

using namespace satpad::keyclient::satellite;

namespace {

constexpr double k_radians = std::numbers::pi / 180;

bool near(double value, double wanted, double allowed)
{
    if (std::abs(value - wanted) <= allowed) {
        return true;
    }
    qInfo("%.9f, wanted %.9f", value, wanted);
    return false;
}

/// Range by elevation over a spherical Earth, satellite 500 km up.
double range_at(double elevation)
{
    const double sine = std::sin(elevation);
    return -6371 * sine + std::sqrt(6371 * 6371 * sine * sine + 2 * 6371.0 * 500 + 500 * 500);
}

/// Distance at which GYS's fibre gives no key: infinite decoys, threshold detectors.
double fibre_rate(double km)
{
    constexpr double k_mu = 0.48, k_y0 = 1.7e-6, k_ed = 0.033, k_f = 1.22;
    LinkParameters link;
    link.misalignment = k_ed;
    const double eta = 0.045 * std::pow(10, -0.21 * km / 10);
    const Response signal = response(link, eta, k_y0, k_mu);
    const double y1 = k_y0 + eta - k_y0 * eta;
    const double q1 = y1 * k_mu * std::exp(-k_mu);
    const double e1 = (0.5 * k_y0 + k_ed * eta) / y1;
    return 0.5 *
           (-signal.gain * k_f * binary_entropy(signal.qber()) + q1 * (1 - binary_entropy(e1)));
}

} // namespace

class TstLink : public QObject
{
    Q_OBJECT
private slots:
    void airMassesAreKastensAndYoungs()
    {
        QVERIFY(near(air_mass(30 * k_radians), 1.994293, 5e-7));
        QVERIFY(near(air_mass(15 * k_radians), 3.812912, 5e-7));
        QVERIFY(near(air_mass(90 * k_radians), 1, 1e-3));
    }
    void lossesAndErrorsOfTheTable_data()
    {
        QTest::addColumn<double>("elevation");
        QTest::addColumn<double>("range");
        QTest::addColumn<QList<double>>("loss"); // good, excellent, hazy
        QTest::addColumn<QList<double>>("qber"); // per cent
        QTest::addColumn<QList<double>>("clicks");
        const auto row = [](double el,
                             double range,
                             QList<double> loss,
                             QList<double> qber,
                             QList<double> clicks) {
            QTest::newRow(qPrintable(QString::number(el))) << el << range << loss << qber << clicks;
        };
        row(90, 500, {37.3, 37.1, 37.9}, {0.93, 0.89, 1.03}, {49500, 52500, 43500});
        row(60, 570, {38.6, 38.3, 39.3}, {0.98, 0.92, 1.11}, {36800, 39400, 31700});
        row(40, 741, {41.3, 40.9, 42.2}, {1.13, 1.02, 1.40}, {20100, 22000, 16500});
        row(30, 909, {43.5, 42.9, 44.6}, {1.34, 1.16, 1.85}, {12200, 13700, 9500});
        row(20, 1193, {46.7, 45.9, 48.4}, {1.93, 1.51, 3.22}, {5900, 7000, 4200});
        row(15, 1407, {49.0, 48.0, 51.2}, {2.69, 1.94, 5.26}, {3600, 4400, 2400});
    }
    void lossesAndErrorsOfTheTable()
    {
        QFETCH(double, elevation);
        QFETCH(double, range);
        QFETCH(QList<double>, loss);
        QFETCH(QList<double>, qber);
        QFETCH(QList<double>, clicks);
        const LinkParameters link;
        const double angle = elevation * k_radians;
        QVERIFY(near(range_at(angle), range, 0.6));
        const Sky skies[] = {k_good_sky, k_excellent_sky, k_hazy_sky};
        for (int i = 0; i < 3; ++i) {
            const double eta = efficiency(link, skies[i], range_at(angle), angle);
            const double noise = noise_per_gate(link, skies[i]);
            QVERIFY(near(decibels(eta), loss[i], 0.07)); // printed to 0.1
            QVERIFY(
                near(100 * response(link, eta, noise, link.intensity[0]).qber(), qber[i], 0.006));
            QVERIFY(near(clicks_per_second(link, eta, noise) / clicks[i], 1, 0.02));
        }
    }
    void theFibreEndsWhereItDoes()
    {
        // Ma, Qi, Zhao, Lo, PRA 72, 012326 (2005), with the numbers of Gobby, Yuan, Shields.
        double near_end = 100;
        double far_end = 200;
        while (far_end - near_end > 1e-6) {
            const double middle = (near_end + far_end) / 2;
            (fibre_rate(middle) > 0 ? near_end : far_end) = middle;
        }
        QVERIFY(near(near_end, 142.01, 0.005));
    }
    void analyticPassesLastAsLongAsTheyShould_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<double>("seconds");
        for (const auto& [highest, seconds] : {std::pair(88, 357),
                 {60, 349},
                 {50, 341},
                 {40, 325},
                 {30, 291},
                 {25, 261},
                 {20, 203}}) {
            QTest::newRow(qPrintable(QString::number(highest)))
                << static_cast<double>(highest) << static_cast<double>(seconds);
        }
    }
    void analyticPassesLastAsLongAsTheyShould()
    {
        QFETCH(double, highest);
        QFETCH(double, seconds);
        const AnalyticPass pass(500, highest * k_radians);
        QVERIFY(near(2 * pass.half_duration(15 * k_radians), seconds, 1));
        QVERIFY(near(pass.at(0).elevation / k_radians, highest, 1e-9));
        const double edge = pass.half_duration(15 * k_radians);
        QVERIFY(near(pass.at(edge).elevation / k_radians, 15, 1e-6));
        QVERIFY(near(pass.at(-edge).range_km, range_at(15 * k_radians), 0.01));
    }
};

QTEST_APPLESS_MAIN(TstLink)
#include "tst_link.moc"
