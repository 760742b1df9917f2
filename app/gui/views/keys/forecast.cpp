// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast.h"

#include <satpad/keyclient/satellite/contact.h>
#include <satpad/keyclient/satellite/relay.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace satpad::gui {
namespace {

namespace sat = keyclient::satellite;

constexpr double k_day = 86'400;
constexpr qint64 k_week = 7 * 86'400;
constexpr quint64 k_leastPages = 3; ///< of a pad of a pass, and of a relay

/// Pages that a relay can make of two legs, to send with.
quint64 relayedPages(quint64 here, quint64 there)
{
    const quint64 far = splitOf(there).toStation;
    // The far leg spends one page more: it keys the tag.
    const quint64 made = std::min<quint64>(
        {splitOf(here).toStation, far == 0 ? 0 : far - 1, sat::k_greatest_relay_pages});
    return made < 2 * k_leastPages ? 0 : made / 2;
}

/// The line while it goes down from its last point to `to`, with a point where an edge runs dry.
void goDown(std::vector<ForecastPoint>& line, double perDay, qint64 to)
{
    const ForecastPoint from = line.back();
    const auto at = [&](qint64 when) {
        const double used = perDay * static_cast<double>(when - from.at) / k_day;
        return ForecastPoint{
            when, std::max(0.0, from.expected - used), std::max(0.0, from.low - used)};
    };
    const std::array dry{from.low, from.expected};
    for (const double left : dry) {
        const double until = perDay > 0 ? left / perDay * k_day : 0;
        if (until >= 1 && until < static_cast<double>(to - from.at)) {
            line.push_back(at(from.at + static_cast<qint64>(std::ceil(until))));
        }
    }
    line.push_back(at(to));
}

} // namespace

PassSplit splitOf(quint64 bits)
{
    const quint64 all = bits / 8 / core::k_page_bytes;
    if (all < 2 * k_leastPages) {
        return {};
    }
    const auto wanted = static_cast<quint64>(
        std::llround(static_cast<double>(all) * sat::SatelliteSetup().to_station));
    const quint64 down = std::clamp(wanted, k_leastPages, all - k_leastPages);
    return {down, all - down};
}

std::vector<ForecastGain> directGains(const std::vector<ForecastPass>& passes)
{
    std::vector<ForecastGain> gains;
    for (const ForecastPass& pass : passes) {
        if (const quint64 pages = splitOf(pass.bits).toSatellite; pages != 0) {
            gains.push_back({pass.at, pass.bits, pages, splitOf(pass.lowBits).toSatellite});
        }
    }
    return gains;
}

std::vector<ForecastGain> relayedGains(
    const std::vector<ForecastPass>& here, const std::vector<ForecastPass>& there)
{
    std::vector<ForecastGain> gains;
    for (std::size_t i = 0; i < std::min(here.size(), there.size()); ++i) {
        const ForecastPass& mine = here[i];
        const ForecastPass& theirs = there[i];
        if (const quint64 pages = relayedPages(mine.bits, theirs.bits); pages != 0) {
            gains.push_back({std::max(mine.at, theirs.at),
                std::min(mine.bits, theirs.bits),
                pages,
                relayedPages(mine.lowBits, theirs.lowBits)});
        }
    }
    return gains;
}

PageUseRate pagesTaken(
    const std::vector<core::LedgerEvent>& events, const std::set<core::PadId>& sends, qint64 now)
{
    PageUseRate use;
    const bool isWhole = events.empty() || events.front().sequence == 1;
    if (!isWhole && events.front().time.seconds > now - k_week) {
        const qint64 known = std::max<qint64>(3600, now - events.front().time.seconds);
        use.days = static_cast<double>(known) / k_day;
    }
    for (const core::LedgerEvent& event : events) {
        if (event.kind == "reserved" && event.time.seconds > now - k_week &&
            sends.contains(event.pad)) {
            use.pages += event.count;
        }
    }
    return use;
}

std::vector<ForecastPoint> forecastPoints(
    quint64 free, double perDay, const std::vector<ForecastGain>& gains, const ForecastSpan& span)
{
    const auto now = static_cast<double>(free);
    std::vector<ForecastPoint> line{{span.from, now, now}};
    for (const ForecastGain& gain : gains) {
        if (gain.at <= span.from || gain.at > span.to) {
            continue;
        }
        goDown(line, perDay, gain.at);
        ForecastPoint after = line.back();
        after.expected += static_cast<double>(gain.pages);
        after.low += static_cast<double>(gain.lowPages);
        line.push_back(after);
    }
    goDown(line, perDay, span.to);
    return line;
}

} // namespace satpad::gui
