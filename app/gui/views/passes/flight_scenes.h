// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/passes/pass_plan.h"

#include <optional>

/// From what is known of a flight to what the painted views show. Nothing is smoothed but the key
/// rate, and that backwards only.
namespace satpad::gui {

inline constexpr std::uint64_t k_million = 1'000'000;

struct FlightState
{
    FlightStage stage = FlightStage::idle;
    std::shared_ptr<const FlightPlan> plan; ///< null: none is chosen
    std::vector<sat::PassSecond> seconds;
    std::vector<double> bitsPerSecond;  ///< beside `seconds`
    std::vector<std::uint64_t> most;    ///< secure bits at most until then
    std::optional<std::size_t> million; ///< into `seconds`
    std::uint64_t finalBits = 0;
    double finalQber = 0;

    /// Takes the next second.
    void add(const sat::PassSecond& second);
    /// Virtual seconds from the culmination.
    [[nodiscard]] double time() const;
    [[nodiscard]] sat::Instant instant(double time) const;
};

[[nodiscard]] StripScene stripOf(const FlightState& flight);
[[nodiscard]] SkyScene skyOf(const FlightState& flight);
[[nodiscard]] ChartsScene chartsOf(const FlightState& flight);

/// Whose sites are on the map.
struct MapNames
{
    std::vector<sat::Station> stations; ///< under the names they are shown with
    QString own;
    QString peer;
    QString satellite;
};
/// In the virtual time of the flight.
[[nodiscard]] MapScene mapOf(const FlightState& flight, const MapNames& names);
/// Now; without an orbit only the ground.
[[nodiscard]] MapScene mapNow(const sat::Orbit* orbit, sat::Instant now, const MapNames& names);

} // namespace satpad::gui
