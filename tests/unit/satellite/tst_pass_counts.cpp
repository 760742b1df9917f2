// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/pass_counts.h>

#include <QTest>

#include <cmath>
#include <numbers>

using namespace satpad::keyclient::satellite;

namespace {

constexpr double k_radians = std::numbers::pi / 180;

} // namespace

class TstPassCounts : public QObject
{
    Q_OBJECT
private slots:
    void passesGiveWhatTheTableSays_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<QList<double>>("excellent");
        QTest::addColumn<QList<double>>("good");
        QTest::addColumn<QList<double>>("hazy");
        using Row = QList<double>;
        QTest::newRow("88") << 88.0 << Row{3.99, 1.21, 1050} << Row{3.67, 1.40, 891}
                            << Row{3.07, 1.87, 604};
        QTest::newRow("60") << 60.0 << Row{3.26, 1.29, 816} << Row{2.98, 1.52, 673}
                            << Row{2.44, 2.12, 414};
        QTest::newRow("50") << 50.0 << Row{2.73, 1.38, 648} << Row{2.47, 1.65, 517}
                            << Row{1.99, 2.38, 282};
        QTest::newRow("40") << 40.0 << Row{2.09, 1.52, 451} << Row{1.86, 1.87, 336}
                            << Row{1.46, 2.85, 136};
        QTest::newRow("30") << 30.0 << Row{1.37, 1.78, 242} << Row{1.20, 2.29, 152}
                            << Row{0.90, 3.79, 2};
        QTest::newRow("25") << 25.0 << Row{1.00, 2.00, 142} << Row{0.86, 2.67, 68} << Row{};
        QTest::newRow("20") << 20.0 << Row{0.61, 2.34, 51} << Row{0.51, 3.24, 0.4} << Row{};
    }
    void passesGiveWhatTheTableSays()
    {
        QFETCH(double, highest);
        const LinkParameters link;
        const Track track = track_of(AnalyticPass(500, highest * k_radians), 15 * k_radians);
        const std::pair<const char*, Sky> skies[] = {
            {"excellent", k_excellent_sky}, {"good", k_good_sky}, {"hazy", k_hazy_sky}};
        for (const auto& [name, sky] : skies) {
            const auto wanted = QTest::qData(name, QMetaType::fromType<QList<double>>().id());
            const auto& row = *static_cast<const QList<double>*>(wanted);
            const PassCounts counts = expected_counts(link, sky, track);
            const double key = expected_key(link, counts, 1.16) / 1'000;
            qInfo("%s: %.3f M sifted, QBER %.2f %%, %.1f kbit",
                name,
                counts.sifted() / 1e6,
                100 * counts.qber(),
                key);
            if (row.isEmpty()) {
                QCOMPARE(key, 0.0);
                continue;
            }
            QVERIFY(std::abs(counts.sifted() / 1e6 - row[0]) < 0.006 + 0.003 * row[0]);
            QVERIFY(std::abs(100 * counts.qber() - row[1]) < 0.012);
            QVERIFY(std::abs(key - row[2]) < 1 + 0.006 * row[2]);
        }
    }
    void aPassIsCutIntoSeconds()
    {
        const Track track = track_of(AnalyticPass(500, 60 * k_radians), 15 * k_radians);
        QVERIFY(track.size() >= 347 && track.size() <= 349);
        for (const TrackPoint& point : track) {
            QVERIFY(point.elevation >= 15 * k_radians);
        }
    }
};

QTEST_APPLESS_MAIN(TstPassCounts)
#include "tst_pass_counts.moc"
