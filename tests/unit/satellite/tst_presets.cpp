// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/presets.h>

#include <QTest>

#include <numbers>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;

class TstPresets : public QObject
{
    Q_OBJECT
private slots:
    void theProjectsOwnAreWhole()
    {
        const Presets presets = Presets::shipped().value();
        QCOMPARE(presets.stations().size(), std::size_t{7});
        QVERIFY(std::abs(presets.station("stellenbosch").value().place.latitude +
                         33.93 * std::numbers::pi / 180) < 1e-12);
        for (const SatellitePreset& satellite : presets.satellites()) {
            QVERIFY(make_orbit(satellite).has_value());
            QVERIFY(presets.link(satellite.source, "portable").has_value());
        }
        for (const char* sky : {"excellent", "good", "hazy"}) {
            QVERIFY(presets.sky(sky).has_value());
        }
    }
    void theDefaultLinkIsTheShippedOne()
    {
        const LinkParameters link =
            Presets::shipped().value().link("jinan-class-1", "portable").value();
        const LinkParameters usual;
        QCOMPARE(efficiency(link, k_good_sky, 600, 1), efficiency(usual, k_good_sky, 600, 1));
        QCOMPARE(noise_per_gate(link, k_good_sky), noise_per_gate(usual, k_good_sky));
        QCOMPARE(link.intensity, usual.intensity);
        QCOMPARE(link.probability, usual.probability);
        QCOMPARE(link.misalignment, usual.misalignment);
    }
    void aUsersEntryReplacesOneOfTheSameName()
    {
        Presets presets = Presets::shipped().value();
        QVERIFY(presets
                    .add(R"(
[[station]]
name = "beijing"
latitude = 40.4
longitude = 117.6
height_m = 900
horizon = [[0, 5], [90, 20], [180, 12.5]]
)",
                        "mine.toml")
                    .has_value());
        const Station station = presets.station("beijing").value();
        QCOMPARE(station.place.height_m, 900.0);
        QCOMPARE(station.horizon.size(), std::size_t{3});
        QCOMPARE(presets.stations().size(), std::size_t{7});
    }
    void anUnknownNameListsWhatThereIs()
    {
        const auto none = Presets::shipped().value().station("atlantis");
        QVERIFY(none.error().is(Errc::invalid_argument));
        QVERIFY(none.error().context.find("stellenbosch") != std::string::npos);
    }
    void faultsAreToldWithTheirLine_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QString>("says");
        QTest::newRow("no TOML") << QByteArray("[[station]\n") << "line 1";
        QTest::newRow("unknown kind") << QByteArray("[[moon]]\nname = \"a\"\n") << "'moon'";
        QTest::newRow("not tables") << QByteArray("\nstation = 3\n") << "line 2: 'station'";
        QTest::newRow("missing") << QByteArray("[[sky]]\nname = \"a\"\nbackground_cps = 3\n")
                                 << "'zenith_transmission' is missing";
        QTest::newRow("out of range")
            << QByteArray("[[sky]]\nname = \"a\"\nbackground_cps = 3\nzenith_transmission = 1.5\n")
            << "line 4: 'zenith_transmission' must be a number";
        QTest::newRow("mistyped")
            << QByteArray("[[sky]]\nname = \"a\"\nbackground_cps = 3\nzenith_transmission = "
                          "0.5\nzenit = 1\n")
            << "line 5: 'zenit'";
        QTest::newRow("horizon")
            << QByteArray("[[station]]\nname = \"a\"\nlatitude = 1\nlongitude = 1\nheight_m = "
                          "1\nhorizon = [[90, 5], [10, 5]]\n")
            << "line 6: 'horizon'";
        QTest::newRow("element set")
            << QByteArray(
                   "[[satellite]]\nname = \"a\"\nsource = \"b\"\nelements = [\"1\", \"2\"]\n")
            << "line 4: 'elements'";
        QTest::newRow("intensities")
            << QByteArray("[[source]]\nname = \"a\"\npulse_rate_hz = 1e8\nintensities = [0.1, 0.8, "
                          "0.0]\nprobabilities = [0.5, 0.25, 0.25]\n")
            << "line 4: 'intensities'";
        QTest::newRow("half a pulse")
            << QByteArray(
                   "[[source]]\nname = \"a\"\npulse_rate_hz = 1000.5\nintensities = [0.8, 0.1, "
                   "0.0]\nprobabilities = [0.5, 0.25, 0.25]\nwavelength_m = "
                   "8e-7\nhalf_divergence_rad = 1e-5\njitter_rad = 0\nextra_loss_db = "
                   "0\nmisalignment = 0\ngate_s = 1e-9\n")
            << "line 3: 'pulse_rate_hz' must be a whole number";
        QTest::newRow("background that no contact takes")
            << QByteArray(
                   "[[sky]]\nname = \"a\"\nzenith_transmission = 0.8\nbackground_cps = 2e8\n")
            << "line 4: 'background_cps'";
        QTest::newRow("beyond ASCII")
            << QByteArray("# a\n[satellit\xd0\x9c = 10\n") << "line 2: only ASCII";
        QTest::newRow("local time")
            << QByteArray("[[satellite]]\nname = \"a\"\nsource = \"b\"\n[satellite.circular]\n"
                          "height_km = 500\nlocal_time_hours = 10\nargument_of_latitude_deg = "
                          "0\nepoch = 2025-10-01T00:00:00\n")
            << "line 8: 'epoch'";
    }
    void faultsAreToldWithTheirLine()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QString, says);
        Presets presets = Presets::shipped().value();
        const auto added = presets.add(toml.toStdString(), "mine.toml");
        QVERIFY(added.error().is(Errc::malformed));
        QVERIFY2(QString::fromStdString(added.error().context).contains(says) &&
                     added.error().context.starts_with("mine.toml, line"),
            added.error().context.c_str());
        QCOMPARE(presets.stations().size(), std::size_t{7});
    }
};

QTEST_APPLESS_MAIN(TstPresets)
#include "tst_presets.moc"
