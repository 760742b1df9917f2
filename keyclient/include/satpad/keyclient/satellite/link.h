// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

/// The quantum downlink as numbers: what share of the light arrives, what noise there is, and how
/// often a detector clicks. Formulas and their sources: docs/satellite-link.md.
namespace satpad::keyclient::satellite {

inline constexpr std::size_t k_intensities = 3; ///< signal, decoy, vacuum: in this order everywhere

/// Decoy-state BB84 source and the two terminals. The defaults are the set "jinan-class-1": values
/// chosen so that the whole chain gives the published totals, not published values.
struct LinkParameters
{
    double pulse_rate_hz = 625e6;
    std::array<double, k_intensities> intensity{0.8, 0.1, 0.0}; ///< mean photons a pulse
    std::array<double, k_intensities> probability{0.50, 0.25, 0.25};
    double sender_z = 0.5;   ///< probability of the Z basis
    double receiver_z = 0.5; ///< passive choice
    double wavelength_m = 850e-9;
    double half_divergence_rad = 5e-6; ///< to 1/e² of the intensity
    double jitter_rad = 1.0e-6;        ///< rms of the pointing, per axis
    double aperture_m = 0.28;          ///< receiver's diameter
    double obscuration = 0.32;         ///< share of the diameter
    double optics = 0.27;
    double detector = 0.50;
    double extra_loss_db = 4.5;
    double misalignment = 0.008; ///< intrinsic error of a photon that arrives
    double background_error = 0.5;
    double gate_s = 1e-9;
    double after_pulse = 0; ///< probability that a click brings another one
};

struct Sky
{
    double zenith_transmission = 0.80;
    double background_cps = 400; ///< all four detectors, darks included
    /// Variance of the logarithm of the intensity at the aperture, for 5 ms at a time; 0: steady.
    double scintillation = 0;
};
inline constexpr Sky k_excellent_sky{0.85, 300};
inline constexpr Sky k_good_sky{0.80, 400};
inline constexpr Sky k_hazy_sky{0.70, 600};

/// Air masses towards an elevation (radians). Source: Kasten and Young, Applied Optics 28 (1989).
[[nodiscard]] double air_mass(double elevation);
/// Share of a Gaussian beam that an annular aperture takes in on average, pointing jitter included.
[[nodiscard]] double geometric_capture(const LinkParameters& link, double range_km);
/// From the satellite's exit to a detected click.
[[nodiscard]] double efficiency(
    const LinkParameters& link, const Sky& sky, double range_km, double elevation);
[[nodiscard]] double decibels(double efficiency);

/// Y0: probability of a noise click in one gate.
[[nodiscard]] double noise_per_gate(const LinkParameters& link, const Sky& sky);

/// Per pulse of one intensity that was sent and measured in the same basis.
struct Response
{
    double gain = 0;       ///< Q: probability of a click
    double error_gain = 0; ///< E·Q: probability of a wrong one
    [[nodiscard]] double qber() const { return gain > 0 ? error_gain / gain : 0; }
};
/// Threshold detectors; `intensity` in mean photons.
[[nodiscard]] Response response(
    const LinkParameters& link, double efficiency, double noise, double intensity);
/// All clicks of a second, both bases, sifted or not.
[[nodiscard]] double clicks_per_second(const LinkParameters& link, double efficiency, double noise);

} // namespace satpad::keyclient::satellite
