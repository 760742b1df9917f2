// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/link.h>

#include <cmath>
#include <numbers>

namespace satpad::keyclient::satellite {

double air_mass(double elevation)
{
    const double degrees = elevation * 180 / std::numbers::pi;
    return 1 / (std::sin(elevation) + 0.50572 * std::pow(degrees + 6.07995, -1.6364));
}

double geometric_capture(const LinkParameters& link, double range_km)
{
    const double d = range_km * 1'000;
    const double waist = link.wavelength_m / (std::numbers::pi * link.half_divergence_rad);
    const double spread = link.half_divergence_rad * d;
    const double wander = 2 * link.jitter_rad * d;
    const double w2 = waist * waist + spread * spread + wander * wander;
    const double outer = link.aperture_m / 2;
    const double inner = outer * link.obscuration;
    return std::exp(-2 * inner * inner / w2) - std::exp(-2 * outer * outer / w2);
}

double efficiency(const LinkParameters& link, const Sky& sky, double range_km, double elevation)
{
    return geometric_capture(link, range_km) *
           std::pow(sky.zenith_transmission, air_mass(elevation)) * link.optics * link.detector *
           std::pow(10, -link.extra_loss_db / 10);
}

double decibels(double efficiency)
{
    return -10 * std::log10(efficiency);
}

double noise_per_gate(const LinkParameters& link, const Sky& sky)
{
    return sky.background_cps * link.gate_s;
}

Response response(const LinkParameters& link, double efficiency, double noise, double intensity)
{
    const double arrives = -std::expm1(-efficiency * intensity);
    const double gain = 1 - (1 - noise) * (1 - arrives);
    const double echo = link.after_pulse;
    return {gain * (1 + echo),
        link.background_error * (noise + echo * gain) + link.misalignment * arrives};
}

double clicks_per_second(const LinkParameters& link, double efficiency, double noise)
{
    double clicks = 0;
    for (std::size_t k = 0; k < k_intensities; ++k) {
        clicks += link.probability[k] * response(link, efficiency, noise, link.intensity[k]).gain;
    }
    return clicks * link.pulse_rate_hz;
}

} // namespace satpad::keyclient::satellite
