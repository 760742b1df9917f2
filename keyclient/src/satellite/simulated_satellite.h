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
    ~SimulatedSatellite();

    /// The next second of the pass, as the station's detectors see it. Errors:
    /// Errc::limit_exceeded: the pass is over, or the station left more than k_most_untold clicks
    /// untold.
    [[nodiscard]] core::Expected<std::vector<Measured>> light();
    [[nodiscard]] SatelliteParty& party() { return m_party; }

private:
    void sent(std::uint64_t second, std::span<const std::uint64_t> pulses, std::span<Sent> sent);
    [[nodiscard]] Sent unseen();
    void forget_oldest();

    const SimulatedPass& m_pass;
    core::RandomSource& m_random;
    PhotonSampler m_sampler;
    std::uint64_t m_pulses; ///< a second
    /// Pulses that clicked and were not told, by second: pulse, intensity, basis and bit in one word.
    std::deque<std::vector<std::uint64_t>> m_seconds;
    std::size_t m_untold = 0;  ///< in all of them
    std::uint64_t m_first = 0; ///< second of m_seconds.front()
    SatelliteParty m_party;
};

} // namespace satpad::keyclient::satellite
