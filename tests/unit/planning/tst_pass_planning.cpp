// SPDX-License-Identifier: GPL-3.0-or-later
#include "seeded_random.h"

#include <satpad/core/environment.h>
#include <satpad/service/pass_chart.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <numbers>

using namespace satpad::core;
using namespace satpad::service;
using namespace std::chrono_literals;
using satpad::test::SeededRandom;

namespace {

constexpr const char* k_xinglong =
    "[[station]]\nname = \"xinglong\"\nlatitude = 40.396\nlongitude = 117.577\nheight_m = 900\n";
constexpr const char* k_fresh_micius =
    "QSS (MOZI)\n"
    "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993\n"
    "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063\n";
constexpr const char* k_molniya =
    "1 08195U 75081A   06176.33215444  .00000099  00000-0  11873-3 0   813\n"
    "2 08195  64.1586 279.0717 6877146 264.7651  20.2257  2.00491383225656\n";

sat::Instant at(const char* text)
{
    return parse_instant(text).value();
}

PredictRequest over_xinglong(const std::string& satellite)
{
    PredictRequest request;
    request.station = "xinglong";
    if (!satellite.empty()) {
        request.satellites = {satellite};
    }
    request.from = at("2016-12-19T12:00:00Z");
    request.days = 0.5;
    return request;
}

} // namespace

