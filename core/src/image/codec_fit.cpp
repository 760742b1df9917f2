// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fit.h"

#include "knob_walk.h"
#include "scale.h"

#include <limits>
#include <vector>

namespace satpad::core::image {
namespace {

constexpr double k_bits_per_pixel =
    0.6; ///< the scale that looks best, over seven photos and five codecs
constexpr double k_scale_step = 2; ///< in pixels: 0.71 and 1.41 of the sides
/// Above this part of the source's pixels it is not shrunk at all: resampling by a little costs
/// more than it gives.
constexpr double k_too_near_full = 0.65;
constexpr int k_most_turns = 10; ///< encodings at one scale; three are usual
constexpr int k_most_glances = 3;
constexpr int k_most_scales = 16;
/// Glances end this near (ln) the size they aim at; the score is carried over to it.
constexpr double k_near_enough = 0.16;
constexpr double k_score_per_fold = 25; ///< SSIMULACRA 2 gained by e times the bytes, about

enum class TurnEnd
{
    filled,
    too_big_at_coarsest,
    room_at_finest
};

/// One size of the picture, judged by a quick encoding.
struct Glance
{
    double pixels = 0;
    double knob = 0;
    double score = 0;
};

class CodecFit
{
public:
    CodecFit(const Encoder& encoder,
        const Pixels& source,
        const FitSettings& settings,
        const Judge& judge,
        SearchWatch& watch)
        : m_encoder(encoder)
        , m_source(source)
        , m_settings(settings)
        , m_judge(judge)
        , m_watch(watch)
        , m_budget(static_cast<double>(settings.budget))
        , m_most_pixels(static_cast<double>(std::min(pixel_count(source), settings.most_pixels)))
    {}

    [[nodiscard]] Expected<FitOutcome> run()
    {
        Expected<Glance> chosen = choose_scale();
        if (!chosen) {
            return fail(std::move(chosen));
        }
        if (auto filled = fill(*chosen); !filled) {
            return fail(std::move(filled));
        }
        return FitOutcome{std::move(m_best), m_smallest};
    }

private:
    [[nodiscard]] Expected<Glance> choose_scale();
    [[nodiscard]] Expected<Glance> glance(double pixels, const Glance* neighbour);
    [[nodiscard]] double first_knob(double pixels, const Glance* neighbour) const;
    [[nodiscard]] Expected<void> fill(const Glance& start);
    [[nodiscard]] Expected<TurnEnd> turn_knob(const Pixels& pixels, double first);
    [[nodiscard]] Expected<void> trim(const Pixels& pixels, double too_big_knob);
    [[nodiscard]] Expected<Bytes> encode(const Pixels& pixels, const EncodeSettings& settings);
    [[nodiscard]] Expected<Pixels> scaled_to(double pixels) const;
    [[nodiscard]] double by_rule() const;
    [[nodiscard]] bool is_full_enough() const
    {
        return m_best && static_cast<double>(m_best->payload.size()) >= k_full_enough * m_budget;
    }
    void keep(Bytes payload, const Pixels& pixels, const EncodeSettings& settings);

