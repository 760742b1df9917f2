// SPDX-License-Identifier: GPL-3.0-or-later
#include "search.h"

#include "scale.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace satpad::core::image {
namespace {

constexpr double k_bits_per_pixel =
    0.6; ///< the scale that looks best, over seven photos and five codecs
constexpr double k_aim = 0.988;
constexpr double k_full_enough = 0.975;
constexpr double k_inside_bracket = 0.12;
constexpr int k_most_turns = 10; ///< encodings at one scale; three are usual
constexpr int k_most_scales = 16;
/// Full effort shrinks a fast lossless encoding to 0.4 of its size at best.
constexpr double k_fast_lossless_hope = 2.5;
constexpr std::uint64_t k_big_picture = 1'000'000;

struct Point
{
    double knob = 0; ///< natural logarithm
    double size = 0; ///< natural logarithm of the bytes
};

/// Regula falsi on (ln knob, ln bytes). Sizes fall as the knob rises.
class KnobWalk
{
public:
    KnobWalk(const KnobRange& range, double budget, double first)
        : m_low_end(std::log(range.finest))
        , m_high_end(std::log(range.coarsest))
        , m_slope(range.slope)
        , m_aim(std::log(budget * k_aim))
        , m_budget(std::log(budget))
        , m_next(std::clamp(std::log(first), m_low_end, m_high_end))
    {}

    [[nodiscard]] double knob() const { return std::exp(m_next); }
    [[nodiscard]] bool at_finest() const { return m_next <= m_low_end; }
    [[nodiscard]] bool at_coarsest() const { return m_next >= m_high_end; }

    /// Takes the size that knob() gave; false when no untried knob is left to try.
    bool learn(double bytes)
    {
        const Point point{m_next, std::log(bytes)};
        auto& side = point.size > m_budget ? m_too_big : m_fits;
        if (side && std::abs(point.knob - side->knob) > 1e-6) {
            m_slope = std::clamp((point.size - side->size) / (point.knob - side->knob), -3.0, -0.3);
        }
        side = point;
        const double guess = m_too_big && m_fits ? inside() : beyond(point);
        m_next = std::clamp(guess, m_low_end, m_high_end);
        return std::abs(m_next - point.knob) > 1e-3;
    }

private:
    [[nodiscard]] double inside() const
    {
        const double rise = m_fits->size - m_too_big->size;
        const double part = rise < 0 ? (m_aim - m_too_big->size) / rise : 0.5;
        return m_too_big->knob + std::clamp(part, k_inside_bracket, 1 - k_inside_bracket) *
                                     (m_fits->knob - m_too_big->knob);
    }
    [[nodiscard]] double beyond(const Point& point) const
    {
        return point.knob + (m_aim - point.size) / m_slope;
    }

    double m_low_end;
    double m_high_end;
    double m_slope;
    double m_aim;
    double m_budget;
    double m_next;
    std::optional<Point> m_too_big;
    std::optional<Point> m_fits;
};

enum class TurnEnd
{
    filled,
    too_big_at_coarsest,
    room_at_finest
};

class FitSearch
{
public:
    FitSearch(const Encoder& encoder,
        const Pixels& source,
        std::uint64_t budget,
        const PlanProgress& progress,
        int& encodes)
        : m_encoder(encoder)
        , m_source(source)
        , m_budget(budget)
        , m_progress(progress)
        , m_encodes(encodes)
    {}

    [[nodiscard]] Expected<Found> run()
    {
        Expected<bool> lossless = try_lossless();
        if (!lossless) {
            return fail(std::move(lossless));
        }
        if (!*lossless) {
            if (auto scaled = try_scales(); !scaled) {
                return fail(std::move(scaled));
            }
        }
        if (!m_best) {
            return Unexpected(Errc::limit_exceeded,
                "the smallest form of this picture takes " + std::to_string(m_smallest) + " bytes");
        }
        return std::move(*m_best);
    }

private:
    [[nodiscard]] Expected<Bytes> encode(const Pixels& pixels, const EncodeSettings& settings);
    [[nodiscard]] Expected<bool> lossless_is_hopeless();
    [[nodiscard]] Expected<bool> try_lossless();
    [[nodiscard]] Expected<void> try_scales();
    [[nodiscard]] Expected<TurnEnd> turn_knob(const Pixels& pixels);
    [[nodiscard]] Expected<Pixels> scaled_to(double pixels) const;
    void keep(Bytes payload, const Pixels& pixels, const EncodeSettings& settings);

