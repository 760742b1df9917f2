// SPDX-License-Identifier: GPL-3.0-or-later
#include "flyover.h"

#include <algorithm>
#include <cmath>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::Unexpected;

Expected<Flyover> Flyover::make(const sat::Presets& presets,
    const std::string& station,
    const std::string& satellite,
    const std::string& terminal)
{
    auto place = presets.station(station);
    if (!place) {
        return fail(std::move(place));
    }
    auto flies = presets.satellite(satellite);
    if (!flies) {
        return fail(std::move(flies));
    }
    const auto link = presets.link(flies->source, terminal);
    if (!link) {
        return Unexpected(link.error());
    }
    auto orbit = sat::make_orbit(*flies);
    if (!orbit) {
        return orbit_error(satellite, orbit.error());
    }
    return Flyover{std::move(*place), std::move(*flies), *link, std::move(*orbit)};
}

double Flyover::elements_age_days(sat::Instant from, sat::Instant to) const
{
    if (!std::holds_alternative<sat::ElementSet>(satellite.orbit)) {
        return 0;
    }
    const double first = std::abs(sat::seconds_between(orbit->epoch(), from));
    const double last = std::abs(sat::seconds_between(orbit->epoch(), to));
    return std::max(first, last) / 86'400;
}

Expected<std::string> Flyover::age_note(sat::Instant from, sat::Instant to, OldElements old) const
{
    const double days = elements_age_days(from, to);
    if (days <= k_noted_days) {
        return std::string();
    }
    const std::string said = "the elements of " + satellite.name + " (" + iso8601(orbit->epoch()) +
                             ") are " + std::to_string(static_cast<long long>(days)) +
                             " days away from the time asked";
    if (days > k_refused_days && old == OldElements::refused) {
        return Unexpected(Errc::invalid_argument,
            said + ", too far to trust; give newer ones with --elements FILE, or --old-elements");
    }
    return said + "; its passes may come minutes earlier or later";
}

Unexpected orbit_error(const std::string& satellite, const core::Error& error)
{
    return error.is(Errc::unsupported_file) || error.is(Errc::malformed)
               ? Unexpected(Errc::unreadable_file, satellite + ": " + error.context)
               : Unexpected(error);
}

} // namespace satpad::service