    const Encoder& m_encoder;
    const Pixels& m_source;
    const FitSettings& m_settings;
    const Judge& m_judge;
    SearchWatch& m_watch;
    double m_budget;
    double m_most_pixels;
    std::optional<Found> m_best;
    std::uint64_t m_smallest = 0;
    double m_last = 0;
};

Expected<Bytes> CodecFit::encode(const Pixels& pixels, const EncodeSettings& settings)
{
    if (auto go = m_watch.next(); !go) {
        return fail(std::move(go));
    }
    Expected<Bytes> made = m_encoder.encode(pixels, settings);
    if (made) {
        m_last = static_cast<double>(made->size());
        m_smallest =
            m_smallest == 0 ? made->size() : std::min<std::uint64_t>(m_smallest, made->size());
    }
    return made;
}

void CodecFit::keep(Bytes payload, const Pixels& pixels, const EncodeSettings& settings)
{
    if (payload.size() > m_settings.budget ||
        (m_best && m_best->payload.size() >= payload.size())) {
        return;
    }
    m_best = Found{std::move(payload),
        m_encoder.codec(),
        pixels.width,
        pixels.height,
        settings.knob,
        false};
}

double CodecFit::by_rule() const
{
    const double pixels = std::min(m_most_pixels, 8 * m_budget / k_bits_per_pixel);
    return pixels > k_too_near_full * m_most_pixels ? m_most_pixels : pixels;
}

Expected<Pixels> CodecFit::scaled_to(double pixels) const
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

/// The codec's own guess, corrected by what a neighbouring size has shown.
double CodecFit::first_knob(double pixels, const Glance* neighbour) const
{
    const double guess = m_encoder.first_knob(8 * m_budget / pixels);
    return neighbour == nullptr
               ? guess
               : guess * neighbour->knob / m_encoder.first_knob(8 * m_budget / neighbour->pixels);
}

Expected<Glance> CodecFit::glance(double pixels, const Glance* neighbour)
{
    Expected<Pixels> scaled = scaled_to(pixels);
    if (!scaled) {
        return fail(std::move(scaled));
    }
    KnobWalk walk(m_encoder, m_budget, first_knob(pixels, neighbour));
    Glance seen{pixels, walk.knob(), -std::numeric_limits<double>::infinity()};
    Found nearest;
    double distance = std::numeric_limits<double>::infinity();
    for (int turn = 0; turn < k_most_glances; ++turn) {
        const bool stuck_coarse = walk.at_coarsest();
        EncodeSettings settings;
        settings.knob = walk.knob();
        settings.effort = Effort::glance;
        Expected<Bytes> made = encode(*scaled, settings);
        if (!made) {
            return fail(std::move(made));
        }
        const double off = std::log(m_last / m_budget);
        if (off > k_near_enough && stuck_coarse) {
            return seen; // this size cannot be made small enough
        }
        if (std::abs(off) < std::abs(distance)) {
            distance = off;
            seen.knob = walk.knob();
            nearest = Found{std::move(*made),
                m_encoder.codec(),
                scaled->width,
                scaled->height,
                walk.knob(),
                false};
        }
        if (std::abs(off) < k_near_enough || !walk.learn(m_last)) {
            break;
        }
    }
    Expected<double> score = m_judge(nearest);
    if (!score) {
        return fail(std::move(score));
    }
    seen.score = *score - k_score_per_fold * distance;
    return seen;
}

/// By the rule, its neighbours, and on from the better one while that pays.
Expected<Glance> CodecFit::choose_scale()
{
    const double start = by_rule();
    if (m_settings.scales <= 1) {
        return Glance{start, first_knob(start, nullptr), 0};
    }
    Expected<Glance> best = glance(start, nullptr);
    if (!best) {
        return best;
    }
    int left = m_settings.scales - 1;
    for (const double step : {1 / k_scale_step, k_scale_step}) {
        const Glance from = *best;
        bool gained = false;
        for (double pixels = from.pixels * step; left > 0 && pixels >= 64; pixels *= step) {
            if (pixels > k_too_near_full * m_most_pixels) {
                pixels = m_most_pixels;
            }
            if (pixels == best->pixels) {
                break;
            }
            Expected<Glance> seen = glance(pixels, &*best);
            if (!seen) {
                return seen;
            }
            --left;
            if (seen->score <= best->score) {
                break;
            }
            best = std::move(seen);
            gained = true;
        }
        if (gained) {
            break; // better smaller: bigger was not
        }
    }
    return best;
}

Expected<TurnEnd> CodecFit::turn_knob(const Pixels& pixels, double first)
{
    KnobWalk walk(m_encoder, m_budget, first);
    for (int turn = 0; turn < k_most_turns; ++turn) {
        const bool finest = walk.at_finest();
        const bool coarsest = walk.at_coarsest();
        EncodeSettings settings;
        settings.knob = walk.knob();
        settings.effort = m_settings.effort;
        Expected<Bytes> made = encode(pixels, settings);
        if (!made) {
            return fail(std::move(made));
        }
        const double size = m_last;
        keep(std::move(*made), pixels, settings);
        if (size <= m_budget && size >= k_full_enough * m_budget) {
            return TurnEnd::filled;
        }
        if (size <= m_budget && finest) {
            return TurnEnd::room_at_finest;
        }
        if (size > m_budget && coarsest) {
            return TurnEnd::too_big_at_coarsest;
        }
        if (!walk.learn(size)) {
            break;
        }
    }
    if (!is_full_enough() && walk.too_big()) {
        if (auto trimmed = trim(pixels, *walk.too_big()); !trimmed) {
            return fail(std::move(trimmed));
        }
    }
    return TurnEnd::filled; // as full as this codec's steps allow
}

/// Two neighbouring steps lie on both sides of the budget: the finer one, with a little taken off.
Expected<void> CodecFit::trim(const Pixels& pixels, double too_big_knob)
{
    for (int level = 1; level <= m_encoder.trims() && !is_full_enough(); ++level) {
        EncodeSettings settings;
        settings.knob = too_big_knob;
        settings.effort = m_settings.effort;
        settings.trim = level;
        Expected<Bytes> made = encode(pixels, settings);
        if (!made) {
            return fail(std::move(made));
        }
        keep(std::move(*made), pixels, settings);
    }
    return {};
}

/// Turns the knob at the chosen size, and changes the size where the knob alone cannot: too big at
/// its coarsest, room left at its finest, or steps too wide while the picture is shrunk anyway.
Expected<void> CodecFit::fill(const Glance& start)
{
    double pixels = start.pixels;
    double knob = start.knob;
    bool shrunk = false;
    for (int i = 0; i < k_most_scales; ++i) {
        Expected<Pixels> scaled = scaled_to(pixels);
        if (!scaled) {
            return fail(std::move(scaled));
        }
        Expected<TurnEnd> end = turn_knob(*scaled, knob);
        if (!end) {
            return fail(std::move(end));
        }
        const double part = m_budget / m_last;
        // A coder with uneven steps may end its walk without one size that fits: too big as well.
        const bool too_big = *end == TurnEnd::too_big_at_coarsest || !m_best;
        if (too_big) {
            if (pixel_count(*scaled) == 1) {
                return {};
            }
            shrunk = true;
            pixels *= std::clamp(0.8 * part, 0.1, 0.7);
        } else if (*end == TurnEnd::room_at_finest && !shrunk && pixels < m_most_pixels) {
            pixels = std::min(m_most_pixels, pixels * std::clamp(part, 1.2, 8.0));
        } else {
            return {};
        }
        knob = m_encoder.first_knob(8 * m_budget / pixels);
    }
    return {};
}

} // namespace

Expected<FitOutcome> fit_with(const Encoder& encoder,
    const Pixels& source,
    const FitSettings& settings,
    const Judge& judge,
    SearchWatch& watch)
{
    return CodecFit(encoder, source, settings, judge, watch).run();
}

} // namespace satpad::core::image
