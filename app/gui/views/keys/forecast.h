// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <QtGlobal>

#include <set>
#include <vector>

/// What the key of one peer is expected to come to. Figures only; everything here is an estimate.
/// Times are seconds since 1970, UTC.
namespace satpad::gui {

/// A usable pass that is coming: what the model expects of it, and what under the next worse sky.
struct ForecastPass
{
    qint64 at = 0; ///< when its light ends
    quint64 bits = 0;
    quint64 lowBits = 0;
};

/// Pages to send with that come at once.
struct ForecastGain
{
    qint64 at = 0;
    quint64 bits = 0; ///< of the pass; of the smaller one
    quint64 pages = 0;
    quint64 lowPages = 0;
    bool operator==(const ForecastGain&) const = default;
};

struct ForecastPoint
{
    qint64 at = 0;
    double expected = 0; ///< pages
    double low = 0;      ///< pages, the lower edge of the band
    bool operator==(const ForecastPoint&) const = default;
};

/// Pages of a pass, as a contact splits its key (docs/contact.md, "Pads of a pass").
struct PassSplit
{
    quint64 toStation = 0; ///< the satellite sends with
    quint64 toSatellite = 0;
};
[[nodiscard]] PassSplit splitOf(quint64 bits);

/// Key with the satellite itself.
[[nodiscard]] std::vector<ForecastGain> directGains(const std::vector<ForecastPass>& passes);
/// Key through the satellite with a far station: each pass here goes with the next one there that
/// has no partner yet, and the smaller of the two counts, when the later one is over. Half of what
/// the satellite can pass on is to send with.
[[nodiscard]] std::vector<ForecastGain> relayedGains(
    const std::vector<ForecastPass>& here, const std::vector<ForecastPass>& there);

/// What was taken of the pages to send with.
struct PageUseRate
{
    quint64 pages = 0;
    double days = 7; ///< over these; less when the events that are known do not go back so far
    [[nodiscard]] double perDay() const { return static_cast<double>(pages) / days; }
};
/// `events`: oldest first, maybe only the end of the ledger. `sends`: the peer's pads to send with.
[[nodiscard]] PageUseRate pagesTaken(
    const std::vector<core::LedgerEvent>& events, const std::set<core::PadId>& sends, qint64 now);

struct ForecastSpan
{
    qint64 from = 0;
    qint64 to = 0;
};
/// The line from `free` pages on: down with the use, never below nothing, up with each gain; two
/// points at a gain, before and after it.
[[nodiscard]] std::vector<ForecastPoint> forecastPoints(
    quint64 free, double perDay, const std::vector<ForecastGain>& gains, const ForecastSpan& span);

} // namespace satpad::gui