class TstPassPlanning : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(initialise_core().has_value());
        QVERIFY(m_folder.isValid());
        m_files = make_posix_file_store();
    }

    void thePublishedPassIsPredicted()
    {
        const auto found = predict(presets(k_xinglong), over_xinglong("micius")).value();
        const auto pass =
            std::find_if(found.passes.begin(), found.passes.end(), [](const PredictedPass& one) {
                return std::abs(sat::seconds_between(
                           one.pass.culmination, at("2016-12-19T16:52:14Z"))) < 2;
            });
        QVERIFY(pass != found.passes.end());
        QVERIFY(std::abs(pass->pass.highest.range_km - 645.4) < 0.5);
        QVERIFY(std::abs(pass->pass.highest.elevation * 180 / std::numbers::pi - 47.8) < 0.05);
        QVERIFY(pass->pass.usable());
        QVERIFY(pass->reasons.empty());
        QVERIFY(pass->expected_bits > 20'000 && pass->expected_bits < 100'000);
        QVERIFY(found.notes.empty());
        QCOMPARE(found.usable, std::size_t{1});
        QCOMPARE(found.expected_bits, pass->expected_bits);
    }
    void severalSatellitesComeByTheirRise()
    {
        const auto found = predict(presets(k_xinglong), over_xinglong("")).value();
        QVERIFY(std::is_sorted(found.passes.begin(),
            found.passes.end(),
            [](const PredictedPass& a, const PredictedPass& b) {
                return a.pass.rise < b.pass.rise;
            }));
        for (const char* name : {"micius", "jinan-class"}) {
            QVERIFY(std::any_of(found.passes.begin(),
                found.passes.end(),
                [&](const PredictedPass& one) { return one.satellite == name; }));
        }
        QCOMPARE(found.notes.size(), std::size_t{1}); // lijian-1-a flew years later
        QVERIFY(found.notes[0].find("lijian-1-a") != std::string::npos);
    }
    void elementsOfAFileTakeTheSourceOfTheirSatellite()
    {
        const auto all = presets(k_xinglong, k_fresh_micius);
        QCOMPARE(all.satellite("QSS (MOZI)").value().source, std::string("micius"));
        const auto found = predict(all, over_xinglong("QSS (MOZI)")).value();
        const auto same = predict(all, over_xinglong("micius")).value();
        QCOMPARE(found.expected_bits, same.expected_bits);
        QCOMPARE(presets(k_xinglong, k_molniya).satellite("08195").value().source,
            std::string("jinan-class-1"));
    }
    void oldElementsAreToldAndThenRefused()
    {
        const auto all = presets(k_xinglong);
        PredictRequest request = over_xinglong("micius");
        request.from = at("2016-12-30");
        QCOMPARE(predict(all, request).value().notes.size(), std::size_t{1});
        request.from = at("2017-03-01");
        QVERIFY(predict(all, request).error().is(Errc::invalid_argument));
        QVERIFY(predict(all, request).error().context.find("--old-elements") != std::string::npos);
        request.old_elements = OldElements::taken;
        QCOMPARE(predict(all, request).value().notes.size(), std::size_t{1});
        request.from = at("2016-11-01"); // before the epoch counts the same
        request.old_elements = OldElements::refused;
        QVERIFY(!predict(all, request));
    }
    void aDeepSpaceSatelliteIsLeftOutUnlessNamed()
    {
        const auto all = presets(k_xinglong, k_molniya);
        PredictRequest request = over_xinglong("08195");
        QVERIFY(predict(all, request).error().is(Errc::unreadable_file));
        request.satellites.clear();
        const auto found = predict(all, request).value();
        QVERIFY(std::any_of(found.notes.begin(), found.notes.end(), [](const std::string& note) {
            return note.find("08195 is a deep-space one") != std::string::npos;
        }));
        QVERIFY(!found.passes.empty());
    }
    void aPredictionCanBeStopped()
    {
        PredictRequest request = over_xinglong("");
        request.days = 20;
        request.satellites = {"jinan-class"};
        std::uint64_t last = 0;
        const auto found =
            predict(presets(k_xinglong), request, [&](std::uint64_t done, std::uint64_t total) {
                last = done;
                return done == 3 && total == 20 ? Expected<void>(Unexpected(Errc::cancelled))
                                                : Expected<void>();
            });
        QVERIFY(found.error().is(Errc::cancelled));
        QCOMPARE(last, std::uint64_t{3});
    }
    void timesAreRead()
    {
        QCOMPARE(iso8601(at("2026-11-26")), std::string("2026-11-26T00:00:00Z"));
        QCOMPARE(iso8601(at("2024-02-29T23:59")), std::string("2024-02-29T23:59:00Z"));
        QCOMPARE(iso8601(at("2026-11-26T04:30:15Z") + 600ms), std::string("2026-11-26T04:30:16Z"));
        for (const char* text : {"",
                 "Z",
                 "now",
                 "2026",
                 "2026-13-01",
                 "2025-02-29",
                 "2026-11-26 04:30",
                 "2026-11-26T24:00",
                 "2026-11-26T04:60",
                 "2026-11-26T04:30:60Z",
                 "2026-11-26T04:30:15+01:00",
                 "1956-12-31",
                 "2057-01-01"}) {
            QVERIFY2(parse_instant(text).error().is(Errc::invalid_argument), text);
        }
    }
    void aFileIsRefusedWithItsNameAndLine_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QByteArray>("elements");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("no TOML") << QByteArray("[[station]\n") << QByteArray()
                                 << QByteArray("line 1");
        QTest::newRow("a control character")
            << QByteArray("[[sky]]\nname = \"a\\u001b[2J\"\nzenith_transmission = 0.5\n"
                          "background_cps = 1\n")
            << QByteArray() << QByteArray("line 2: 'name'");
        QTest::newRow("too long") << QByteArray((1 << 20) + 1, '#') << QByteArray()
                                  << QByteArray("over 1 MiB");
        QTest::newRow("no elements")
            << QByteArray() << QByteArray("hello\n") << QByteArray("no element set");
        QTest::newRow("a digit changed")
            << QByteArray() << QByteArray(k_fresh_micius).replace("97.3699", "97.3698")
            << QByteArray("checksum");
        QTest::newRow("a name that is not ASCII")
            << QByteArray() << QByteArray(k_fresh_micius).replace("QSS", "Q\xc3\xa9")
            << QByteArray("ASCII");
    }
    void aFileIsRefusedWithItsNameAndLine()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QByteArray, elements);
        QFETCH(QByteArray, says);
        const auto read = load(toml, elements);
        QVERIFY(read.error().is(Errc::unreadable_file));
        QVERIFY2(read.error().context.find(says.toStdString()) != std::string::npos &&
                     read.error().context.find(toml.isEmpty() ? "set.tle" : "mine.toml") !=
                         std::string::npos,
            read.error().context.c_str());
    }
    void theHomesPresetsAreRead()
    {
        const fs::path home = fs::path(m_folder.path().toStdString()) / "home";
        fs::create_directory(home);
        PresetFiles wanted;
        wanted.home = home;
        QVERIFY(load_presets(*m_files, wanted).has_value()); // none there
        write(home / "presets.toml", k_xinglong);
        QVERIFY(load_presets(*m_files, wanted)->station("xinglong").has_value());
        wanted.presets = {home / "nowhere.toml"};
        QVERIFY(load_presets(*m_files, wanted).error().is(Errc::unreadable_file));
    }
    void aRealPassIsRunAndPlotted()
    {
        const auto all = presets(k_xinglong);
        SimulateRequest request;
        request.station = "xinglong";
        request.satellite = "micius";
        request.at = at("2016-12-19T16:50:00Z");
        const auto planned = plan_pass(all, request).value();
        QCOMPARE(planned.simulated.track.size(), std::size_t{332});
        QVERIFY(planned.simulated.link.lost_after_s > 100);
        SeededRandom random(7);
        const auto run = simulate(planned, 3, random).value();
        QVERIFY2(run.outcome.station.has_key(), run.reason.c_str());
        QVERIFY(run.outcome.station.key_bits > 15'000 && run.outcome.station.key_bits < 60'000);
        QCOMPARE(run.outcome.station_key.size(), std::size_t{0}); // wiped
        QCOMPARE(run.seconds.size(), planned.simulated.track.size());
        const Chart chart = chart_of(planned, run);
        QCOMPARE(chart.stamp, std::string("SIMULATED"));
        QCOMPARE(chart.panels.size(), std::size_t{4});
        double sifted = 0;
        for (const double each : chart.panels[1].series[1].y) {
            sifted += each;
        }
        QCOMPARE(sifted, static_cast<double>(run.outcome.sifted - run.seconds.front().sifted));
        const fs::path plot = fs::path(m_folder.path().toStdString()) / "pass.svg";
        write(plot, "what was there");
        QVERIFY(write_chart(*m_files, plot, chart).has_value());
        QVERIFY(!fs::exists(fs::path(plot) += ".part"));
        QFile file(QString::fromStdString(plot.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("<?xml"));
        QVERIFY(write_chart(*m_files, "pass.gif", chart).error().is(Errc::invalid_argument));
        QVERIFY(
            write_chart(*m_files, "/nowhere/at/all.png", chart).error().is(Errc::invalid_argument));
    }
    void aTimeWithoutAPassNamesTheNext()
    {
        SimulateRequest request;
        request.station = "xinglong";
        request.satellite = "micius";
        request.at = at("2016-12-19T14:00:00Z");
        const auto planned = plan_pass(presets(k_xinglong), request);
        QVERIFY(planned.error().is(Errc::invalid_argument));
        QVERIFY2(planned.error().context.find("next at 2016-12-19T15:1") != std::string::npos,
            planned.error().context.c_str());
    }
    void aPassThatIsOfNoUseIsAResult()
    {
        const auto all = presets(k_xinglong);
        SimulateRequest request;
        request.station = "xinglong";
        request.satellite = "micius";
        request.at = at("2016-12-19T03:50:00Z"); // at noon
        const auto planned = plan_pass(all, request).value();
        SeededRandom random(8);
        const auto run = simulate(planned, 1, random).value();
        QVERIFY(run.reason.find("daylight") != std::string::npos);
        QCOMPARE(run.outcome.clicks, std::uint64_t{0});
        request.at.reset();
        request.maximum_elevation = 12;
        QCOMPARE(simulate(plan_pass(all, request).value(), 1, random).value().reason,
            std::string("too low"));
    }
    void whoMeasuresOnTheWayLeavesNoKey()
    {
        SimulateRequest request;
        request.station = "beijing";
        request.maximum_elevation = 40;
        request.attack.intercepted = 0.5;
        SeededRandom random(9);
        const auto planned = plan_pass(sat::Presets::shipped().value(), request).value();
        const auto run = simulate(planned, 1, random).value();
        QVERIFY(!run.outcome.station.has_key());
        QVERIFY(!run.reason.empty());
        QVERIFY(chart_of(planned, run).panels[3].title.find(run.reason) != std::string::npos);
    }
    void aRunCanBeStopped()
    {
        SeededRandom random(10);
        const auto planned = plan_pass(sat::Presets::shipped().value(), SimulateRequest{}).value();
        const auto run =
            simulate(planned, 1, random, [](std::uint64_t done, std::uint64_t) -> Expected<void> {
                if (done == 5) {
                    return Unexpected(Errc::cancelled);
                }
                return {};
            });
        QVERIFY(run.error().is(Errc::cancelled));
    }

private:
    static void write(const fs::path& path, const QByteArray& text)
    {
        QFile file(QString::fromStdString(path.string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
    Expected<sat::Presets> load(const QByteArray& toml, const QByteArray& elements)
    {
        const fs::path folder = m_folder.path().toStdString();
        PresetFiles wanted;
        if (!toml.isEmpty()) {
            wanted.presets = {folder / "mine.toml"};
            write(wanted.presets[0], toml);
        }
        if (!elements.isEmpty()) {
            wanted.elements = {folder / "set.tle"};
            write(wanted.elements[0], elements);
        }
        return load_presets(*m_files, wanted);
    }
    sat::Presets presets(const char* toml, const char* elements = "")
    {
        return load(toml, elements).value();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<FileStore> m_files;
};

QTEST_APPLESS_MAIN(TstPassPlanning)
#include "tst_pass_planning.moc"
