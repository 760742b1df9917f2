// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

/// Moments of a pass. UTC throughout, taken for UT1 (they differ by less than 0.9 s, in which
/// the ground turns by 0.4 km at most: far below what a link budget feels).
namespace satpad::keyclient::satellite {

/// UTC; leap seconds are not counted, as in POSIX.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

[[nodiscard]] constexpr std::chrono::microseconds microseconds_of(double seconds)
{
    return std::chrono::microseconds(
        static_cast<std::int64_t>(seconds * 1e6 + (seconds < 0 ? -0.5 : 0.5)));
}

[[nodiscard]] constexpr double seconds_between(Instant from, Instant to)
{
    return static_cast<double>((to - from).count()) * 1e-6;
}

/// Days since J2000.0 (JD 2451545.0, 2000-01-01 12:00).
[[nodiscard]] constexpr double days_since_j2000(Instant at)
{
    constexpr Instant k_j2000 =
        std::chrono::sys_days(std::chrono::year(2000) / 1 / 1) + std::chrono::hours(12);
    return seconds_between(k_j2000, at) / 86'400.0;
}

} // namespace satpad::keyclient::satellite
