// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/passes.h>

#include <algorithm>
#include <numbers>
#include <optional>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;
using namespace std::chrono_literals;

namespace {

constexpr auto k_step = 20s;      ///< of the scan
constexpr auto k_fine_step = 1s;  ///< of the search for a usable stretch
constexpr auto k_sharpness = 1ms; ///< of every moment found

/// What one station sees of one orbit.
class View
{
public:
    View(const Orbit& orbit, const Station& station)
        : m_orbit(orbit)
        , m_station(station)
    {}
    [[nodiscard]] LookAngles look_at(Instant when)
    {
        const auto state = state_at(when);
        return state ? look(m_station.place, earth_fixed(state->position, when)) : LookAngles{};
    }
    [[nodiscard]] double above_horizon(Instant when)
    {
        const LookAngles seen = look_at(when);
        return seen.elevation - horizon_elevation(m_station, seen.azimuth);
    }
    [[nodiscard]] bool shadowed(Instant when)
    {
        const auto state = state_at(when);
        return state && in_shadow(state->position, sun_direction(when));
    }
    [[nodiscard]] const Station& station() const { return m_station; }
    /// The first error the orbit gave; what was seen from then on means nothing.
    [[nodiscard]] const std::optional<core::Error>& error() const { return m_error; }

private:
    std::optional<StateVector> state_at(Instant when)
    {
        auto state = m_orbit.at(when);
        if (!state) {
            m_error = m_error ? m_error : std::optional(state.error());
            return std::nullopt;
        }
        return *state;
    }
    const Orbit& m_orbit;
    const Station& m_station;
    std::optional<core::Error> m_error;
};

/// Where `holds` changes between two moments of which it tells them apart.
template <typename Predicate> Instant change_between(Instant a, Instant b, const Predicate& holds)
{
    const bool at_a = holds(a);
    while (b - a > k_sharpness) {
        const Instant middle = a + (b - a) / 2;
        (holds(middle) == at_a ? a : b) = middle;
    }
    return b;
}

/// Golden section: the highest elevation between two moments with one maximum between them.
Instant highest_between(View& view, Instant a, Instant b)
{
    constexpr double k_golden = 0.6180339887498949;
    const auto part = [](Instant from, Instant to, double share) {
        return from + microseconds_of(seconds_between(from, to) * share);
    };
    Instant left = part(a, b, 1 - k_golden);
    Instant right = part(a, b, k_golden);
    double at_left = view.look_at(left).elevation;
    double at_right = view.look_at(right).elevation;
    while (b - a > k_sharpness) {
        if (at_left > at_right) {
            b = right;
            right = left;
            at_right = at_left;
            left = part(a, b, 1 - k_golden);
            at_left = view.look_at(left).elevation;
        } else {
            a = left;
            left = right;
            at_left = at_right;
            right = part(a, b, k_golden);
            at_right = view.look_at(right).elevation;
        }
    }
    return a;
}

/// The obstacles at one moment, as bits.
struct Judge
{
    View& view;
    const PassRules& rules;

    [[nodiscard]] bool high(Instant when) const
    {
        const LookAngles seen = view.look_at(when);
        return seen.elevation >= rules.minimum_elevation &&
               seen.elevation >= horizon_elevation(view.station(), seen.azimuth);
    }
    [[nodiscard]] bool dark(Instant when) const
    {
        return sun_elevation(view.station().place, when) < rules.sun_below;
    }
    [[nodiscard]] bool shadowed(Instant when) const
    {
        return !rules.in_shadow || view.shadowed(when);
    }
    [[nodiscard]] bool fine(Instant when) const
    {
        return high(when) && dark(when) && shadowed(when);
    }
};

void note(Pass& pass, Obstacle obstacle)
{
    if (std::find(pass.obstacles.begin(), pass.obstacles.end(), obstacle) == pass.obstacles.end()) {
        pass.obstacles.push_back(obstacle);
    }
}

void keep_longer(Pass& pass, Instant from, Instant to)
{
    if (to - from > pass.usable_to - pass.usable_from) {
        pass.usable_from = from;
        pass.usable_to = to;
    }
}

/// Fills in obstacles and the usable stretch.
void judge(Pass& pass, const Judge& by)
{
    bool any_high = false;
    bool running = false;
    Instant since = pass.rise; // of the stretch that runs
    const auto fine = [&](Instant when) { return by.fine(when); };
    for (Instant now = pass.rise; now < pass.set; now += k_fine_step) {
        const bool high = by.high(now);
        any_high = any_high || high;
        if (high && !by.dark(now)) {
            note(pass, Obstacle::daylight);
        }
        if (high && !by.shadowed(now)) {
            note(pass, Obstacle::sunlit);
        }
        const bool good = fine(now);
        if (good && !running) {
            since = now == pass.rise ? now : change_between(now - k_fine_step, now, fine);
        } else if (!good && running) {
            keep_longer(pass, since, change_between(now - k_fine_step, now, fine));
        }
        running = good;
    }
    if (running) {
        keep_longer(pass, since, pass.set);
    }
    if (!any_high) {
        note(pass, Obstacle::too_low);
    }
}

Pass describe(View& view, Instant rise, Instant set, const PassRules& rules)
{
    Pass pass;
    pass.rise = rise;
    pass.set = set;
    pass.culmination = highest_between(view, rise, set);
    pass.highest = view.look_at(pass.culmination);
    pass.highest_sun = sun_elevation(view.station().place, pass.culmination);
    pass.usable_from = pass.culmination;
    pass.usable_to = pass.culmination;
    judge(pass, {view, rules});
    return pass;
}

} // namespace

