// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/orbit.h>

#include <algorithm>
#include <cmath>
#include <numbers>

/// The near-Earth part of SGP4. Symbols follow AIAA 2006-6753 (and Spacetrack Report No. 3), so that
/// the formulas can be laid beside the paper: n mean motion (rad/min), e eccentricity, i inclination,
/// Ω node, ω argument of perigee, M mean anomaly, a semi-major axis (Earth radii).
namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr double k_two_pi = 2 * std::numbers::pi;
constexpr double k_minutes_a_day = 1440;

// WGS-72: the elements were fitted with these; newer constants would make them worse.
constexpr double k_mu = 398'600.8;     // km³/s²
constexpr double k_radius = 6'378.135; // km
constexpr double k_j2 = 0.001082616;
constexpr double k_j3 = -0.00000253881;
constexpr double k_j4 = -0.00000165597;
constexpr double k_j3_over_j2 = k_j3 / k_j2;
const double k_ke = 60 / std::sqrt(k_radius * k_radius * k_radius / k_mu); // Earth radii^1.5/min

double square(double x)
{
    return x * x;
}

double wrapped(double angle)
{
    return std::fmod(angle, k_two_pi);
}

/// Kozai's mean motion made Brouwer's.
double unkozai(double kozai, double e, double cos_i)
{
    const double one_minus_e2 = 1 - e * e;
    const double a = std::pow(k_ke / kozai, 2.0 / 3);
    const double d1 =
        0.75 * k_j2 * (3 * square(cos_i) - 1) / (std::sqrt(one_minus_e2) * one_minus_e2);
    const double first = d1 / square(a);
    const double better = a * (1 - square(first) - first * (1.0 / 3 + 134 * square(first) / 81));
    return kozai / (1 + d1 / square(better));
}

/// What perigee drag feels: the density function's parameter s and (q0 - s)⁴, in Earth radii.
struct Density
{
    double s = 78 / k_radius + 1;
    double q0_minus_s_4 = 0;

    explicit Density(double perigee_km)
    {
        double s_km = 78;
        if (perigee_km < 156) {
            s_km = perigee_km < 98 ? 20 : perigee_km - 78;
            s = s_km / k_radius + 1;
        }
        q0_minus_s_4 = std::pow((120 - s_km) / k_radius, 4);
    }
};

/// The rates and coefficients that do not change with time.
struct Terms
{
    double n = 0;
    double e = 0;
    double i = 0;
    double node = 0;
    double argp = 0;
    double mean = 0;
    double drag = 0;

    double sin_i = 0;
    double cos_i = 0;
    double con41 = 0;
    double x1mth2 = 0;
    double x7thm1 = 0;
    double eta = 0;
    double mean_rate = 0;
    double argp_rate = 0;
    double node_rate = 0;
    double node_drag = 0;
    double argp_drag = 0;
    double mean_drag = 0;
    double delta_mean_0 = 0;
    double c1 = 0;
    double c4 = 0;
    double c5 = 0;
    double d2 = 0;
    double d3 = 0;
    double d4 = 0;
    double t2 = 0;
    double t3 = 0;
    double t4 = 0;
    double t5 = 0;
    double xl = 0;
    double ay = 0;
    bool simple = false; ///< perigee below 220 km: the higher powers of time are left out
};

/// Secular rates by J2, J2² and J4.
void set_rates(Terms& k, double p_inverse_squared)
{
    const double beta = std::sqrt(1 - square(k.e));
    const double theta2 = square(k.cos_i);
    const double theta4 = square(theta2);
    const double con42 = 1 - 5 * theta2;
    const double temp1 = 1.5 * k_j2 * p_inverse_squared * k.n;
    const double temp2 = 0.5 * temp1 * k_j2 * p_inverse_squared;
    const double temp3 = -0.46875 * k_j4 * square(p_inverse_squared) * k.n;
    k.mean_rate = k.n + 0.5 * temp1 * beta * k.con41 +
                  0.0625 * temp2 * beta * (13 - 78 * theta2 + 137 * theta4);
    k.argp_rate = -0.5 * temp1 * con42 + 0.0625 * temp2 * (7 - 114 * theta2 + 395 * theta4) +
                  temp3 * (3 - 36 * theta2 + 49 * theta4);
    const double first = -temp1 * k.cos_i;
    k.node_rate =
        first + (0.5 * temp2 * (4 - 19 * theta2) + 2 * temp3 * (3 - 7 * theta2)) * k.cos_i;
    k.node_drag = 3.5 * (1 - square(k.e)) * first * k.c1;
}

