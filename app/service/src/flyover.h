// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>
#include <satpad/service/pass_planning.h>

namespace satpad::service {

/// One satellite over one station, with the light between them.
struct Flyover
{
    sat::Station station;
    sat::SatellitePreset satellite;
    sat::LinkParameters link;
    std::unique_ptr<sat::Orbit> orbit;

    /// Errors: Errc::invalid_argument for an unknown name; Errc::unreadable_file for elements that
    /// give no orbit.
    [[nodiscard]] static core::Expected<Flyover> make(const sat::Presets& presets,
        const std::string& station,
        const std::string& satellite,
        const std::string& terminal);

    /// Days between the elements' epoch and the moment of [from, to] farthest from it; 0 for an
    /// orbit that is a plan.
    [[nodiscard]] double elements_age_days(sat::Instant from, sat::Instant to) const;
    /// What to say about that age; empty when there is nothing to say.
    /// Errors: Errc::invalid_argument when they are too old and not to be taken so.
    [[nodiscard]] core::Expected<std::string> age_note(
        sat::Instant from, sat::Instant to, OldElements old) const;
};
inline constexpr double k_noted_days = 7;
inline constexpr double k_refused_days = 30;

/// What the orbit could not answer, as a fault of the satellite's elements.
[[nodiscard]] core::Unexpected orbit_error(const std::string& satellite, const core::Error& error);

} // namespace satpad::service
