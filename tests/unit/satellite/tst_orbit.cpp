// SPDX-License-Identifier: GPL-3.0-or-later
#include "element_sets.h"

#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/frames.h>
#include <satpad/keyclient/satellite/orbit.h>

#include <QFile>
#include <QTest>

#include <algorithm>
#include <array>
#include <numbers>
#include <sstream>

using namespace satpad::keyclient::satellite;
using namespace satpad::test;
using satpad::core::Errc;

namespace {

constexpr double k_degrees = 180 / std::numbers::pi;

struct Case
{
    ElementSet elements;
    std::vector<std::array<double, 7>> states; ///< minutes, km, km/s
};

/// sgp4_verification.txt beside this file.
std::vector<Case> verification_cases()
{
    QFile file(QFINDTESTDATA("sgp4_verification.txt"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("sgp4_verification.txt is not there");
    }
    std::istringstream text(file.readAll().toStdString());
    std::vector<Case> cases;
    std::string line;
    std::string first;
    while (std::getline(text, line)) {
        if (line.starts_with('#')) {
            continue;
        }
        if (line.size() == 69 && line.starts_with("1 ")) {
            first = line;
        } else if (line.size() == 69 && line.starts_with("2 ")) {
            cases.push_back({parse_element_set(first, line).value(), {}});
        } else {
            std::array<double, 7> state{};
            std::istringstream numbers(line);
            for (double& number : state) {
                numbers >> number;
            }
            cases.back().states.push_back(state);
        }
    }
    return cases;
}

double worst(const Vector3& a, double x, double y, double z)
{
    return std::max({std::abs(a.x - x), std::abs(a.y - y), std::abs(a.z - z)});
}

/// A station of the check: the Xinglong observatory.
Geodetic xinglong()
{
    return {40.396 / k_degrees, 117.577 / k_degrees, 900};
}

Instant utc(int year, unsigned month, unsigned day, int hour, int minute, int second)
{
    return Instant(std::chrono::sys_days(
               std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))) +
           std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

} // namespace

class TstOrbit : public QObject
{
    Q_OBJECT
private slots:
    void sgp4GivesThePublishedStates()
    {
        const auto cases = verification_cases();
        QCOMPARE(cases.size(), 9U);
        double worst_position = 0;
        double worst_velocity = 0;
        std::size_t states = 0;
        for (const Case& one : cases) {
            const auto orbit = make_sgp4(one.elements);
            QVERIFY2(orbit.has_value(), one.elements.catalogue_number.c_str());
            for (const auto& [minutes, x, y, z, vx, vy, vz] : one.states) {
                const auto state = (*orbit)->at(one.elements.epoch + microseconds_of(minutes * 60));
                QVERIFY2(state.has_value(), state ? "" : state.error().context.c_str());
                worst_position = std::max(worst_position, worst(state->position, x, y, z));
                worst_velocity = std::max(worst_velocity, worst(state->velocity, vx, vy, vz));
                ++states;
            }
        }
        qInfo("%zu states: at most %.1e km and %.1e km/s off",
            states,
            worst_position,
            worst_velocity);
        QVERIFY(worst_position <= 1e-6);
        QVERIFY(worst_velocity <= 1e-8);
    }
    void aDecayedSatelliteHasNoState()
    {
        // Catalogue number 28872: the published run ends after 50 minutes.
        const auto cases = verification_cases();
        const auto found = std::find_if(cases.begin(), cases.end(), [](const Case& one) {
            return one.elements.catalogue_number == "28872";
        });
        const auto orbit = make_sgp4(found->elements);
        const auto later = (*orbit)->at(found->elements.epoch + std::chrono::minutes(60));
        QVERIFY(!later);
        QVERIFY(later.error().is(Errc::unsupported_file));
    }
    void deepSpaceIsRefused()
    {
        const auto orbit = make_sgp4(parse_element_set(k_molniya_1, k_molniya_2).value());
        QVERIFY(!orbit);
        QVERIFY(orbit.error().is(Errc::unsupported_file));
        QVERIFY(orbit.error().context.find("deep-space") != std::string::npos);
    }
    void miciusPassesXinglongAsItDid()
    {
        // Liao et al., Nature 549, 43 (2017): 19 December 2016, 645 km, about 273 s of key.
        const auto orbit = make_sgp4(parse_element_set(k_micius_1, k_micius_2).value());
        const auto view = [&](Instant when) {
            return look(xinglong(), earth_fixed((*orbit)->at(when)->position, when));
        };
        const LookAngles closest = view(utc(2016, 12, 19, 16, 52, 14));
        qInfo("range %.2f km, elevation %.2f deg", closest.range_km, closest.elevation * k_degrees);
        QVERIFY(std::abs(closest.range_km - 645.4) < 0.1);
        QVERIFY(std::abs(closest.elevation * k_degrees - 47.8) < 0.1);
        QVERIFY(view(utc(2016, 12, 19, 16, 52, 12)).range_km > closest.range_km);
        QVERIFY(view(utc(2016, 12, 19, 16, 52, 16)).range_km > closest.range_km);
        QVERIFY(view(utc(2016, 12, 19, 16, 49, 59)).range_km > 1190);
        QVERIFY(view(utc(2016, 12, 19, 16, 50, 1)).range_km < 1190);
        QVERIFY(view(utc(2016, 12, 19, 16, 54, 27)).range_km < 1190);
        QVERIFY(view(utc(2016, 12, 19, 16, 54, 29)).range_km > 1190);
    }
    void aSunSynchronousOrbitFollowsTheSun()
    {
        QVERIFY(std::abs(sun_synchronous_inclination(500) * k_degrees - 97.4018) < 5e-5);
        const Instant epoch = utc(2025, 10, 1, 0, 0, 0);
        const auto orbit = make_circular({.epoch = epoch});
        QVERIFY(orbit.has_value());
        const auto start = (*orbit)->at(epoch).value();
        QVERIFY(std::abs(length(start.position) - 6878.137) < 1e-6);
        // The node lies where its local time is 22:30, today and in half a year.
        const double behind = (22.5 - 12) * std::numbers::pi / 12;
        for (const int days : {0, 180}) {
            const Instant then = epoch + std::chrono::hours(24 * days);
            const StateVector state = (*orbit)->at(then).value();
            const Vector3& r = state.position;
            const Vector3& v = state.velocity;
            const double node = std::atan2(r.y * v.z - r.z * v.y, -(r.z * v.x - r.x * v.z));
            const double off =
                std::remainder(node - sun_mean_longitude(then) - behind, 2 * std::numbers::pi);
            QVERIFY2(std::abs(off) < 0.002, qPrintable(QString::number(off)));
        }
    }
    void velocityIsTheDerivativeOfPosition()
    {
        const Instant epoch = utc(2025, 10, 1, 0, 0, 0);
        const auto sgp4 = make_sgp4(parse_element_set(k_lijian_1, k_lijian_2).value());
        const auto circular = make_circular({.epoch = epoch});
        for (const Orbit* orbit : {sgp4->get(), circular->get()}) {
            const Instant at = orbit->epoch() + std::chrono::minutes(33);
            const auto before = orbit->at(at - std::chrono::milliseconds(500)).value();
            const auto after = orbit->at(at + std::chrono::milliseconds(500)).value();
            const Vector3 moved = after.position - before.position;
            const auto now = orbit->at(at).value();
            QVERIFY(worst(now.velocity, moved.x, moved.y, moved.z) < 0.01);
        }
    }
    void aHeightWithoutSuchAnOrbitIsRefused()
    {
        QVERIFY(make_circular({.height_km = 100, .epoch = {}}).error().is(Errc::invalid_argument));
        QVERIFY(make_circular({.height_km = 6000, .epoch = {}}).error().is(Errc::invalid_argument));
    }
};

QTEST_APPLESS_MAIN(TstOrbit)
#include "tst_orbit.moc"
