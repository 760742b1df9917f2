// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forecast.h"

#include <satpad/service/site.h>

#include <QString>

#include <atomic>

/// What stands behind a forecast, for a thread beside the GUI.
namespace satpad::gui {

/// Names of presets.
struct ForecastPlace
{
    QString station;
    QString orbit;
    QString sky;
    QString far; ///< the peer's name: its station, when there is one of that name; may be empty
    bool operator==(const ForecastPlace&) const = default;
};

struct ForecastPasses
{
    std::vector<ForecastPass> here; ///< usable ones that bring key, by time
    std::vector<ForecastPass> there;
    bool farKnown = false;
    QString lowSky; ///< name of the sky of the lower figures; empty: as if no pass came
};

inline constexpr int k_forecastDays = 5;

/// Errors: Errc::cancelled when `stop` was raised; the planning's.
[[nodiscard]] core::Expected<ForecastPasses> comingPasses(const service::World& world,
    const std::filesystem::path& home,
    const ForecastPlace& place,
    qint64 now,
    const std::atomic<bool>& stop);

} // namespace satpad::gui
