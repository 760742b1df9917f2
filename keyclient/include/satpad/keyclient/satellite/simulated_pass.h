// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/distiller.h>

#include <functional>

/// SIMULATED. One pass in one process, in virtual time: photons drawn second by second, both parties
/// distilling over a laser link that has a rate and a delay and is lost when the satellite sets.
namespace satpad::keyclient::satellite {

/// The classical link beside the quantum beam, both ways.
struct LaserLink
{
    double up_bps = 10e6;
    double down_bps = 10e6;
    double delay_s = 0.004; ///< one way
    struct Outage
    {
        double from_s = 0; ///< from the first second of the pass
        double to_s = 0;
    };
    std::vector<Outage> outages;
    double lost_after_s = 0; ///< seconds after the last click; nothing is carried later
};

struct SimulatedPass
{
    Track track;
    Sky sky;
    Attack attack;
    std::uint64_t seed = 0; ///< of the physics; the satellite's bits come from the system
    DistillParameters parameters;
    LaserLink link;
};

/// How things stand after one second, for a live line and a plot.
struct PassSecond
{
    std::uint64_t second = 0;
    TrackPoint at;
    double loss_db = 0;
    std::uint64_t clicks = 0;      ///< in this second
    std::uint64_t sifted = 0;      ///< since the first one
    double qber = 0;               ///< of the frames verified so far
    std::uint64_t secure_bits = 0; ///< if the pass ended now, from those frames
};
/// False stops the pass: what is there is distilled.
using EachSecond = std::function<bool(const PassSecond&)>;

struct PassOutcome
{
    std::uint64_t clicks = 0;
    std::uint64_t sifted = 0;
    double usable_s = 0;
    double key_after_s = 0; ///< virtual seconds from the last click to the key at the station
    DistillReport station;
    DistillReport satellite;
    core::SecretBytes station_key;
    core::SecretBytes satellite_key;

    [[nodiscard]] double efficiency() const; ///< f: parities told over what Shannon asks for
    [[nodiscard]] double qber() const;
};

/// `random` gives the satellite's bits, hash keys and seeds. The tags' pages are drawn here too: a
/// simulation spends no launch key.
[[nodiscard]] core::Expected<PassOutcome> run_pass(
    const SimulatedPass& pass, core::RandomSource& random, const EachSecond& each = {});

} // namespace satpad::keyclient::satellite