/// Drag: C1 to C5 and what follows from them.
void set_drag(Terms& k, double a, const Density& density)
{
    const double one_minus_e2 = 1 - square(k.e);
    const double xi = 1 / (a - density.s);
    const double eta = a * k.e * xi;
    const double eta2 = square(eta);
    const double e_eta = k.e * eta;
    const double psi2 = std::abs(1 - eta2);
    const double coef = density.q0_minus_s_4 * std::pow(xi, 4);
    const double coef1 = coef / std::pow(psi2, 3.5);
    const double c2 = coef1 * k.n *
                      (a * (1 + 1.5 * eta2 + e_eta * (4 + eta2)) +
                          0.375 * k_j2 * xi / psi2 * k.con41 * (8 + 3 * eta2 * (8 + eta2)));
    k.eta = eta;
    k.c1 = k.drag * c2;
    const bool round = k.e <= 1e-4;
    const double c3 = round ? 0 : -2 * coef * xi * k_j3_over_j2 * k.n * k.sin_i / k.e;
    k.c4 = 2 * k.n * coef1 * a * one_minus_e2 *
           (eta * (2 + 0.5 * eta2) + k.e * (0.5 + 2 * eta2) -
               k_j2 * xi / (a * psi2) *
                   (-3 * k.con41 * (1 - 2 * e_eta + eta2 * (1.5 - 0.5 * e_eta)) +
                       0.75 * k.x1mth2 * (2 * eta2 - e_eta * (1 + eta2)) * std::cos(2 * k.argp)));
    k.c5 = 2 * coef1 * a * one_minus_e2 * (1 + 2.75 * (eta2 + e_eta) + e_eta * eta2);
    k.argp_drag = k.drag * c3 * std::cos(k.argp);
    k.mean_drag = round ? 0 : -2.0 / 3 * coef * k.drag / e_eta;
    k.delta_mean_0 = std::pow(1 + eta * std::cos(k.mean), 3);
    k.t2 = 1.5 * k.c1;
    if (k.simple) {
        return;
    }
    const double c1_2 = square(k.c1);
    k.d2 = 4 * a * xi * c1_2;
    const double temp = k.d2 * xi * k.c1 / 3;
    k.d3 = (17 * a + density.s) * temp;
    k.d4 = 0.5 * temp * a * xi * (221 * a + 31 * density.s) * k.c1;
    k.t3 = k.d2 + 2 * c1_2;
    k.t4 = 0.25 * (3 * k.d3 + k.c1 * (12 * k.d2 + 10 * c1_2));
    k.t5 = 0.2 * (3 * k.d4 + 12 * k.c1 * k.d3 + 6 * square(k.d2) + 15 * c1_2 * (2 * k.d2 + c1_2));
}

