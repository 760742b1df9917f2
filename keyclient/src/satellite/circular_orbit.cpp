// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/frames.h>
#include <satpad/keyclient/satellite/orbit.h>

#include <numbers>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr double k_j2 = 1.08262668e-3;
/// The node must follow the Sun: once around in a tropical year, rad/s.
constexpr double k_sun_rate = 2 * std::numbers::pi / (365.2421897 * 86'400);

double cosine_of_inclination(double height_km)
{
    const double a = k_earth_radius_km + height_km;
    return -k_sun_rate * 2 * std::pow(a, 3.5) /
           (3 * k_j2 * k_earth_radius_km * k_earth_radius_km * std::sqrt(k_earth_mu));
}

class Circular final : public Orbit
{
public:
    explicit Circular(const CircularOrbit& orbit)
        : m_orbit(orbit)
        , m_a(k_earth_radius_km + orbit.height_km)
        , m_i(sun_synchronous_inclination(orbit.height_km))
    {
        const double n = std::sqrt(k_earth_mu / (m_a * m_a * m_a));
        const double ratio = k_earth_radius_km / m_a;
        const double k = k_j2 * ratio * ratio;
        const double cos2 = std::cos(m_i) * std::cos(m_i);
        m_node_rate = -1.5 * k * n * std::cos(m_i);
        m_u_rate = n * (1 + 0.75 * k * (3 * cos2 - 1)) + 0.75 * k * n * (5 * cos2 - 1);
        m_node =
            sun_mean_longitude(orbit.epoch) + (orbit.local_time_hours - 12) * std::numbers::pi / 12;
    }
    Expected<StateVector> at(Instant when) const override
    {
        const double t = seconds_between(m_orbit.epoch, when);
        const double u = m_orbit.argument_of_latitude + m_u_rate * t;
        const double node = m_node + m_node_rate * t;
        const Vector3 n{std::cos(node), std::sin(node), 0};
        const Vector3 m{
            -std::sin(node) * std::cos(m_i), std::cos(node) * std::cos(m_i), std::sin(m_i)};
        return StateVector{m_a * (std::cos(u) * n + std::sin(u) * m),
            m_a * m_u_rate * (std::cos(u) * m - std::sin(u) * n)};
    }
    Instant epoch() const override { return m_orbit.epoch; }

private:
    CircularOrbit m_orbit;
    double m_a;
    double m_i;
    double m_node = 0;
    double m_node_rate = 0;
    double m_u_rate = 0;
};

} // namespace

double sun_synchronous_inclination(double height_km)
{
    return std::acos(cosine_of_inclination(height_km));
}

Expected<std::unique_ptr<Orbit>> make_circular(const CircularOrbit& orbit)
{
    if (!(orbit.height_km >= 150) || cosine_of_inclination(orbit.height_km) < -1) {
        return Unexpected(Errc::invalid_argument,
            "no circular orbit of that height is sun-synchronous; choose 150 to 5970 km");
    }
    return std::unique_ptr<Orbit>(std::make_unique<Circular>(orbit));
}

} // namespace satpad::keyclient::satellite
