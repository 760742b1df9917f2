// SPDX-License-Identifier: GPL-3.0-or-later
#include "wipe_all.h"

#include <satpad/keyclient/satellite/photons.h>

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace satpad::keyclient::satellite {

namespace {

constexpr std::size_t k_pool_words = 4'096;
constexpr unsigned k_most_photons = 12; ///< of a pulse; the rest, below 1e-12, counts with it

double poisson(double mean, unsigned n)
{
    return std::exp(-mean + n * std::log(mean) - std::lgamma(n + 1.0));
}

/// Probability of n photons; the last class holds all above it.
double photon_share(double mean, unsigned n)
{
    if (mean <= 0) {
        return n == 0 ? 1 : 0;
    }
    if (n < k_most_photons) {
        return poisson(mean, n);
    }
    double below = 0;
    for (unsigned i = 0; i < k_most_photons; ++i) {
        below += poisson(mean, i);
    }
    return std::max(0.0, 1 - below);
}

/// Probability that at least one of n photons is detected.
double arrival(double efficiency, unsigned n)
{
    return 1 - std::pow(1 - efficiency, n);
}

/// As many of 2³² as `probability` of one: 32 random bits are below it as often as that.
std::uint64_t of_2_32(double probability)
{
    return static_cast<std::uint64_t>(std::llround(probability * 0x1p32));
}

constexpr std::uint64_t k_half = std::uint64_t{1} << 31U;

} // namespace

struct PhotonSampler::Class
{
    double clicks = 0;      ///< expected in the second
    std::uint64_t upto = 0; ///< share of all clicks, of this class and all before it, in 2⁻³²
    std::uint8_t intensity = 0;
    std::uint8_t photons = 0;
    std::uint64_t wrong =
        0; ///< probability that a click in the sender's basis shows the other bit, in 2⁻³²
};

/// Finds the class of a click by 32 random bits.
class PhotonSampler::ClassTable
{
public:
    /// Sets `upto` of each. `all` is not empty, and outlives the table.
    explicit ClassTable(std::vector<Class>& all)
        : m_all(all)
    {
        for (const Class& one : all) {
            m_clicks += one.clicks;
        }
        double sum = 0;
        for (Class& one : all) {
            sum += one.clicks;
            one.upto = of_2_32(sum / m_clicks);
        }
        all.back().upto = of_2_32(1);
        std::uint8_t at = 0;
        for (std::size_t i = 0; i < m_first.size(); ++i) {
            while (all[at].upto <= i << k_shift) {
                ++at;
            }
            m_first[i] = at;
        }
    }
    [[nodiscard]] double clicks() const { return m_clicks; }
    [[nodiscard]] const Class& at(std::uint64_t share) const
    {
        std::size_t found = m_first[share >> k_shift];
        while (m_all[found].upto <= share) {
            ++found;
        }
        return m_all[found];
    }

private:
    static constexpr unsigned k_bits = 10;
    static constexpr unsigned k_shift = 32 - k_bits;
    const std::vector<Class>& m_all;
    double m_clicks = 0;
    std::array<std::uint8_t, 1U << k_bits> m_first{}; ///< by the highest bits of the share
};

PhotonSampler::PhotonSampler(const LinkParameters& link,
    const Sky& sky,
    const Attack& attack,
    std::uint64_t seed,
    core::RandomSource& bits)
    : m_link(link)
    , m_sky(sky)
    , m_attack(attack)
    , m_sender_z(of_2_32(link.sender_z))
    , m_receiver_z(of_2_32(link.receiver_z))
    , m_physics(seed)
    , m_bits(bits)
{}

PhotonSampler::~PhotonSampler()
{
    wipe_all(m_pool);
}

/// Every kind of pulse that may click; the commonest first, so that a search ends early.
std::vector<PhotonSampler::Class> PhotonSampler::classes(
    const TrackPoint& point, double fading) const
{
    const double eta =
        std::min(1.0, fading * efficiency(m_link, m_sky, point.range_km, point.elevation));
    const double noise = noise_per_gate(m_link, m_sky);
    // Half of what is intercepted is measured in the wrong basis, and then the result is a coin's.
    const double wrong_light =
        m_link.misalignment + m_attack.intercepted / 2 * (0.5 - m_link.misalignment);
    // The splitter sends on as much as makes the signal's click rate what it was.
    double passed_on = 1;
    if (m_attack.photon_number_splitting) {
        double multi = 0;
        for (unsigned n = 2; n <= k_most_photons; ++n) {
            multi += photon_share(m_link.intensity[0], n) * arrival(m_link.detector, n - 1);
        }
        passed_on = std::min(1.0, -std::expm1(-eta * m_link.intensity[0]) / multi);
    }
    std::vector<Class> found;
    for (std::uint8_t k = 0; k < k_intensities; ++k) {
        for (unsigned n = 0; n <= k_most_photons; ++n) {
            double light = arrival(eta, n);
            if (m_attack.photon_number_splitting) {
                light = n < 2 ? 0 : passed_on * arrival(m_link.detector, n - 1);
            }
            // A click that brings another one counts as noise, as in link.h's response.
            const double yield = (1 - (1 - noise) * (1 - light)) * (1 + m_link.after_pulse);
            const double pulses =
                m_link.pulse_rate_hz * m_link.probability[k] * photon_share(m_link.intensity[k], n);
            if (pulses * yield > 0) {
                const double arrived = light / yield; // the rest of the clicks is noise
                const double wrong =
                    arrived * wrong_light + (1 - arrived) * m_link.background_error;
                found.push_back(
                    {pulses * yield, 0, k, static_cast<std::uint8_t>(n), of_2_32(wrong)});
            }
        }
    }
    std::sort(found.begin(), found.end(), [](const Class& a, const Class& b) {
        return a.clicks > b.clicks;
    });
    return found;
}

/// Of the clicks of a second, as parts of it: the sums of exponential gaps, brought to length.
std::vector<double> PhotonSampler::places(double clicks)
{
    std::vector<double> found(std::min<std::uint64_t>(
        k_most_clicks, std::poisson_distribution<std::uint64_t>(clicks)(m_physics)));
    double sum = 0;
    for (double& place : found) {
        sum += gap();
        place = sum;
    }
    sum += gap();
    for (double& place : found) {
        place /= sum;
    }
    return found;
}

/// Poisson processes side by side are one, whose clicks each belong to a class by its share: which
/// one, and with it the pulse's intensity, says the sender's generator, not the physics.
std::vector<Detection> PhotonSampler::second(const TrackPoint& point)
{
    std::vector<Class> all = classes(point, fading());
    const auto pulses = static_cast<std::uint64_t>(m_link.pulse_rate_hz);
    const std::uint64_t first = m_second++ * pulses;
    std::vector<Detection> found;
    if (all.empty()) {
        return found;
    }
    const ClassTable table(all);
    const std::vector<double> clicks = places(table.clicks());
    found.reserve(clicks.size());
    std::uint64_t free = 0; // the first pulse that has not clicked: a detector clicks once
    for (const double place : clicks) {
        const auto pulse = static_cast<std::uint64_t>(place * static_cast<double>(pulses));
        if (pulse < free || pulse >= pulses) {
            continue;
        }
        free = pulse + 1;
        const std::uint64_t chosen = secret_bits();
        found.push_back(detection(table.at(chosen >> 32U), static_cast<std::uint32_t>(chosen)));
        found.back().pulse = first + pulse;
    }
    return found;
}

/// Of one second: unit mean, log-normal for 5 ms at a time. Clicks follow the light, so their counts
/// feel no more of it than the second's mean.
double PhotonSampler::fading()
{
    if (m_sky.scintillation <= 0) {
        return 1;
    }
    constexpr int k_steps = 200;
    std::normal_distribution<double> gauss(
        -m_sky.scintillation / 2, std::sqrt(m_sky.scintillation));
    double sum = 0;
    for (int i = 0; i < k_steps; ++i) {
        sum += std::exp(gauss(m_physics));
    }
    return sum / k_steps;
}

Detection PhotonSampler::detection(const Class& kind, std::uint32_t chosen)
{
    Detection one;
    one.intensity = kind.intensity;
    one.photons = kind.photons;
    // Without branches: nobody could foretell them.
    one.sent_bit = (chosen & 1U) != 0;
    const bool sent_in_x = (chosen & ~1U) >= m_sender_z;
    const std::uint64_t nature = m_physics();
    const bool measured_in_x = nature >> 32U >= m_receiver_z;
    one.sent_basis = static_cast<Basis>(sent_in_x);
    one.measured_basis = static_cast<Basis>(measured_in_x);
    const std::array<std::uint64_t, 2> wrong{kind.wrong, k_half};
    const bool turned = (nature & 0xffff'ffffU) < wrong[sent_in_x != measured_in_x ? 1 : 0];
    one.measured_bit = one.sent_bit != turned;
    return one;
}

/// A pass asks for some ten million of them; spread by ChaCha20 they cost a tenth of the system's own.
std::uint64_t PhotonSampler::secret_bits()
{
    static_assert(randombytes_SEEDBYTES == 32);
    if (m_used == m_pool.size()) {
        m_pool.resize(k_pool_words);
        std::array<std::byte, randombytes_SEEDBYTES> seed{};
        m_bits.fill(seed);
        randombytes_buf_deterministic(m_pool.data(),
            m_pool.size() * sizeof(m_pool[0]),
            reinterpret_cast<const unsigned char*>(seed.data()));
        core::wipe(seed);
        m_used = 0;
    }
    return std::exchange(m_pool[m_used++], 0);
}

/// Exponential, of unit mean. 1 - u is never 0, and exact: log loses nothing that log1p would keep.
double PhotonSampler::gap()
{
    return -std::log(1 - static_cast<double>(m_physics() >> 11U) * 0x1p-53);
}

} // namespace satpad::keyclient::satellite
