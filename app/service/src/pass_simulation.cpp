// SPDX-License-Identifier: GPL-3.0-or-later
#include "flyover.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::Unexpected;
using namespace std::chrono_literals;

namespace {

constexpr double k_degree = std::numbers::pi / 180;

double mean_height_km(const sat::SatellitePreset& satellite)
{
    if (const auto* circular = std::get_if<sat::CircularOrbit>(&satellite.orbit)) {
        return circular->height_km;
    }
    const double rate = std::get<sat::ElementSet>(satellite.orbit).mean_motion * 2 *
                        std::numbers::pi / 86'400; // radians a second
    return std::clamp(
        std::cbrt(sat::k_earth_mu / (rate * rate)) - sat::k_earth_radius_km, 150.0, 5'970.0);
}

/// The one that is up at `at`, a minute more or less: what `pass predict` prints is rounded.
Expected<sat::Pass> pass_at(const Flyover& flyover, sat::Instant at, const sat::PassRules& rules)
{
    const auto search = [&](sat::Instant from, sat::Instant to) {
        return sat::find_passes(*flyover.orbit, flyover.station, from, to, rules);
    };
    auto near = search(at - 3h, at + 3h);
    if (!near) {
        return orbit_error(flyover.satellite.name, near.error());
    }
    for (sat::Pass& pass : *near) {
        if (pass.rise - 1min <= at && at <= pass.set + 1min) {
            return std::move(pass);
        }
    }
    std::string next;
    if (const auto later = search(at, at + 72h); later && !later->empty()) {
        next = "; it rises next at " + iso8601(later->front().rise);
    }
    return Unexpected(Errc::invalid_argument,
        flyover.satellite.name + " is not above " + flyover.station.name + "'s horizon at " +
            iso8601(at) + next);
}

std::string joined(const std::vector<sat::Obstacle>& obstacles)
{
    std::string text;
    for (const sat::Obstacle obstacle : obstacles) {
        text += (text.empty() ? "" : ", ") + std::string(sat::name_of(obstacle));
    }
    return text;
}

Expected<void> plan_real(PlannedPass& planned, const Flyover& flyover)
{
    const SimulateRequest& request = planned.request;
    auto note = flyover.age_note(*request.at, *request.at, request.old_elements);
    if (!note) {
        return fail(std::move(note));
    }
    planned.elements_age_days = flyover.elements_age_days(*request.at, *request.at);
    if (!note->empty()) {
        planned.notes.push_back(std::move(*note));
    }
    auto pass = pass_at(flyover, *request.at, request.rules);
    if (!pass) {
        return fail(std::move(pass));
    }
    auto track = sat::track_of(*flyover.orbit, flyover.station, *pass);
    if (!track) {
        return orbit_error(flyover.satellite.name, track.error());
    }
    planned.simulated.track = std::move(*track);
    planned.maximum_elevation = pass->highest.elevation / k_degree;
    planned.simulated.link.lost_after_s = sat::seconds_between(pass->usable_to, pass->set);
    if (planned.simulated.track.empty()) {
        const std::string why = joined(pass->obstacles);
        planned.obstacles = why.empty() ? "usable for less than a second" : why;
    }
    planned.pass = std::move(*pass);
    return {};
}

void plan_analytic(PlannedPass& planned, const Flyover& flyover)
{
    const double least = planned.request.rules.minimum_elevation;
    planned.maximum_elevation = planned.request.maximum_elevation;
    const sat::AnalyticPass pass(
        mean_height_km(flyover.satellite), planned.maximum_elevation * k_degree);
    planned.simulated.track = sat::track_of(pass, least);
    planned.simulated.link.lost_after_s = pass.half_duration(0) - pass.half_duration(least);
    if (planned.simulated.track.empty()) {
        planned.obstacles = sat::name_of(sat::Obstacle::too_low);
    }
}

} // namespace

Expected<PlannedPass> plan_pass(const sat::Presets& presets, const SimulateRequest& request)
{
    const auto flyover =
        Flyover::make(presets, request.station, request.satellite, request.terminal);
    if (!flyover) {
        return Unexpected(flyover.error());
    }
    const auto sky = presets.sky(request.sky);
    if (!sky) {
        return Unexpected(sky.error());
    }
    PlannedPass planned;
    planned.request = request;
    planned.simulated.sky = *sky;
    if (request.scintillation > 0) {
        planned.simulated.sky.scintillation = request.scintillation;
    }
    planned.simulated.attack = request.attack;
    planned.simulated.parameters.source = flyover->link;
    planned.simulated.parameters.security = request.security;
    if (!request.at) {
        plan_analytic(planned, *flyover);
    } else if (auto real = plan_real(planned, *flyover); !real) {
        return fail(std::move(real));
    }
    return planned;
}

double PassRun::leaked_bits() const
{
    return outcome.station.z.leaked() + outcome.station.x.leaked();
}

double PassRun::bits_per_second() const
{
    return outcome.usable_s > 0 ? static_cast<double>(outcome.station.key_bits) / outcome.usable_s
                                : 0;
}

Expected<PassRun> simulate(const PlannedPass& planned,
    std::uint64_t seed,
    core::RandomSource& random,
    const PlanningProgress& progress)
{
    PassRun run;
    run.seed = seed;
    if (!planned.obstacles.empty()) {
        run.reason = planned.obstacles;
        return run;
    }
    sat::SimulatedPass pass = planned.simulated;
    pass.seed = seed;
    Expected<void> goes_on;
    auto outcome = sat::run_pass(pass, random, [&](const sat::PassSecond& second) {
        run.seconds.push_back(second);
        if (progress) {
            goes_on = progress(run.seconds.size(), pass.track.size());
        }
        return goes_on.has_value();
    });
    if (!goes_on) {
        return fail(std::move(goes_on));
    }
    if (!outcome) {
        return fail(std::move(outcome));
    }
    run.outcome = std::move(*outcome);
    run.outcome.station_key = {}; // a simulation keeps no key
    run.outcome.satellite_key = {};
    // The one that found no key tells the other, which passes it on as hearsay.
    const std::string& satellites = run.outcome.satellite.why;
    const std::string& stations = run.outcome.station.why;
    run.reason = stations.ends_with(satellites) ? satellites : stations;
    return run;
}

} // namespace satpad::service
