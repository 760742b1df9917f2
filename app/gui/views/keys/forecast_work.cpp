// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast_work.h"

#include <satpad/service/pass_planning.h>

#include <algorithm>

namespace satpad::gui {
namespace {

using core::Expected;
using core::fail;
namespace sat = service::sat;

/// The shipped skies from best to worst; of any other nothing is known but itself.
QString worseSky(const QString& sky)
{
    return sky == "excellent" ? QStringLiteral("good")
           : sky == "good"    ? QStringLiteral("hazy")
                              : QString();
}

struct Search
{
    const sat::Presets& presets;
    const ForecastPlace& place;
    qint64 now = 0;
    const std::atomic<bool>& stop;

    [[nodiscard]] Expected<service::Prediction> under(
        const QString& sky, const QString& station) const
    {
        service::PredictRequest request;
        request.station = station.toStdString();
        request.satellites = {place.orbit.toStdString()};
        request.from = sat::Instant(std::chrono::seconds(now));
        request.days = k_forecastDays;
        request.sky = sky.toStdString();
        return service::predict(
            presets, request, [this](std::uint64_t, std::uint64_t) -> Expected<void> {
                if (stop) {
                    return core::Unexpected(core::Errc::cancelled, "stopped");
                }
                return {};
            });
    }

    [[nodiscard]] Expected<std::vector<ForecastPass>> over(const QString& station) const
    {
        auto expected = under(place.sky, station);
        if (!expected) {
            return fail(std::move(expected));
        }
        const QString worse = worseSky(place.sky);
        service::Prediction low;
        if (!worse.isEmpty()) {
            auto found = under(worse, station);
            if (!found) {
                return fail(std::move(found));
            }
            low = std::move(*found);
        }
        std::vector<ForecastPass> made;
        for (std::size_t i = 0; i < expected->passes.size(); ++i) {
            const service::PredictedPass& one = expected->passes[i];
            if (!one.pass.usable() || one.expected_bits == 0) {
                continue;
            }
            const auto end =
                std::chrono::round<std::chrono::seconds>(one.pass.usable_to).time_since_epoch();
            // The same passes in the same order: the sky moves no satellite.
            made.push_back({end.count(),
                one.expected_bits,
                i < low.passes.size() ? low.passes[i].expected_bits : 0});
        }
        return made;
    }
};

} // namespace

Expected<ForecastPasses> comingPasses(const service::World& world,
    const std::filesystem::path& home,
    const ForecastPlace& place,
    qint64 now,
    const std::atomic<bool>& stop)
{
    service::PresetFiles files;
    files.home = home;
    const auto presets = service::load_presets(world.files, files);
    if (!presets) {
        return core::Unexpected(presets.error());
    }
    const Search search{*presets, place, now, stop};
    ForecastPasses made;
    made.lowSky = worseSky(place.sky);
    auto here = search.over(place.station);
    if (!here) {
        return fail(std::move(here));
    }
    made.here = std::move(*here);
    const auto far = std::ranges::find_if(presets->stations(), [&](const sat::Station& station) {
        return QString::fromStdString(station.name).compare(place.far, Qt::CaseInsensitive) == 0;
    });
    made.farKnown = far != presets->stations().end();
    if (made.farKnown) {
        auto there = search.over(QString::fromStdString(far->name));
        if (!there) {
            return fail(std::move(there));
        }
        made.there = std::move(*there);
    }
    return made;
}

} // namespace satpad::gui