    const Encoder& m_encoder;
    const Pixels& m_source;
    std::uint64_t m_budget;
    const PlanProgress& m_progress;
    int& m_encodes;
    std::optional<Found> m_best;
    std::uint64_t m_smallest = 0;
    std::uint64_t m_last = 0;
};

std::uint64_t pixel_count(const Pixels& pixels) noexcept
{
    return std::uint64_t{pixels.width} * pixels.height;
}

Expected<Bytes> FitSearch::encode(const Pixels& pixels, const EncodeSettings& settings)
{
    if (m_progress) {
        // How many encodings are needed shows only at the end; most searches take three to five.
        if (auto go = m_progress(1.0 - std::pow(0.75, m_encodes)); !go) {
            return fail(std::move(go));
        }
    }
    ++m_encodes;
    Expected<Bytes> made = m_encoder.encode(pixels, settings);
    if (made) {
        m_last = made->size();
        m_smallest = m_smallest == 0 ? m_last : std::min(m_smallest, m_last);
    }
    return made;
}

void FitSearch::keep(Bytes payload, const Pixels& pixels, const EncodeSettings& settings)
{
    if (payload.size() > m_budget || (m_best && m_best->payload.size() >= payload.size())) {
        return;
    }
    m_best = Found{std::move(payload),
        pixels.width,
        pixels.height,
        settings.lossless ? 0 : settings.knob,
        settings.lossless};
}

/// A big picture's middle rows alone over the hope: the whole need not be tried (seconds saved).
Expected<bool> FitSearch::lossless_is_hopeless()
{
    if (pixel_count(m_source) < k_big_picture || m_source.height < 16) {
        return false;
    }
    Pixels band = m_source;
    band.height = m_source.height / 8;
    const std::size_t row = m_source.samples.size() / m_source.height;
    const auto from =
        m_source.samples.begin() + static_cast<std::ptrdiff_t>(row * (m_source.height / 2));
    band.samples.assign(from, from + static_cast<std::ptrdiff_t>(row * band.height));
    Expected<Bytes> made = encode(band, {0, true, true});
    if (!made) {
        return fail(std::move(made));
    }
    return static_cast<double>(made->size()) > k_fast_lossless_hope * static_cast<double>(m_budget);
}

Expected<bool> FitSearch::try_lossless()
{
    Expected<bool> hopeless = lossless_is_hopeless();
    if (!hopeless || *hopeless) {
        return hopeless ? Expected<bool>(false) : std::move(hopeless);
    }
    for (const bool fast : {true, false}) {
        const EncodeSettings settings{0, true, fast};
        Expected<Bytes> made = encode(m_source, settings);
        if (!made) {
            return fail(std::move(made));
        }
        const auto size = static_cast<double>(made->size());
        // Of two exact encodings the smaller is the better: it costs less key.
        if (m_best && made->size() < m_best->payload.size()) {
            m_best.reset();
        }
        keep(std::move(*made), m_source, settings);
        if (size > k_fast_lossless_hope * static_cast<double>(m_budget)) {
            break;
        }
    }
    return m_best.has_value();
}

Expected<Pixels> FitSearch::scaled_to(double pixels) const
{
    const double factor =
        std::min(1.0, std::sqrt(pixels / static_cast<double>(pixel_count(m_source))));
    const auto side = [&](std::uint32_t length) {
        return std::max(1U, static_cast<std::uint32_t>(std::lround(length * factor)));
    };
    const std::uint32_t width = side(m_source.width);
    const std::uint32_t height = std::min(side(m_source.height), m_encoder.tallest(width));
    if (width == m_source.width && height == m_source.height) {
        return m_source;
    }
    return shrink(m_source, width, height);
}

Expected<TurnEnd> FitSearch::turn_knob(const Pixels& pixels)
{
    const auto budget = static_cast<double>(m_budget);
    const double bits_per_pixel = 8 * budget / static_cast<double>(pixel_count(pixels));
    KnobWalk walk(m_encoder.range(), budget, m_encoder.first_knob(bits_per_pixel));
    for (int turn = 0; turn < k_most_turns; ++turn) {
        const bool finest = walk.at_finest();
        const bool coarsest = walk.at_coarsest();
        const EncodeSettings settings{walk.knob(), false, false};
        Expected<Bytes> made = encode(pixels, settings);
        if (!made) {
            return fail(std::move(made));
        }
        const auto size = static_cast<double>(made->size());
        keep(std::move(*made), pixels, settings);
        if (size <= budget && size >= k_full_enough * budget) {
            return TurnEnd::filled;
        }
        if (size <= budget && finest) {
            return TurnEnd::room_at_finest;
        }
        if (size > budget && coarsest) {
            return TurnEnd::too_big_at_coarsest;
        }
        if (!walk.learn(size)) {
            break;
        }
    }
    return TurnEnd::filled; // as full as this codec's steps allow
}

Expected<void> FitSearch::try_scales()
{
    const auto source_pixels = static_cast<double>(pixel_count(m_source));
    const auto budget = static_cast<double>(m_budget);
    double pixels = std::min(source_pixels, 8 * budget / k_bits_per_pixel);
    bool shrunk = false;
    for (int i = 0; i < k_most_scales; ++i) {
        Expected<Pixels> scaled = scaled_to(pixels);
        if (!scaled) {
            return fail(std::move(scaled));
        }
        Expected<TurnEnd> end = turn_knob(*scaled);
        if (!end) {
            return fail(std::move(end));
        }
        const double part = budget / static_cast<double>(m_last);
        // A coder with uneven steps may end its walk without one size that fits: that is too big as
        // well.
        const bool nothing_fits = *end == TurnEnd::filled && !m_best;
        if ((*end == TurnEnd::filled && !nothing_fits) ||
            (*end == TurnEnd::room_at_finest && (shrunk || pixels >= source_pixels))) {
            return {};
        }
        if (*end == TurnEnd::too_big_at_coarsest || nothing_fits) {
            if (pixel_count(*scaled) == 1) {
                return {};
            }
            shrunk = true;
            pixels *= std::clamp(0.8 * part, 0.1, 0.7);
        } else {
            pixels = std::min(source_pixels, pixels * std::clamp(part, 1.2, 8.0));
        }
    }
    return {};
}

} // namespace

Expected<Found> find_fit(const Encoder& encoder,
    const Pixels& source,
    std::uint64_t budget,
    const PlanProgress& progress,
    int& encodes)
{
    if (budget < k_smallest_budget) {
        return Unexpected(Errc::limit_exceeded,
            "no picture fits " + std::to_string(budget) + " bytes; the smallest budget is " +
                std::to_string(k_smallest_budget) + " bytes");
    }
    return FitSearch(encoder, source, budget, progress, encodes).run();
}

} // namespace satpad::core::image