Terms terms_of(const ElementSet& elements)
{
    Terms k;
    k.e = elements.eccentricity;
    k.i = elements.inclination;
    k.node = elements.ascending_node;
    k.argp = elements.argument_of_perigee;
    k.mean = elements.mean_anomaly;
    k.drag = elements.drag;
    k.sin_i = std::sin(k.i);
    k.cos_i = std::cos(k.i);
    k.n = unkozai(elements.mean_motion * k_two_pi / k_minutes_a_day, k.e, k.cos_i);
    const double theta2 = square(k.cos_i);
    k.con41 = 3 * theta2 - 1;
    k.x1mth2 = 1 - theta2;
    k.x7thm1 = 7 * theta2 - 1;
    const double a = std::pow(k_ke / k.n, 2.0 / 3);
    const double perigee = a * (1 - k.e);
    k.simple = perigee < 220 / k_radius + 1;
    set_drag(k, a, Density((perigee - 1) * k_radius));
    set_rates(k, 1 / square(a * (1 - square(k.e))));
    // The paper keeps the division by 1 + cos i away from zero for orbits that go straight back.
    constexpr double k_least = 1.5e-12;
    const double divisor = std::abs(1 + k.cos_i) > k_least ? 1 + k.cos_i : k_least;
    k.xl = -0.25 * k_j3_over_j2 * k.sin_i * (3 + 5 * k.cos_i) / divisor;
    k.ay = -0.5 * k_j3_over_j2 * k.sin_i;
    return k;
}

/// Mean elements at a time, drag and secular gravity applied.
struct Mean
{
    double n = 0;
    double a = 0;
    double e = 0;
    double node = 0;
    double argp = 0;
    double mean = 0;
};

Expected<Mean> mean_at(const Terms& k, double t)
{
    double mean = k.mean + k.mean_rate * t;
    double argp = k.argp + k.argp_rate * t;
    const double t2 = t * t;
    double node = k.node + k.node_rate * t + k.node_drag * t2;
    double a_factor = 1 - k.c1 * t;
    double e_change = k.drag * k.c4 * t;
    double l_change = k.t2 * t2;
    if (!k.simple) {
        const double delta = std::pow(1 + k.eta * std::cos(mean), 3) - k.delta_mean_0;
        const double turn = k.argp_drag * t + k.mean_drag * delta;
        mean += turn;
        argp -= turn;
        const double t3 = t2 * t;
        const double t4 = t3 * t;
        a_factor -= k.d2 * t2 + k.d3 * t3 + k.d4 * t4;
        e_change += k.drag * k.c5 * (std::sin(mean) - std::sin(k.mean));
        l_change += k.t3 * t3 + t4 * (k.t4 + t * k.t5);
    }
    Mean now;
    now.a = std::pow(k_ke / k.n, 2.0 / 3) * square(a_factor);
    now.n = k_ke / std::pow(now.a, 1.5);
    now.e = k.e - e_change;
    if (!(now.e < 1 && now.e >= -0.001)) {
        return Unexpected(Errc::unsupported_file,
            "drag has driven the elements out of range; they are too old for this time");
    }
    now.e = std::max(now.e, 1e-6);
    mean += k.n * l_change;
    const double longitude = wrapped(mean + argp + node);
    now.node = wrapped(node);
    now.argp = wrapped(argp);
    now.mean = wrapped(longitude - now.argp - now.node);
    return now;
}

/// Kepler's equation for E + ω, in the elements that stay regular on a circle.
double solve_kepler(double u, double axn, double ayn)
{
    double anomaly = u;
    for (int tries = 0; tries < 10; ++tries) {
        const double sine = std::sin(anomaly);
        const double cosine = std::cos(anomaly);
        double step = (u - ayn * cosine + axn * sine - anomaly) / (1 - cosine * axn - sine * ayn);
        step = std::clamp(step, -0.95, 0.95);
        anomaly += step;
        if (std::abs(step) < 1e-12) {
            break;
        }
    }
    return anomaly;
}

/// The orbit plane's axes made into position and velocity.
StateVector oriented(double r, double r_rate, double rf_rate, double u, double node, double i)
{
    const Vector3 m{-std::sin(node) * std::cos(i), std::cos(node) * std::cos(i), std::sin(i)};
    const Vector3 n{std::cos(node), std::sin(node), 0};
    const Vector3 radial = std::sin(u) * m + std::cos(u) * n;
    const Vector3 along = std::cos(u) * m - std::sin(u) * n;
    const double speed = k_radius * k_ke / 60; // km/s
    return {r * k_radius * radial, speed * (r_rate * radial + rf_rate * along)};
}

