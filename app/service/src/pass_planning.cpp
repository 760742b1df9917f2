// SPDX-License-Identifier: GPL-3.0-or-later
#include "flyover.h"

#include <algorithm>
#include <cmath>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr double k_planned_efficiency = 1.06; ///< batched Cascade, docs/distillation.md

Expected<PredictedPass> described(const Flyover& flyover, const sat::Sky& sky, sat::Pass pass)
{
    auto track = sat::track_of(*flyover.orbit, flyover.station, pass);
    if (!track) {
        return orbit_error(flyover.satellite.name, track.error());
    }
    PredictedPass made;
    made.satellite = flyover.satellite.name;
    made.usable_s = sat::seconds_between(pass.usable_from, pass.usable_to);
    const double bits = sat::expected_key(
        flyover.link, sat::expected_counts(flyover.link, sky, *track), k_planned_efficiency);
    made.expected_bits = bits >= 1 ? static_cast<std::uint64_t>(bits) : 0;
    for (const sat::Obstacle obstacle : pass.obstacles) {
        made.reasons.emplace_back(sat::name_of(obstacle));
    }
    if (pass.usable() && made.expected_bits == 0) {
        made.reasons.emplace_back("too little light for key");
    }
    made.pass = std::move(pass);
    return made;
}

/// All passes of all satellites, one satellite after the other.
struct Search
{
    const sat::Presets& presets;
    const PredictRequest& request;
    const sat::Sky& sky;
    const PlanningProgress& progress;
    Prediction made;
    std::string too_old; ///< names
    std::size_t satellites = 0;
    std::size_t searched = 0;

    /// When nobody named a satellite, one that nothing can be told of is left out with a word.
    Expected<void> satellite(const std::string& name)
    {
        const bool named = !request.satellites.empty();
        auto flyover = Flyover::make(presets, request.station, name, request.terminal);
        if (!flyover) {
            return named ? fail(std::move(flyover)) : left_out(flyover.error());
        }
        auto note = flyover->age_note(request.from, end(), request.old_elements);
        if (!note && named) {
            return fail(std::move(note));
        }
        if (!note) {
            too_old += (too_old.empty() ? "" : ", ") + name;
            ++searched;
            return {};
        }
        if (!note->empty()) {
            made.notes.push_back(std::move(*note));
        }
        auto found = days(*flyover);
        if (!found && !named) {
            return left_out(found.error());
        }
        return found;
    }
    Prediction result()
    {
        if (!too_old.empty()) {
            made.notes.push_back("left out because their elements are over 30 days away from the "
                                 "time asked (--old-elements takes them): " +
                                 too_old);
        }
        std::stable_sort(made.passes.begin(),
            made.passes.end(),
            [](const PredictedPass& a, const PredictedPass& b) {
                return a.pass.rise < b.pass.rise;
            });
        return std::move(made);
    }

private:
    [[nodiscard]] sat::Instant end() const
    {
        return request.from + sat::microseconds_of(request.days * 86'400);
    }
    Expected<void> left_out(const core::Error& error)
    {
        if (!error.is(Errc::unreadable_file)) {
            return Unexpected(error);
        }
        made.notes.push_back("left out: " + error.context);
        ++searched;
        return {};
    }
    /// Day by day, so that whoever waits sees it go on and can stop it.
    Expected<void> days(const Flyover& flyover)
    {
        constexpr auto k_day = std::chrono::hours(24);
        const auto each = static_cast<std::uint64_t>(std::ceil(request.days));
        std::uint64_t done = searched * each;
        for (sat::Instant from = request.from; from < end(); from += k_day) {
            auto passes = sat::find_passes(*flyover.orbit,
                flyover.station,
                from,
                std::min<sat::Instant>(from + k_day, end()),
                request.rules);
            if (!passes) {
                return orbit_error(flyover.satellite.name, passes.error());
            }
            for (sat::Pass& pass : *passes) {
                if (auto kept = keep(flyover, std::move(pass)); !kept) {
                    return kept;
                }
            }
            if (auto goes_on = progress ? progress(++done, satellites * each) : Expected<void>();
                !goes_on) {
                return goes_on;
            }
        }
        ++searched;
        return {};
    }
    Expected<void> keep(const Flyover& flyover, sat::Pass pass)
    {
        auto one = described(flyover, sky, std::move(pass));
        if (!one) {
            return fail(std::move(one));
        }
        made.usable += one->pass.usable() ? 1U : 0U;
        made.expected_bits += one->expected_bits;
        made.passes.push_back(std::move(*one));
        return {};
    }
};

} // namespace

Expected<sat::Instant> parse_instant(std::string_view text)
{
    namespace ch = std::chrono;
    static constexpr std::string_view k_form = "0000-00-00T00:00:00";
    const std::string_view whole = text.substr(0, text.size() - (text.ends_with('Z') ? 1 : 0));
    bool sound = whole.size() == 10 || whole.size() == 16 || whole.size() == k_form.size();
    for (std::size_t i = 0; sound && i < whole.size(); ++i) {
        sound = k_form[i] == '0' ? whole[i] >= '0' && whole[i] <= '9' : whole[i] == k_form[i];
    }
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; sound && i < at + digits && i < whole.size(); ++i) {
            value = value * 10 + (whole[i] - '0');
        }
        return value;
    };
    const ch::year_month_day date{ch::year(number(0, 4)),
        ch::month(static_cast<unsigned>(number(5, 2))),
        ch::day(static_cast<unsigned>(number(8, 2)))};
    const bool in_range = date.ok() && date.year() >= ch::year(1957) &&
                          date.year() <= ch::year(2056) && number(11, 2) < 24 &&
                          number(14, 2) < 60 && number(17, 2) < 60;
    if (!sound || !in_range) {
        return Unexpected(Errc::invalid_argument,
            "a time is UTC and looks like 2026-11-26T04:30:00Z or 2026-11-26, from 1957 to 2056");
    }
    return sat::Instant(ch::sys_days(date)) + ch::hours(number(11, 2)) +
           ch::minutes(number(14, 2)) + ch::seconds(number(17, 2));
}

std::string iso8601(sat::Instant when)
{
    return core::iso8601(
        {std::chrono::round<std::chrono::seconds>(when).time_since_epoch().count()});
}

Expected<Prediction> predict(
    const sat::Presets& presets, const PredictRequest& request, const PlanningProgress& progress)
{
    const auto sky = presets.sky(request.sky);
    if (!sky) {
        return Unexpected(sky.error());
    }
    if (auto known = presets.station(request.station); !known) {
        return fail(std::move(known));
    }
    Search search{presets, request, *sky, progress, {}, {}};
    std::vector<std::string> names = request.satellites;
    for (const sat::SatellitePreset& satellite : presets.satellites()) {
        if (request.satellites.empty()) {
            names.push_back(satellite.name);
        }
    }
    for (const std::string& name : names) {
        search.satellites = names.size();
        if (auto searched = search.satellite(name); !searched) {
            return fail(std::move(searched));
        }
    }
    return search.result();
}

} // namespace satpad::service
