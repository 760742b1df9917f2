// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulated_satellite.h"

#include "sifting.h"
#include "wipe_all.h"

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::SecretBytes;
using core::Unexpected;

namespace {

std::uint64_t packed(const Detection& one)
{
    return one.pulse << 4U | std::uint64_t{one.intensity} << 2U |
           (one.sent_basis == Basis::x ? 2U : 0U) | (one.sent_bit ? 1U : 0U);
}

Sent unpacked(std::uint64_t word)
{
    return {static_cast<std::uint8_t>(word >> 2U & 3U),
        (word & 2U) != 0 ? Basis::x : Basis::z,
        (word & 1U) != 0};
}

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
          [this](auto second, auto pulses, auto out) { sent(second, pulses, out); },
          {m_pulses, pass.track.size()},
          std::move(own_page),
          std::move(stations_page))
{}

SimulatedSatellite::~SimulatedSatellite()
{
    while (!m_seconds.empty()) {
        forget_oldest();
    }
}

Expected<std::vector<Measured>> SimulatedSatellite::light()
{
    const std::uint64_t second = m_first + m_seconds.size();
    if (second >= m_pass.track.size()) {
        return Unexpected(Errc::limit_exceeded, "the pass is over: there is no more light");
    }
    if (m_untold > k_most_untold) {
        return Unexpected(Errc::limit_exceeded,
            "over " + std::to_string(k_most_untold) +
                " clicks wait to be told: the laser link carries too little");
    }
    std::vector<Detection> drawn = m_sampler.second(m_pass.track[second]);
    std::vector<std::uint64_t>& sent = m_seconds.emplace_back();
    sent.reserve(drawn.size());
    std::vector<Measured> seen;
    seen.reserve(drawn.size());
    for (const Detection& one : drawn) {
        sent.push_back(packed(one));
        seen.push_back({one.pulse, one.measured_basis, one.measured_bit});
    }
    m_untold += sent.size();
    wipe_all(drawn);
    return seen;
}

void SimulatedSatellite::forget_oldest()
{
    m_untold -= m_seconds.front().size();
    wipe_all(m_seconds.front());
    m_seconds.pop_front();
}

void SimulatedSatellite::sent(
    std::uint64_t second, std::span<const std::uint64_t> pulses, std::span<Sent> sent)
{
    // Clicks are told second by second: what lies before this one is done with.
    while (m_first < second && !m_seconds.empty()) {
        forget_oldest();
        ++m_first;
    }
    std::span<const std::uint64_t> clicked;
    if (!m_seconds.empty()) {
        clicked = m_seconds.front();
    }
    const std::uint64_t first = second * m_pulses;
    std::size_t at = 0;
    for (std::size_t i = 0; i < pulses.size(); ++i) {
        const std::uint64_t pulse = first + pulses[i];
        while (at < clicked.size() && clicked[at] >> 4U < pulse) {
            ++at;
        }
        const bool seen = at < clicked.size() && clicked[at] >> 4U == pulse;
        sent[i] = seen ? unpacked(clicked[at]) : unseen();
    }
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
