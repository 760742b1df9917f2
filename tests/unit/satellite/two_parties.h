// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seeded_random.h"

#include <satpad/keyclient/satellite/distiller.h>

#include <algorithm>
#include <numbers>

namespace satpad::test {

using namespace keyclient::satellite;

inline constexpr double k_radians = std::numbers::pi / 180;

inline core::SecretBytes page(std::uint8_t filled)
{
    return core::SecretBytes::copy_of(core::Bytes(32, std::byte{filled})).value();
}

/// Of a pass at most.
inline constexpr std::uint64_t k_seconds = 400;

/// Both parties of one pass in one place, and the quantum channel between them.
struct TwoParties
{
    explicit TwoParties(DistillParameters parameters_in = {}, std::uint8_t satellites_own_page = 2)
        : parameters(std::move(parameters_in))
        , station(parameters, station_random, page(1), page(2))
        , satellite(
              parameters,
              satellite_random,
              [this](std::uint64_t second,
                  std::span<const std::uint64_t> pulses,
                  std::span<Sent> out) {
                  const std::uint64_t first = second * pulses_a_second();
                  std::transform(
                      pulses.begin(), pulses.end(), out.begin(), [&](std::uint64_t pulse) {
                          return sent_in(first + pulse);
                      });
              },
              {pulses_a_second(), k_seconds},
              page(satellites_own_page),
              page(1))
    {}
    TwoParties(const TwoParties&) = delete;
    TwoParties& operator=(const TwoParties&) = delete;

    [[nodiscard]] std::uint64_t pulses_a_second() const
    {
        return static_cast<std::uint64_t>(parameters.source.pulse_rate_hz);
    }
    [[nodiscard]] Sent sent_in(std::uint64_t pulse) const
    {
        const auto found = std::lower_bound(
            sent.begin(), sent.end(), pulse, [](const Detection& one, std::uint64_t wanted) {
                return one.pulse < wanted;
            });
        return found == sent.end() || found->pulse != pulse
                   ? Sent{}
                   : Sent{found->intensity, found->sent_basis, found->sent_bit};
    }
    void clicks(std::uint64_t second, const std::vector<Detection>& detections)
    {
        sent = detections;
        std::vector<Measured> measured;
        for (const Detection& one : detections) {
            measured.push_back({one.pulse, one.measured_basis, one.measured_bit});
        }
        station.measured(second, second * pulses_a_second(), measured);
        talk();
    }
    /// Until nobody has anything to say. `change` may alter what is under way.
    void talk()
    {
        for (bool said = true; said;) {
            said = false;
            for (core::Bytes& message : station.outgoing()) {
                said = true;
                change(message, true);
                for (int i = copies(message, true); i > 0; --i) {
                    satellite.take(message);
                }
            }
            for (core::Bytes& message : satellite.outgoing()) {
                said = true;
                change(message, false);
                for (int i = copies(message, false); i > 0; --i) {
                    station.take(message);
                }
            }
        }
    }
    void pass(double highest,
        const Sky& sky,
        std::uint64_t seed,
        const Attack& attack = {},
        double lowest = 15)
    {
        SeededRandom bits(seed + 1'000);
        PhotonSampler sampler(parameters.source, sky, attack, seed, bits);
        std::uint64_t second = 0;
        for (const TrackPoint& point :
            track_of(AnalyticPass(500, highest * k_radians), lowest * k_radians)) {
            std::vector<Detection> seen = sampler.second(point);
            alter(seen);
            clicks(second++, seen);
        }
        station.pass_over();
        talk();
    }
    /// Some ten seconds of good light: a key, and every kind of message, in a third of a pass's clicks.
    void short_pass(std::uint64_t seed) { pass(88, k_excellent_sky, seed, {}, 85); }
    [[nodiscard]] bool both_without_key() const
    {
        return station.ended() && satellite.ended() && !station.report().has_key() &&
               !satellite.report().has_key() && !station.report().why.empty();
    }

    DistillParameters parameters;
    SeededRandom station_random{11};
    SeededRandom satellite_random{12};
    std::vector<Detection> sent; ///< of the second that is told
    std::function<void(core::Bytes&, bool up)> change = [](core::Bytes&, bool) {};
    /// How often it arrives.
    std::function<int(const core::Bytes&, bool up)> copies = [](const core::Bytes&, bool) {
        return 1;
    };
    /// What somebody does to the clicks of a second before anybody hears of them.
    std::function<void(std::vector<Detection>&)> alter = [](std::vector<Detection>&) {};
    StationParty station;
    SatelliteParty satellite;
};

} // namespace satpad::test
