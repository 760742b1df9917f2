// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/simulated_pass.h>

#include <deque>

/// SIMULATED. A satellite over a station: the light it sends, and the party that remembers what it
/// sent. The simulation of the channel knows both ends' secrets; the party is only told what a
/// source knows of its own pulses.
namespace satpad::keyclient::satellite {

class SimulatedSatellite
{
public:
    /// `pass` and `random` outlive it.
    SimulatedSatellite(const SimulatedPass& pass,
        core::RandomSource& random,
        core::SecretBytes own_page,
        core::SecretBytes stations_page);
    SimulatedSatellite(const SimulatedSatellite&) = delete;
    SimulatedSatellite& operator=(const SimulatedSatellite&) = delete;

    /// The next second of the pass, as the station's detectors see it. Errors:
    /// Errc::limit_exceeded: the pass is over, or the station told nothing of its clicks for too
    /// long.
    [[nodiscard]] core::Expected<std::vector<Measured>> light();
    [[nodiscard]] SatelliteParty& party() { return m_party; }

private:
    [[nodiscard]] Sent sent(std::uint64_t pulse);
    [[nodiscard]] Sent unseen();

    const SimulatedPass& m_pass;
    core::RandomSource& m_random;
    PhotonSampler m_sampler;
    std::uint64_t m_pulses; ///< a second
    std::deque<std::vector<Detection>> m_seconds;
    std::uint64_t m_first = 0; ///< second of m_seconds.front()
    SatelliteParty m_party;
};

} // namespace satpad::keyclient::satellite
