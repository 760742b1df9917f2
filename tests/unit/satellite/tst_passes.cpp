// SPDX-License-Identifier: GPL-3.0-or-later
#include "element_sets.h"

#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/passes.h>

#include <QTest>

#include <algorithm>
#include <numbers>

using namespace satpad::keyclient::satellite;
using namespace satpad::test;
using namespace std::chrono_literals;

namespace {

constexpr double k_radians = std::numbers::pi / 180;

Station beijing()
{
    return {"Beijing", {40.00 * k_radians, 116.30 * k_radians, 50}, {}};
}
Station xinglong()
{
    return {"Xinglong", {40.396 * k_radians, 117.577 * k_radians, 900}, {}};
}

Instant day(int year, int month, int number)
{
    return std::chrono::sys_days(std::chrono::year(year) / month / number);
}

std::unique_ptr<Orbit> micius()
{
    return std::move(make_sgp4(parse_element_set(k_micius_1, k_micius_2).value())).value();
}

bool has(const Pass& pass, Obstacle obstacle)
{
    return std::find(pass.obstacles.begin(), pass.obstacles.end(), obstacle) !=
           pass.obstacles.end();
}

} // namespace

class TstPasses : public QObject
{
    Q_OBJECT
private slots:
    void thePublishedPassIsFound()
    {
        const auto orbit = micius();
        const auto passes =
            find_passes(*orbit, xinglong(), day(2016, 12, 19) + 12h, day(2016, 12, 20)).value();
        const auto found = std::find_if(passes.begin(), passes.end(), [](const Pass& pass) {
            return std::abs(seconds_between(
                       pass.culmination, day(2016, 12, 19) + 16h + 52min + 14s)) < 5;
        });
        QVERIFY(found != passes.end());
        QVERIFY(std::abs(found->highest.elevation / k_radians - 47.8) < 0.1);
        QVERIFY(found->usable());
        QVERIFY(found->obstacles.empty());
        QVERIFY(found->rise < found->usable_from && found->usable_to < found->set);
    }
    void everyMomentOfAPassIsWhatItSays()
    {
        const auto orbit = micius();
        const Station station = beijing();
        const auto up = [&](Instant when) {
            return look(station.place, earth_fixed(orbit->at(when)->position, when)).elevation;
        };
        const auto passes =
            find_passes(*orbit, station, day(2016, 12, 18), day(2016, 12, 25)).value();
        QVERIFY(passes.size() > 25);
        int usable = 0;
        for (const Pass& pass : passes) {
            QVERIFY(pass.rise < pass.culmination && pass.culmination < pass.set);
            QVERIFY(std::abs(up(pass.rise)) < 1e-4 && std::abs(up(pass.set)) < 1e-4);
            QVERIFY(up(pass.culmination) >= up(pass.culmination - 1s));
            QVERIFY(up(pass.culmination) >= up(pass.culmination + 1s));
            QCOMPARE(has(pass, Obstacle::too_low), pass.highest.elevation < 15 * k_radians);
            if (pass.usable()) {
                ++usable;
                for (const Instant when : {pass.usable_from, pass.usable_to - 2ms}) {
                    QVERIFY(up(when) >= 15 * k_radians - 1e-6);
                    QVERIFY(sun_elevation(station.place, when) < -6 * k_radians + 1e-6);
                    QVERIFY(in_shadow(orbit->at(when)->position, sun_direction(when)));
                }
            } else {
                QVERIFY(!pass.obstacles.empty());
            }
        }
        qInfo("%zu passes, %d usable", passes.size(), usable);
        QVERIFY(usable > 3);
    }
    void eachReasonShows()
    {
        const auto orbit = micius();
        const auto passes =
            find_passes(*orbit, beijing(), day(2016, 12, 18), day(2016, 12, 25)).value();
        for (const Obstacle one : {Obstacle::too_low, Obstacle::daylight, Obstacle::sunlit}) {
            QVERIFY(std::any_of(passes.begin(), passes.end(), [&](const Pass& pass) {
                return has(pass, one) && !pass.usable();
            }));
        }
    }
    void aPassUnderWayAtTheStartIsWhole()
    {
        const auto orbit = micius();
        const auto all =
            find_passes(*orbit, beijing(), day(2016, 12, 18), day(2016, 12, 19)).value();
        const Pass& first = all.front();
        const auto from_middle =
            find_passes(*orbit, beijing(), first.rise + 30s, day(2016, 12, 19)).value();
        QCOMPARE(from_middle.size(), all.size());
        QVERIFY(std::abs(seconds_between(from_middle.front().rise, first.rise)) < 0.01);
    }
    void aHorizonHidesWhatIsBehindIt()
    {
        Station station = beijing();
        station.horizon = {{0, 30 * k_radians}, {90 * k_radians, 0}, {270 * k_radians, 0}};
        QVERIFY(std::abs(horizon_elevation(station, 0) / k_radians - 30) < 1e-9);
        QVERIFY(std::abs(horizon_elevation(station, 45 * k_radians) / k_radians - 15) < 1e-9);
        QVERIFY(std::abs(horizon_elevation(station, 180 * k_radians) / k_radians) < 1e-9);
        QVERIFY(std::abs(horizon_elevation(station, 315 * k_radians) / k_radians - 15) < 1e-9);
        const auto orbit = micius();
        const auto from = day(2016, 12, 18);
        const auto hidden = find_passes(*orbit, station, from, from + 48h).value();
        const auto open = find_passes(*orbit, beijing(), from, from + 48h).value();
        QVERIFY(hidden.size() < open.size());
        QCOMPARE(horizon_elevation(beijing(), 1), 0.0);
    }
    void anEmptySpanHasNoPass()
    {
        const auto orbit = micius();
        QVERIFY(find_passes(*orbit, beijing(), day(2017, 1, 1), day(2017, 1, 1)).value().empty());
        QVERIFY(!find_passes(*orbit, beijing(), day(2017, 1, 2), day(2017, 1, 1)));
    }
};

QTEST_APPLESS_MAIN(TstPasses)
#include "tst_passes.moc"
