// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_plan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satpad::gui {

using core::Expected;
using core::Unexpected;

namespace {

constexpr double k_degree = std::numbers::pi / 180;
constexpr double k_efficiency = 1.06; ///< of reconciliation, as planned
constexpr std::size_t k_expectedEach = 5;
constexpr double k_trackSeconds = 50 * 60;

PassHindrance hindranceOf(const service::PredictedPass& predicted)
{
    if (predicted.pass.usable()) {
        return predicted.expected_bits > 0 ? PassHindrance::none : PassHindrance::tooLittle;
    }
    const auto& all = predicted.pass.obstacles;
    const auto has = [&](sat::Obstacle one) { return std::ranges::find(all, one) != all.end(); };
    return has(sat::Obstacle::daylight) ? PassHindrance::daylight
           : has(sat::Obstacle::sunlit) ? PassHindrance::sunlit
                                        : PassHindrance::tooLow;
}

std::vector<double> expectedBits(const service::PlannedPass& planned)
{
    const sat::Track& whole = planned.simulated.track;
    const sat::LinkParameters& link = planned.simulated.parameters.source;
    std::vector<double> bits(whole.size());
    double before = 0;
    for (std::size_t done = 0; done < whole.size();) {
        const std::size_t now = std::min(done + k_expectedEach, whole.size());
        const sat::Track part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(now));
        const double key = std::max(0.0,
            sat::expected_key(
                link, sat::expected_counts(link, planned.simulated.sky, part), k_efficiency));
        for (std::size_t i = done; i < now; ++i) {
            const double share =
                static_cast<double>(i + 1 - done) / static_cast<double>(now - done);
            bits[i] = before + share * (key - before);
        }
        before = key;
        done = now;
    }
    return bits;
}

service::SimulateRequest requestFor(const PassPlaceNames& names, const ComingPass& pass)
{
    service::SimulateRequest request;
    request.station = names.station;
    request.satellite = names.orbit;
    request.sky = names.sky;
    request.old_elements = service::OldElements::taken;
    if (pass.isMadeUp) {
        request.maximum_elevation = k_madeUpHighest;
    } else {
        request.at = pass.culmination;
    }
    return request;
}

Expected<ComingPass> madeUp(const sat::Presets& presets, const PassPlaceNames& names)
{
    ComingPass pass;
    pass.isMadeUp = true;
    pass.highest = k_madeUpHighest * k_degree;
    const auto planned = service::plan_pass(presets, requestFor(names, pass));
    if (!planned) {
        return Unexpected(planned.error());
    }
    const std::vector<double> bits = expectedBits(*planned);
    pass.expectedBits = bits.empty() ? 0 : static_cast<std::uint64_t>(bits.back());
    pass.hindrance = pass.expectedBits > 0 ? PassHindrance::none : PassHindrance::tooLittle;
    return pass;
}

/// Of the satellite, from what the first second of light tells.
double heightKm(const sat::Track& track)
{
    constexpr double k_radius = 6371;
    if (track.empty()) {
        return 500;
    }
    const sat::TrackPoint& at = track.front();
    return std::sqrt(k_radius * k_radius + at.range_km * at.range_km +
                     2 * k_radius * at.range_km * std::sin(at.elevation)) -
           k_radius;
}

/// The middle of the night there, so that the map's night tells the truth.
sat::Instant nextMidnight(const sat::Geodetic& station, sat::Instant now)
{
    constexpr double k_day = 86'400;
    const double local = std::fmod(static_cast<double>(now.time_since_epoch().count()) * 1e-6 +
                                       station.longitude / (2 * std::numbers::pi) * k_day + k_day,
        k_day);
    return now + sat::microseconds_of(k_day - local);
}

void courseOfMadeUp(FlightPlan& plan, const sat::Geodetic& station, sat::Instant now)
{
    const double height = heightKm(plan.planned.simulated.track);
    const MadeUpCourse course(station, height, plan.pass.highest);
    const sat::AnalyticPass pass(height, plan.pass.highest);
    plan.culmination = nextMidnight(station, now);
    plan.rises = -std::floor(pass.half_duration(0));
    for (double at = plan.rises; at <= -plan.rises; at += 1) {
        plan.path.push_back({course.azimuth(at), pass.at(at).elevation, {}});
    }
    plan.ground = course.track(k_trackSeconds, k_trackSeconds);
    plan.visibleWithin = visibleWithin(height, plan.planned.request.rules.minimum_elevation);
}

