// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/link.h>

#include <optional>

/// What a link and a sky may be, the same for a preset and for a flight that a peer tells.
/// docs/contact.md, "Link".
namespace satpad::keyclient::satellite {

template <typename Owner> struct Bound
{
    const char* name; ///< a preset's member, where it has one
    double Owner::*member;
    double least;
    double most;
};

/// In the order in which a contact tells them.
inline constexpr Bound<LinkParameters> k_link_bounds[] = {
    {"pulse_rate_hz", &LinkParameters::pulse_rate_hz, 1e3, 1e11},
    {"sender_z", &LinkParameters::sender_z, 0.01, 0.99},
    {"receiver_z", &LinkParameters::receiver_z, 0.01, 0.99},
    {"wavelength_m", &LinkParameters::wavelength_m, 1e-7, 1e-5},
    {"half_divergence_rad", &LinkParameters::half_divergence_rad, 1e-7, 1e-2},
    {"jitter_rad", &LinkParameters::jitter_rad, 0, 1e-2},
    {"aperture_m", &LinkParameters::aperture_m, 0.01, 20},
    {"obscuration", &LinkParameters::obscuration, 0, 0.9},
    {"optics", &LinkParameters::optics, 1e-4, 1},
    {"detector", &LinkParameters::detector, 1e-4, 1},
    {"extra_loss_db", &LinkParameters::extra_loss_db, 0, 60},
    {"misalignment", &LinkParameters::misalignment, 0, 0.5},
    {"background_error", &LinkParameters::background_error, 0, 1},
    {"gate_s", &LinkParameters::gate_s, 1e-12, 1e-6},
    {"after_pulse", &LinkParameters::after_pulse, 0, 0.5},
};
inline constexpr Bound<Sky> k_sky_bounds[] = {
    {"zenith_transmission", &Sky::zenith_transmission, 1e-4, 1},
    {"background_cps", &Sky::background_cps, 0, 1e8},
    {"scintillation", &Sky::scintillation, 0, 4},
};
inline constexpr double k_most_intensity = 10; ///< mean photons

struct SourceFault
{
    const char* member; ///< of a preset
    const char* why;
};
/// What no single bound says of a source: what the bounds of the key's length ask of it
/// (docs/distillation.md). Nothing when it is one.
[[nodiscard]] std::optional<SourceFault> fault_of_source(const LinkParameters& link);

} // namespace satpad::keyclient::satellite
