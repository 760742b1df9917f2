// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/key_length.h>

#include <algorithm>
#include <cmath>
#include <numbers>

/// Symbols as in the paper: n clicks and m errors of intensity k, τ_j the probability of j photons,
/// s0, s1 vacuum and single-photon clicks, v1 single-photon errors, φ phase error.
namespace satpad::keyclient::satellite {

namespace {

using Counts = std::array<double, k_intensities>;

struct Interval
{
    double least = 0;
    double most = 0;
};

/// One count's expectation, each side wrong with probability e^-β. `total`: of the basis.
Interval fluctuate(double count, double total, double beta, Fluctuation by)
{
    if (by == Fluctuation::none) {
        return {count, count};
    }
    if (by == Fluctuation::hoeffding) {
        const double off = std::sqrt(total * beta / 2);
        return {std::max(0.0, count - off), count + off};
    }
    return {std::max(0.0, count - beta / 2 - std::sqrt(2 * count * beta + beta * beta / 4)),
        count + beta + std::sqrt(2 * count * beta + beta * beta)};
}

/// Counts as if every pulse had been of intensity k: e^μ/p times the count.
std::array<Interval, k_intensities> scaled(
    const LinkParameters& source, const Counts& counts, double beta, Fluctuation by)
{
    const double total = counts[0] + counts[1] + counts[2];
    std::array<Interval, k_intensities> result;
    for (std::size_t k = 0; k < k_intensities; ++k) {
        const double factor = std::exp(source.intensity[k]) / source.probability[k];
        const Interval one = fluctuate(counts[k], total, beta, by);
        result[k] = {factor * one.least, factor * one.most};
    }
    return result;
}

/// Probability that a pulse has this many photons (0 or 1).
double photons(const LinkParameters& source, int number)
{
    double sum = 0;
    for (std::size_t k = 0; k < k_intensities; ++k) {
        const double mu = source.intensity[k];
        sum += source.probability[k] * std::exp(-mu) * (number == 0 ? 1 : mu);
    }
    return sum;
}

struct Singles
{
    double vacuum = 0;
    double single = 0;
};

/// s0 and s1 of one basis, at least.
Singles least_singles(
    const LinkParameters& source, const Counts& clicks, double beta, Fluctuation by)
{
    const auto n = scaled(source, clicks, beta, by);
    const auto& mu = source.intensity;
    const double tau0 = photons(source, 0);
    const double tau1 = photons(source, 1);
    Singles result;
    result.vacuum =
        std::max(0.0, tau0 * (mu[1] * n[2].least - mu[2] * n[1].most) / (mu[1] - mu[2]));
    const double multi =
        (mu[1] * mu[1] - mu[2] * mu[2]) / (mu[0] * mu[0]) * (n[0].most - result.vacuum / tau0);
    result.single = std::max(0.0,
        tau1 * mu[0] * (n[1].least - n[2].most - multi) /
            (mu[0] * (mu[1] - mu[2]) - mu[1] * mu[1] + mu[2] * mu[2]));
    return result;
}

/// v1 of one basis, at most: never more than all errors there were.
double most_single_errors(
    const LinkParameters& source, const BasisCounts& test, double beta, Fluctuation by)
{
    const auto m = scaled(source, test.errors, beta, by);
    const double bound =
        photons(source, 1) * (m[1].most - m[2].least) / (source.intensity[1] - source.intensity[2]);
    return std::clamp(bound, 0.0, test.all_errors());
}

/// How far the phase error may lie above what the test basis shows: sampling without replacement.
/// The first logarithm is natural, the second one binary.
double sampling_gap(double epsilon, double rate, double tested, double keyed)
{
    const double both = tested + keyed;
    const double product = tested * keyed;
    const double inner = both / (product * (1 - rate) * rate) * 21.0 * 21.0 / (epsilon * epsilon);
    return std::sqrt(both * (1 - rate) * rate / (product * std::numbers::ln2) * std::log2(inner));
}

double phase_error(const BlockBounds& bounds, const SecurityParameters& security)
{
    const double rate = bounds.single_errors / bounds.single_test;
    if (rate >= 0.5) {
        return 0.5;
    }
    // No error at all still leaves room for one: the gap's formula needs a rate above 0.
    const double seen = std::max(rate, 1 / bounds.single_test);
    const double gap =
        security.fluctuation == Fluctuation::none
            ? 0
            : sampling_gap(security.secrecy, seen, bounds.single_test, bounds.single);
    return std::min(0.5, rate + gap);
}

} // namespace

double binary_entropy(double p)
{
    if (!(p > 0 && p < 1)) {
        return 0;
    }
    return -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

BlockBounds bound_block(const LinkParameters& source,
    const BasisCounts& key,
    const BasisCounts& test,
    double leaked_bits,
    const SecurityParameters& security)
{
    const double beta = std::log(21 / security.secrecy);
    BlockBounds bounds;
    if (key.all_clicks() <= 0 || test.all_clicks() <= 0) {
        bounds.why = NoKey::no_clicks;
        return bounds;
    }
    const Singles of_key = least_singles(source, key.clicks, beta, security.fluctuation);
    bounds.vacuum = of_key.vacuum;
    bounds.single = of_key.single;
    bounds.single_test = least_singles(source, test.clicks, beta, security.fluctuation).single;
    bounds.single_errors = most_single_errors(source, test, beta, security.fluctuation);
    if (bounds.single <= 0 || bounds.single_test <= 0) {
        bounds.why = NoKey::no_single;
        return bounds;
    }
    bounds.phase_error = phase_error(bounds, security);
    const double hidden = bounds.vacuum + bounds.single * (1 - binary_entropy(bounds.phase_error));
    const double constants =
        6 * std::log2(21 / security.secrecy) + std::log2(2 / security.correctness);
    bounds.length =
        hidden - leaked_bits - (security.fluctuation == Fluctuation::none ? 0 : constants);
    if (bounds.length < 1) {
        bounds.why = bounds.phase_error >= 0.5 ? NoKey::phase_error : NoKey::leaked_too_much;
    }
    return bounds;
}

double BothBounds::length() const
{
    return std::max(0.0, z.length) + std::max(0.0, x.length);
}

BothBounds bound_both(const LinkParameters& source,
    const BasisCounts& z,
    const BasisCounts& x,
    double leaked_z,
    double leaked_x,
    const SecurityParameters& security)
{
    SecurityParameters half = security;
    half.secrecy /= 2;
    half.correctness /= 2;
    return {bound_block(source, z, x, leaked_z, half), bound_block(source, x, z, leaked_x, half)};
}

double expected_leak(const BasisCounts& counts, double efficiency)
{
    const double n = counts.all_clicks();
    return n > 0 ? efficiency * n * binary_entropy(counts.all_errors() / n) : 0;
}

} // namespace satpad::keyclient::satellite
