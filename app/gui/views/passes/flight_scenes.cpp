// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/flight_scenes.h"

#include "look/figures.h"
#include "views/passes/flight_words.h"

#include <algorithm>

namespace satpad::gui {
namespace {

/// Seconds. Key comes in blocks, one every 5 to 25 s: a single stretch would saw.
constexpr std::size_t k_shortestRate = 15;
constexpr std::size_t k_longestRate = 45;
constexpr double k_trackSeconds = 50 * 60;

/// Bits a second now: the mean of what was gained over the last stretches, backwards only.
double rateAt(const std::vector<std::uint64_t>& most)
{
    const std::size_t last = most.size() - 1;
    double sum = 0;
    for (std::size_t over = k_shortestRate; over <= k_longestRate; ++over) {
        const std::uint64_t before = last >= over ? most[last - over] : 0;
        sum += static_cast<double>(most.back() - before) / static_cast<double>(over);
    }
    return sum / static_cast<double>(k_longestRate - k_shortestRate + 1);
}

void placeStations(MapScene& map, const MapNames& names)
{
    map.stations = names.stations;
    map.own = names.own;
    map.peer = names.peer;
    map.satellite = names.satellite;
}

void placeTrack(MapScene& map, const GroundTrack& track, double time)
{
    map.place = track.at(time);
    map.trackPast = track.until(time);
    map.trackAhead = track.from(time);
}

} // namespace

void FlightState::add(const sat::PassSecond& second)
{
    const std::size_t at = seconds.size();
    seconds.push_back(second);
    most.push_back(std::max(second.secure_bits, at == 0 ? 0 : most.back()));
    bitsPerSecond.push_back(rateAt(most));
    if (!million && second.secure_bits >= k_million) {
        million = at;
    }
}

double FlightState::time() const
{
    constexpr double k_toItsEnd = 0.5; // a point stands at the middle of its second
    if (!seconds.empty()) {
        return seconds.back().at.seconds + k_toItsEnd;
    }
    return plan && !plan->planned.simulated.track.empty()
               ? plan->planned.simulated.track.front().seconds - k_toItsEnd
               : 0;
}

sat::Instant FlightState::instant(double time) const
{
    return plan ? plan->culmination + sat::microseconds_of(time) : sat::Instant();
}

StripScene stripOf(const FlightState& flight)
{
    StripScene strip;
    strip.stage = flight.stage;
    if (flight.seconds.empty()) {
        return strip;
    }
    const sat::PassSecond& last = flight.seconds.back();
    strip.secureBits = flight.stage == FlightStage::kept ? flight.finalBits : last.secure_bits;
    strip.bitsPerSecond = flight.bitsPerSecond.back();
    strip.elevation = last.at.elevation;
    strip.rangeKm = last.at.range_km;
    strip.lossDb = last.loss_db;
    const double qber = flight.finalQber > 0 ? flight.finalQber : last.qber;
    if (qber > 0) {
        strip.qber = qber;
    }
    const bool isFlying = flight.stage == FlightStage::flying;
    const std::size_t all = flight.plan ? flight.plan->planned.simulated.track.size() : 0;
    strip.endsInSeconds =
        isFlying ? static_cast<double>(all - std::min(all, flight.seconds.size())) : 0;
    if (flight.million) {
        strip.millionAt = flight.instant(flight.seconds[*flight.million].at.seconds);
    }
    return strip;
}

SkyScene skyOf(const FlightState& flight)
{
    SkyScene sky;
    if (!flight.plan) {
        return sky;
    }
    sky.path = flight.plan->path;
    sky.maximumElevation = flight.plan->pass.highest;
    sky.minimumElevation = flight.plan->planned.request.rules.minimum_elevation;
    sky.isFlying = flight.stage == FlightStage::flying;
    sky.flownSeconds = flight.seconds.empty() ? 0 : flight.time() - flight.plan->rises;
    return sky;
}

ChartsScene chartsOf(const FlightState& flight)
{
    ChartsScene charts;
    charts.stage = flight.stage;
    if (!flight.plan) {
        return charts;
    }
    charts.seconds = flight.seconds;
    charts.bitsPerSecond = flight.bitsPerSecond;
    charts.expectedBits = flight.plan->expectedBits;
    charts.ofSeconds = flight.plan->planned.simulated.track.size();
    charts.finalBits = flight.finalBits;
    charts.millionIndex = flight.million;
    if (flight.million) {
        charts.millionAt =
            utcTime(unixTime(flight.instant(flight.seconds[*flight.million].at.seconds)));
    }
    return charts;
}

MapScene mapOf(const FlightState& flight, const MapNames& names)
{
    MapScene map;
    placeStations(map, names);
    if (!flight.plan) {
        return map;
    }
    const double time = flight.time();
    map.when = flight.instant(time);
    map.visibleWithin = flight.plan->visibleWithin;
    map.hasContact = flight.stage == FlightStage::flying;
    map.elevation = flight.seconds.empty() ? 0 : flight.seconds.back().at.elevation;
    placeTrack(map, flight.plan->ground, time);
    return map;
}

MapScene mapNow(const sat::Orbit* orbit, sat::Instant now, const MapNames& names)
{
    MapScene map;
    placeStations(map, names);
    map.when = now;
    if (orbit == nullptr) {
        map.satellite.clear();
        return map;
    }
    const auto track = groundTrack(*orbit, now, k_trackSeconds, k_trackSeconds);
    if (!track) {
        map.satellite.clear();
        return map; // the list says why: it could not be predicted either
    }
    placeTrack(map, *track, 0);
    map.visibleWithin =
        visibleWithin(map.place->height_m / 1000, sat::PassRules().minimum_elevation);
    const auto own = std::ranges::find_if(names.stations,
        [&](const sat::Station& each) { return QString::fromStdString(each.name) == names.own; });
    if (own != names.stations.end()) {
        map.elevation = sat::look(own->place, sat::earth_fixed(*map.place)).elevation;
    }
    return map;
}

} // namespace satpad::gui
