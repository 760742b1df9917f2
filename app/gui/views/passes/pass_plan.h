// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/passes/ground_track.h"
#include "views/passes/pass_scenes.h"

#include <memory>

/// Planning for the Passes page: plain work for a thread beside the GUI.
namespace satpad::gui {

/// Names of presets.
struct PassPlaceNames
{
    std::string station;
    std::string orbit;
    std::string sky;
    bool operator==(const PassPlaceNames&) const = default;
};

/// Why a coming pass gives nothing.
enum class PassHindrance
{
    none,
    tooLow,
    daylight,
    sunlit,
    tooLittle ///< usable, and yet too little light for key
};

/// One line of the coming passes.
struct ComingPass
{
    bool isMadeUp = false; ///< on an analytic orbit, at any time
    sat::Instant rise;
    sat::Instant culmination;
    sat::Instant set;
    double highest = 0;
    std::uint64_t expectedBits = 0;
    PassHindrance hindrance = PassHindrance::none;

    [[nodiscard]] bool isUsable() const { return hindrance == PassHindrance::none; }
    /// The same pass, found again.
    [[nodiscard]] bool isSame(const ComingPass& other) const;
};

inline constexpr double k_madeUpHighest = 88; ///< degrees
inline constexpr double k_predictedDays = 7;
/// The age of elements from which it is said, and from which it is a no-go.
inline constexpr double k_oldElementsDays = 7;
inline constexpr double k_staleElementsDays = 30;

/// What is known of the coming days.
struct Forecast
{
    PassPlaceNames names;
    sat::Instant from;
    std::vector<ComingPass> passes; ///< by rise; the made-up one last
    double elementsAgeDays = 0;     ///< of the orbit; 0: a plan has no age
    std::shared_ptr<const sat::Orbit> orbit;
};
/// Errors: the planning's.
[[nodiscard]] core::Expected<Forecast> forecastFor(
    const sat::Presets& presets, const PassPlaceNames& names, sat::Instant from);

/// All of one pass that can be known before it.
struct FlightPlan
{
    ComingPass pass;
    service::PlannedPass planned;
    sat::Instant culmination;         ///< the virtual time; of a made-up pass, the next midnight
    double rises = 0;                 ///< seconds from the culmination; of the first of `path`
    std::vector<SkyPoint> path;       ///< a point a second, from rise to set
    std::vector<double> expectedBits; ///< at the end of each second of the light
    GroundTrack ground;               ///< seconds from the culmination
    double visibleWithin = 0;
};
/// Errors: the planning's.
[[nodiscard]] core::Expected<FlightPlan> planFlight(const sat::Presets& presets,
    const PassPlaceNames& names,
    const ComingPass& pass,
    sat::Instant now);

} // namespace satpad::gui