std::string_view name_of(Obstacle obstacle)
{
    switch (obstacle) {
    case Obstacle::too_low:
        return "too low";
    case Obstacle::daylight:
        return "daylight";
    case Obstacle::sunlit:
        return "satellite sunlit";
    }
    return "";
}

double horizon_elevation(const Station& station, double azimuth)
{
    const auto& line = station.horizon;
    if (line.empty()) {
        return 0;
    }
    const auto after = std::upper_bound(
        line.begin(), line.end(), azimuth, [](double wanted, const HorizonPoint& point) {
            return wanted < point.azimuth;
        });
    const HorizonPoint& right = after == line.end() ? line.front() : *after;
    const HorizonPoint& left = after == line.begin() ? line.back() : *std::prev(after);
    const auto around = [](double angle) {
        return angle < 0 ? angle + 2 * std::numbers::pi : angle;
    };
    const double width = around(right.azimuth - left.azimuth);
    const double share = width > 0 ? around(azimuth - left.azimuth) / width : 0;
    return left.elevation + share * (right.elevation - left.elevation);
}

Expected<std::vector<Pass>> find_passes(
    const Orbit& orbit, const Station& station, Instant from, Instant to, const PassRules& rules)
{
    if (to < from) {
        return Unexpected(Errc::invalid_argument, "the last day lies before the first");
    }
    View view(orbit, station);
    const auto up = [&](Instant when) { return view.above_horizon(when) >= 0; };
    std::vector<Pass> passes;
    Instant now = from;
    while (up(now) && !view.error()) {
        now -= k_step; // it was rising before: take the pass whole
    }
    std::optional<Instant> rise;
    for (; (now < to || rise) && !view.error(); now += k_step) {
        const bool above = up(now);
        if (above && !rise) {
            rise = change_between(now - k_step, now, up);
        } else if (!above && rise) {
            Pass pass = describe(view, *rise, change_between(now - k_step, now, up), rules);
            if (pass.culmination >= from && pass.culmination < to) {
                passes.push_back(std::move(pass));
            }
            rise.reset();
        }
    }
    if (view.error()) {
        return Unexpected(view.error()->code, view.error()->context);
    }
    return passes;
}

namespace {

constexpr double k_sphere_km = 6'371;
constexpr double k_turn = 7.292115e-5; ///< of Earth, rad/s

/// Angle at Earth's centre between a station and a satellite that it sees at this elevation.
double central_angle(double elevation, double orbit_radius)
{
    return std::acos(k_sphere_km * std::cos(elevation) / orbit_radius) - elevation;
}

} // namespace

AnalyticPass::AnalyticPass(double height_km, double maximum_elevation)
    : m_orbit_radius(k_sphere_km + height_km)
    , m_rate(std::sqrt(k_earth_mu / std::pow(m_orbit_radius, 3)) -
             k_turn * std::cos(sun_synchronous_inclination(height_km)))
    , m_cos_offset(std::cos(central_angle(maximum_elevation, m_orbit_radius)))
{}

AnalyticPass::Point AnalyticPass::at(double seconds) const
{
    const double cosine = m_cos_offset * std::cos(m_rate * seconds);
    const double sine = std::sqrt(std::max(0.0, 1 - cosine * cosine));
    return {std::atan2(cosine - k_sphere_km / m_orbit_radius, sine),
        std::sqrt(k_sphere_km * k_sphere_km + m_orbit_radius * m_orbit_radius -
                  2 * k_sphere_km * m_orbit_radius * cosine)};
}

double AnalyticPass::half_duration(double above_elevation) const
{
    const double ratio = std::cos(central_angle(above_elevation, m_orbit_radius)) / m_cos_offset;
    return ratio >= 1 ? 0 : std::acos(ratio) / m_rate;
}

} // namespace satpad::keyclient::satellite
