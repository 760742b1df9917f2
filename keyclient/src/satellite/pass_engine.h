// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/simulated_pass.h>

/// A pass as the station's side runs it, in virtual time: seconds of light, the laser link's two
/// lanes, and a satellite that answers. docs/distillation.md, "The laser link".
namespace satpad::keyclient::satellite {

/// What a station sees and hears of the satellite. The satellite only ever answers, so a call that
/// carries one message up and brings its answers back says all there is to say of it.
class FarEnd
{
public:
    virtual ~FarEnd() = default;
    /// SIMULATED. What the detectors saw in one second, by rising pulse of the pass. Asked for each
    /// second once, in order.
    [[nodiscard]] virtual core::Expected<std::vector<Measured>> light(std::uint64_t second) = 0;
    [[nodiscard]] virtual core::Expected<std::vector<core::Bytes>> take(core::ByteView message) = 0;
    /// The link is gone: nothing that was said and has not arrived ever will.
    [[nodiscard]] virtual core::Expected<void> lost() = 0;
};

/// Flies `pass` to its end: light, talk, and what is still to be said after the last click. The
/// station's half of the outcome is filled in. Errors: only the far end's.
[[nodiscard]] core::Expected<PassOutcome> fly(
    const SimulatedPass& pass, StationParty& station, FarEnd& satellite, const EachSecond& each);

} // namespace satpad::keyclient::satellite
