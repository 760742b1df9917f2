// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/environment.h>
#include <satpad/keyclient/satellite/pass_counts.h>

#include <limits>

/// SIMULATED. The quantum channel: which pulses click at the station, drawn from the statistics of a
/// decoy-state BB84 link without a loop over pulses.
namespace satpad::keyclient::satellite {

enum class Basis : std::uint8_t
{
    z,
    x
};

/// One detection, and what both sides know of it. `photons` is the simulation's secret: no party
/// ever sees it, tests hold the bounds against it.
struct Detection
{
    std::uint64_t pulse = 0; ///< from the first one of the pass
    std::uint8_t intensity = 0;
    Basis sent_basis = Basis::z;
    Basis measured_basis = Basis::z;
    bool sent_bit = false;
    bool measured_bit = false;
    std::uint8_t photons = 0; ///< of the pulse, at the source; 12: that many or more
};

/// What somebody on the line does. No party is told.
struct Attack
{
    /// Photon-number splitting: pulses of one photon are blocked, of the others one photon is kept
    /// and the rest sent on without loss, as many of them as keep the station's click rate.
    bool photon_number_splitting = false;
    /// Share of the pulses that is measured in a random basis and sent anew.
    double intercepted = 0;
};

/// What nature throws. SplitMix64: Steele, Lea and Flood, OOPSLA 2014, section 4 (mixer: Stafford's
/// variant 13). A uniform random bit generator of the standard library.
class Dice
{
public:
    using result_type = std::uint64_t;
    explicit Dice(std::uint64_t seed)
        : m_state(seed)
    {}
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
    result_type operator()()
    {
        std::uint64_t mixed = m_state += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31U);
    }

private:
    std::uint64_t m_state;
};

/// Draws the detections of a pass, second by second. `seed` says what nature does: when a detector
/// clicks, which basis it took, what is wrong. What the sender chose (bit, basis and intensity of each
/// pulse that clicked) comes from `bits`, 32 bytes for 4,096 clicks, spread by ChaCha20: whoever chose
/// the seed does not know it. Threads: one at a time.
class PhotonSampler
{
public:
    PhotonSampler(const LinkParameters& link,
        const Sky& sky,
        const Attack& attack,
        std::uint64_t seed,
        core::RandomSource& bits);
    PhotonSampler(const PhotonSampler&) = delete;
    PhotonSampler& operator=(const PhotonSampler&) = delete;
    ~PhotonSampler();

    /// The detections of one second, by rising pulse; k_most_clicks at most.
    [[nodiscard]] std::vector<Detection> second(const TrackPoint& point);

private:
    struct Class; ///< pulses of one intensity and photon number
    class ClassTable;
    [[nodiscard]] std::vector<Class> classes(const TrackPoint& point, double fading) const;
    [[nodiscard]] double fading();
    [[nodiscard]] std::vector<double> places(double clicks);
    [[nodiscard]] Detection detection(const Class& kind, std::uint32_t chosen);
    [[nodiscard]] double gap();
    [[nodiscard]] std::uint64_t secret_bits();

    LinkParameters m_link;
    Sky m_sky;
    Attack m_attack;
    std::uint64_t m_sender_z; ///< probabilities, in 2⁻³²
    std::uint64_t m_receiver_z;
    Dice m_physics;
    core::RandomSource& m_bits;
    std::vector<std::uint64_t> m_pool; ///< one number a click, wiped when it is used
    std::size_t m_used = 0;
    std::uint64_t m_second = 0;
};

} // namespace satpad::keyclient::satellite
