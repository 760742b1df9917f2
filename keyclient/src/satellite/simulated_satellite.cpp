// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulated_satellite.h"

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::SecretBytes;
using core::Unexpected;

namespace {

/// Seconds whose clicks the station has not told yet: longer outages end the pass.
constexpr std::size_t k_most_untold = 400;

} // namespace

SimulatedSatellite::SimulatedSatellite(const SimulatedPass& pass,
    core::RandomSource& random,
    SecretBytes own_page,
    SecretBytes stations_page)
    : m_pass(pass)
    , m_random(random)
    , m_sampler(pass.parameters.source, pass.sky, pass.attack, pass.seed, random)
    , m_pulses(static_cast<std::uint64_t>(pass.parameters.source.pulse_rate_hz))
    , m_party(
          pass.parameters,
          random,
          [this](std::uint64_t pulse) { return sent(pulse); },
          m_pulses,
          std::move(own_page),
          std::move(stations_page))
{}

Expected<std::vector<Measured>> SimulatedSatellite::light()
{
    const std::uint64_t second = m_first + m_seconds.size();
    if (second >= m_pass.track.size() || m_seconds.size() >= k_most_untold) {
        return Unexpected(Errc::limit_exceeded, "no light is left to ask for");
    }
    m_seconds.push_back(m_sampler.second(m_pass.track[second]));
    std::vector<Measured> seen;
    seen.reserve(m_seconds.back().size());
    for (const Detection& one : m_seconds.back()) {
        seen.push_back({one.pulse, one.measured_basis, one.measured_bit});
    }
    return seen;
}

Sent SimulatedSatellite::sent(std::uint64_t pulse)
{
    // Clicks are told second by second: what lies before this pulse's second is done with.
    while (m_first < pulse / m_pulses && !m_seconds.empty()) {
        m_seconds.pop_front();
        ++m_first;
    }
    if (m_seconds.empty()) {
        return unseen();
    }
    const std::vector<Detection>& second = m_seconds.front();
    const auto found = std::lower_bound(
        second.begin(), second.end(), pulse, [](const Detection& one, std::uint64_t wanted) {
            return one.pulse < wanted;
        });
    if (found == second.end() || found->pulse != pulse) {
        return unseen();
    }
    return {found->intensity, found->sent_basis, found->sent_bit};
}

/// A pulse that clicked nowhere was sent all the same: a station that claims to have seen it learns
/// no more than from any other.
Sent SimulatedSatellite::unseen()
{
    std::array<std::byte, 3> drawn{};
    m_random.fill(drawn);
    const double share = std::to_integer<unsigned>(drawn[0]) / 256.0;
    const auto& probability = m_pass.parameters.source.probability;
    std::uint8_t intensity = 0;
    if (share >= probability[0]) {
        intensity = share < probability[0] + probability[1] ? 1 : 2;
    }
    const bool in_z =
        std::to_integer<unsigned>(drawn[1]) / 256.0 < m_pass.parameters.source.sender_z;
    return {intensity, in_z ? Basis::z : Basis::x, (drawn[2] & std::byte{1}) != std::byte{0}};
}

} // namespace satpad::keyclient::satellite
