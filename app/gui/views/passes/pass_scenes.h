// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/pass_planning.h>

#include <QString>

#include <optional>
#include <vector>

/// What the painted views of the Passes page show: plain values, made by PassFlight, drawn as they
/// are. SIMULATED, all of it. Angles in radians, as in the rooms below.
namespace satpad::gui {

namespace sat = service::sat;

enum class FlightStage
{
    idle,        ///< nothing was flown since the page was opened
    checking,    ///< a pass is chosen; the go/no-go list is being filled
    flying,      ///< light comes down
    reconciling, ///< the light has ended; the key is being distilled
    kept,        ///< pads at both ends
    noKey,       ///< the pass gave none; the reason is said
    failed       ///< nothing was flown, or the contact broke
};

/// The strip with the one big figure.
struct StripScene
{
    FlightStage stage = FlightStage::idle;
    std::uint64_t secureBits = 0; ///< if the pass ended now; of the pass once it is kept
    double bitsPerSecond = 0;     ///< secure bits gained a second, over the last seconds
    std::optional<double> qber;
    std::optional<double> elevation;
    std::optional<double> rangeKm;
    std::optional<double> lossDb;
    std::optional<double> endsInSeconds;
    std::optional<sat::Instant> millionAt; ///< virtual time at which a million was crossed
};

/// A moment of the pass as seen from the station.
struct SkyPoint
{
    double azimuth = 0;
    double elevation = 0;
    std::optional<sat::Instant> when; ///< none on an analytic orbit
};

/// From rise to set.
struct SkyScene
{
    std::vector<SkyPoint> path; ///< every second or so, in order; empty: no pass is chosen
    double flownSeconds = 0;    ///< along `path` from its beginning, as seconds
    double secondsAStep = 1;    ///< between two points of `path`
    bool isFlying = false;      ///< the satellite stands at flownSeconds
    double maximumElevation = 0;
    double minimumElevation = 0.2617993877991494; ///< the dashed mask
};

struct MapScene
{
    sat::Instant when;                     ///< for the Sun
    std::vector<sat::Station> stations;    ///< all that are known
    QString own;                           ///< name of the chosen one
    QString peer;                          ///< name of the chosen peer's, when it is a station
    QString satellite;                     ///< its name; empty: none
    std::optional<sat::Geodetic> place;    ///< of the satellite at `when`
    std::vector<sat::Geodetic> trackPast;  ///< below the satellite, up to `place`
    std::vector<sat::Geodetic> trackAhead; ///< from `place` on
    double visibleWithin = 0;              ///< central angle around the station; 0: no circle
    bool hasContact = false;               ///< light comes down
    double elevation = 0;                  ///< of the satellite at the own station, to be spoken
};

/// The three curves over the time of the pass.
struct ChartsScene
{
    std::vector<sat::PassSecond> seconds; ///< so far
    std::vector<double> bitsPerSecond;    ///< beside `seconds`, smoothed backwards only
    std::vector<double> expectedBits;     ///< of the plan, at the end of each second of the pass
    std::size_t ofSeconds = 0;            ///< of the whole pass; 0: no pass
    FlightStage stage = FlightStage::idle;
    std::uint64_t finalBits = 0;             ///< once it is kept
    std::optional<std::size_t> millionIndex; ///< into `seconds`
    QString millionAt;                       ///< "21:35:32"
};

} // namespace satpad::gui
