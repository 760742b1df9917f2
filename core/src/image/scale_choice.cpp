// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fit.h"
#include "knob_walk.h"

#include <limits>

namespace satpad::core::image {
namespace {

constexpr double k_ample_bits_per_pixel = 1.2;
constexpr double k_scale_step = 2; ///< in pixels: 0.71 and 1.41 of the sides
constexpr double k_fewest_pixels = 64;
constexpr int k_most_glances = 3;
/// A quick encoding this near (ln) the budget is near enough; its score is carried over to it.
constexpr double k_near_enough = 0.16;
constexpr double k_score_per_fold = 25; ///< SSIMULACRA 2 gained by e times the bytes, about

class ScaleChoice
{
public:
    ScaleChoice(const FitTask& task, const Judge& judge)
        : m_task(task)
        , m_judge(judge)
        , m_budget(static_cast<double>(task.budget))
        , m_most(static_cast<double>(task.most_pixels))
    {}

    [[nodiscard]] Expected<Glance> run(int sizes);

private:
    [[nodiscard]] double by_rule() const
    {
        return not_nearly_full(8 * m_budget / k_best_bits_per_pixel);
    }
    [[nodiscard]] double not_nearly_full(double pixels) const
    {
        return pixels > k_too_near_full * m_most ? m_most : pixels;
    }
    /// The codec's own guess, corrected by what a neighbouring size has shown.
    [[nodiscard]] double first_knob(double pixels, const Glance* neighbour) const
    {
        const double guess = m_task.first_knob(pixels);
        return neighbour == nullptr
                   ? guess
                   : guess * neighbour->knob / m_task.first_knob(neighbour->pixels);
    }
    [[nodiscard]] Expected<Glance> look(double pixels, const Glance* neighbour) const;
    [[nodiscard]] Expected<bool> climb(Glance& best, double step, int& sizes) const;

    const FitTask& m_task;
    const Judge& m_judge;
    double m_budget;
    double m_most;
};

Expected<Glance> ScaleChoice::look(double pixels, const Glance* neighbour) const
{
    Expected<Pixels> scaled = m_task.scaled_to(pixels);
    if (!scaled) {
        return fail(std::move(scaled));
    }
    KnobWalk walk(m_task.encoder, m_budget, first_knob(pixels, neighbour));
    Glance seen{pixels, walk.knob(), -std::numeric_limits<double>::infinity()};
    double off = std::numeric_limits<double>::infinity();
    bool is_finest = false;
    for (int turn = 0; turn < k_most_glances; ++turn) {
        const bool coarsest = walk.at_coarsest();
        Expected<Bytes> made = m_task.encode(*scaled, {walk.knob(), false, m_task.glance, 0});
        if (!made) {
            return fail(std::move(made));
        }
        const auto size = static_cast<double>(made->size());
        const double this_off = std::log(size / m_budget);
        if (this_off > k_near_enough && coarsest) {
            return seen;
        }
        if (std::abs(this_off) < std::abs(off)) {
            off = this_off;
            is_finest = walk.at_finest();
            seen.knob = walk.knob();
            seen.encoded = Found{std::move(*made),
                m_task.encoder.codec(),
                scaled->width,
                scaled->height,
                walk.knob(),
                false};
        }
        if (std::abs(off) < k_near_enough || !walk.learn(size)) {
            break;
        }
    }
    Expected<double> score = m_judge(seen.encoded);
    if (!score) {
        return fail(std::move(score));
    }
    // At its finest a codec has no use for what is left of the budget.
    seen.score = *score - k_score_per_fold * (is_finest ? std::max(off, 0.0) : off);
    return seen;
}

/// Goes on in one direction while the picture gets better; true when it did.
Expected<bool> ScaleChoice::climb(Glance& best, double step, int& sizes) const
{
    bool gained = false;
    while (sizes > 0) {
        const double pixels = not_nearly_full(best.pixels * step);
        if (pixels == best.pixels || pixels < k_fewest_pixels) {
            break;
        }
        Expected<Glance> seen = look(pixels, &best);
        if (!seen) {
            return fail(std::move(seen));
        }
        --sizes;
        if (seen->score <= best.score) {
            break;
        }
        best = *seen;
        gained = true;
    }
    return gained;
}

Expected<Glance> ScaleChoice::run(int sizes)
{
    Expected<Glance> best = look(m_task.from_full_size ? m_most : by_rule(), nullptr);
    if (best && m_task.from_full_size && std::isinf(best->score)) { // it cannot be that large
        best = look(by_rule(), nullptr);
        --sizes;
    }
    if (!best) {
        return best;
    }
    --sizes;
    if (8 * m_budget > k_ample_bits_per_pixel * m_most) {
        return best; // the full size, and nothing smaller could be better
    }
    for (const double step : {1 / k_scale_step, k_scale_step}) {
        Expected<bool> gained = climb(*best, step, sizes);
        if (!gained) {
            return fail(std::move(gained));
        }
        if (*gained) {
            break; // better smaller: bigger is not
        }
    }
    return best;
}

} // namespace

Expected<Glance> choose_scale(const FitTask& task, const Judge& judge, int sizes)
{
    return ScaleChoice(task, judge).run(sizes);
}

} // namespace satpad::core::image