/// Periodic terms, long and short, and the state.
Expected<StateVector> state_of(const Terms& k, const Mean& now)
{
    const double axn = now.e * std::cos(now.argp);
    const double p_inverse = 1 / (now.a * (1 - square(now.e)));
    const double ayn = now.e * std::sin(now.argp) + p_inverse * k.ay;
    const double xl = now.mean + now.argp + now.node + p_inverse * k.xl * axn;
    const double anomaly = solve_kepler(wrapped(xl - now.node), axn, ayn);
    const double sine = std::sin(anomaly);
    const double cosine = std::cos(anomaly);

    const double e_cos = axn * cosine + ayn * sine;
    const double e_sin = axn * sine - ayn * cosine;
    const double el2 = square(axn) + square(ayn);
    const double p = now.a * (1 - el2);
    if (p < 0) {
        return Unexpected(Errc::unsupported_file, "the elements describe no orbit at this time");
    }
    const double r = now.a * (1 - e_cos);
    const double r_rate = std::sqrt(now.a) * e_sin / r;
    const double rf_rate = std::sqrt(p) / r;
    const double beta = std::sqrt(1 - el2);
    const double share = e_sin / (1 + beta);
    const double sin_u = now.a / r * (sine - ayn - axn * share);
    const double cos_u = now.a / r * (cosine - axn + ayn * share);
    const double sin_2u = 2 * cos_u * sin_u;
    const double cos_2u = 1 - 2 * square(sin_u);
    const double temp1 = 0.5 * k_j2 / p;
    const double temp2 = temp1 / p;

    const double radius = r * (1 - 1.5 * temp2 * beta * k.con41) + 0.5 * temp1 * k.x1mth2 * cos_2u;
    if (radius < 1) {
        return Unexpected(Errc::unsupported_file, "the satellite has come down by this time");
    }
    const double u = std::atan2(sin_u, cos_u) - 0.25 * temp2 * k.x7thm1 * sin_2u;
    const double node = now.node + 1.5 * temp2 * k.cos_i * sin_2u;
    const double i = k.i + 1.5 * temp2 * k.cos_i * k.sin_i * cos_2u;
    return oriented(radius,
        r_rate - now.n * temp1 * k.x1mth2 * sin_2u / k_ke,
        rf_rate + now.n * temp1 * (k.x1mth2 * cos_2u + 1.5 * k.con41) / k_ke,
        u,
        node,
        i);
}

class Sgp4 final : public Orbit
{
public:
    Sgp4(const Terms& terms, Instant epoch)
        : m_terms(terms)
        , m_epoch(epoch)
    {}
    Expected<StateVector> at(Instant when) const override
    {
        auto now = mean_at(m_terms, seconds_between(m_epoch, when) / 60);
        if (!now) {
            return fail(std::move(now));
        }
        return state_of(m_terms, *now);
    }
    Instant epoch() const override { return m_epoch; }

private:
    Terms m_terms;
    Instant m_epoch;
};

} // namespace

Expected<std::unique_ptr<Orbit>> make_sgp4(const ElementSet& elements)
{
    if (!(elements.mean_motion > 0) || !(elements.eccentricity >= 0 && elements.eccentricity < 1)) {
        return Unexpected(Errc::unsupported_file,
            "element set " + elements.catalogue_number + " describes no orbit");
    }
    const Terms terms = terms_of(elements);
    if (!(terms.n > 0) || k_two_pi / terms.n >= 225) {
        return Unexpected(Errc::unsupported_file,
            "element set " + elements.catalogue_number +
                " is a deep-space one (a revolution takes 225 minutes or more); "
                "only low orbits are computed");
    }
    return std::unique_ptr<Orbit>(std::make_unique<Sgp4>(terms, elements.epoch));
}

} // namespace satpad::keyclient::satellite