Expected<void> courseOfReal(FlightPlan& plan, const sat::Geodetic& station, const sat::Orbit& orbit)
{
    const sat::Pass& pass = *plan.planned.pass;
    plan.culmination = pass.culmination;
    plan.rises = sat::seconds_between(pass.culmination, pass.rise);
    for (sat::Instant at = pass.rise; at <= pass.set; at += std::chrono::seconds(1)) {
        const auto state = orbit.at(at);
        if (!state) {
            return Unexpected(state.error());
        }
        const auto seen = sat::look(station, sat::earth_fixed(state->position, at));
        plan.path.push_back({seen.azimuth, seen.elevation, at});
    }
    auto ground = groundTrack(orbit, plan.culmination, k_trackSeconds, k_trackSeconds);
    if (!ground) {
        return fail(std::move(ground));
    }
    plan.ground = std::move(*ground);
    plan.visibleWithin = visibleWithin(
        plan.ground.at(0).height_m / 1000, plan.planned.request.rules.minimum_elevation);
    return {};
}

Expected<std::shared_ptr<const sat::Orbit>> orbitNamed(
    const sat::Presets& presets, const std::string& name)
{
    const auto satellite = presets.satellite(name);
    if (!satellite) {
        return Unexpected(satellite.error());
    }
    auto orbit = sat::make_orbit(*satellite);
    if (!orbit) {
        return fail(std::move(orbit));
    }
    return std::shared_ptr<const sat::Orbit>(std::move(*orbit));
}

} // namespace

bool ComingPass::isSame(const ComingPass& other) const
{
    constexpr std::chrono::minutes k_apart{2};
    return isMadeUp == other.isMadeUp &&
           (isMadeUp || std::chrono::abs(culmination - other.culmination) < k_apart);
}

Expected<Forecast> forecastFor(
    const sat::Presets& presets, const PassPlaceNames& names, sat::Instant from)
{
    service::PredictRequest request;
    request.station = names.station;
    request.satellites = {names.orbit};
    request.from = from;
    request.days = k_predictedDays;
    request.sky = names.sky;
    request.old_elements = service::OldElements::taken;
    const auto predicted = service::predict(presets, request);
    if (!predicted) {
        return Unexpected(predicted.error());
    }
    auto orbit = orbitNamed(presets, names.orbit);
    if (!orbit) {
        return fail(std::move(orbit));
    }
    Forecast made{names, from, {}, 0, std::move(*orbit)};
    for (const service::PredictedPass& one : predicted->passes) {
        made.passes.push_back({false,
            one.pass.rise,
            one.pass.culmination,
            one.pass.set,
            one.pass.highest.elevation,
            one.expected_bits,
            hindranceOf(one)});
    }
    auto overhead = madeUp(presets, names);
    if (!overhead) {
        return fail(std::move(overhead));
    }
    made.passes.push_back(*overhead);
    if (std::holds_alternative<sat::ElementSet>(presets.satellite(names.orbit)->orbit)) {
        made.elementsAgeDays = std::abs(sat::seconds_between(made.orbit->epoch(), from)) / 86'400;
    }
    return made;
}

Expected<FlightPlan> planFlight(const sat::Presets& presets,
    const PassPlaceNames& names,
    const ComingPass& pass,
    sat::Instant now)
{
    auto planned = service::plan_pass(presets, requestFor(names, pass));
    if (!planned) {
        return fail(std::move(planned));
    }
    const auto station = presets.station(names.station);
    const auto orbit = orbitNamed(presets, names.orbit);
    if (!station || !orbit) {
        return Unexpected(station ? orbit.error() : station.error());
    }
    FlightPlan plan;
    plan.pass = pass;
    plan.planned = std::move(*planned);
    plan.expectedBits = expectedBits(plan.planned);
    if (pass.isMadeUp) {
        courseOfMadeUp(plan, station->place, now);
    } else if (auto real = courseOfReal(plan, station->place, **orbit); !real) {
        return fail(std::move(real));
    }
    return plan;
}

} // namespace satpad::gui
