// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fit.h"
#include "knob_walk.h"

#include <vector>

namespace satpad::core::image {
namespace {

constexpr int k_most_turns = 10; ///< encodings at one size; three are usual
constexpr int k_most_sizes = 16;
constexpr std::size_t k_most_trims = 3;
constexpr double k_hardly_fuller = 0.95; ///< of the budget: not worth an encoding

enum class TurnEnd
{
    filled,
    too_big_at_coarsest,
    room_at_finest
};

class BudgetFill
{
public:
    explicit BudgetFill(const FitTask& task)
        : m_task(task)
        , m_budget(static_cast<double>(task.budget))
        , m_most(static_cast<double>(task.most_pixels))
    {}

    [[nodiscard]] Expected<void> run(const Glance& start);
    [[nodiscard]] Filled result() && { return {std::move(m_best), m_smallest}; }

private:
    [[nodiscard]] Expected<TurnEnd> turn_knob(const Pixels& pixels, double first);
    [[nodiscard]] Expected<void> trim(const Pixels& pixels, const KnobWalk& walk);
    [[nodiscard]] Expected<double> encode(const Pixels& pixels, double knob, int trim);
    [[nodiscard]] bool is_full_enough() const
    {
        return m_best && static_cast<double>(m_best->payload.size()) >= k_full_enough * m_budget;
    }

    const FitTask& m_task;
    double m_budget;
    double m_most;
    std::optional<Found> m_best;
    std::uint64_t m_smallest = 0;
    double m_last = 0;
};

/// Keeps the fullest encoding that fits; returns the bytes of this one.
Expected<double> BudgetFill::encode(const Pixels& pixels, double knob, int trim)
{
    Expected<Bytes> made = m_task.encode(pixels, {knob, false, m_task.effort, trim});
    if (!made) {
        return fail(std::move(made));
    }
    const std::uint64_t size = made->size();
    m_last = static_cast<double>(size);
    m_smallest = m_smallest == 0 ? size : std::min(m_smallest, size);
    if (size <= m_task.budget && (!m_best || size > m_best->payload.size())) {
        m_best = Found{
            std::move(*made), m_task.encoder.codec(), pixels.width, pixels.height, knob, false};
    }
    return m_last;
}

Expected<TurnEnd> BudgetFill::turn_knob(const Pixels& pixels, double first)
{
    KnobWalk walk(m_task.encoder, m_budget, first);
    for (int turn = 0; turn < k_most_turns; ++turn) {
        const bool finest = walk.at_finest();
        const bool coarsest = walk.at_coarsest();
        const Expected<double> size = encode(pixels, walk.knob(), 0);
        if (!size) {
            return Unexpected(size.error());
        }
        if (*size <= m_budget && *size >= k_full_enough * m_budget) {
            return TurnEnd::filled;
        }
        if (*size <= m_budget && finest) {
            return TurnEnd::room_at_finest;
        }
        if (*size > m_budget && coarsest) {
            return TurnEnd::too_big_at_coarsest;
        }
        if (!walk.learn(*size)) {
            break;
        }
    }
    if (auto trimmed = trim(pixels, walk); !trimmed) {
        return fail(std::move(trimmed));
    }
    return TurnEnd::filled; // as full as this codec's steps allow
}

/// Two neighbouring steps lie on both sides of the budget: the coarser with a little added, or the
/// finer with a little taken off, whichever should come nearest.
Expected<void> BudgetFill::trim(const Pixels& pixels, const KnobWalk& walk)
{
    struct Candidate
    {
        double knob = 0;
        int setting = 0;
        double off = 0;
    };
    std::vector<Candidate> candidates;
    for (const auto& tried : {walk.fitting(), walk.too_big()}) {
        for (const Trim& trim : m_task.encoder.trims()) {
            const double bytes = tried ? tried->bytes * trim.factor : 0;
            if (tried && (tried->bytes > m_budget) == (trim.factor < 1) &&
                bytes > k_hardly_fuller * m_budget) {
                candidates.push_back(
                    {tried->knob, trim.setting, std::abs(bytes - k_aim * m_budget)});
            }
        }
    }
    std::ranges::sort(candidates, {}, &Candidate::off);
    candidates.resize(std::min(candidates.size(), k_most_trims));
    for (const Candidate& candidate : candidates) {
        if (is_full_enough()) {
            break;
        }
        if (const auto size = encode(pixels, candidate.knob, candidate.setting); !size) {
            return Unexpected(size.error());
        }
    }
    return {};
}

/// Turns the knob at the chosen size, and changes the size where the knob alone cannot: too big at
/// its coarsest, or room left at its finest.
Expected<void> BudgetFill::run(const Glance& start)
{
    double pixels = start.pixels;
    double knob = start.knob;
    bool shrunk = false;
    for (int i = 0; i < k_most_sizes; ++i) {
        Expected<Pixels> scaled = m_task.scaled_to(pixels);
        if (!scaled) {
            return fail(std::move(scaled));
        }
        Expected<TurnEnd> end = turn_knob(*scaled, knob);
        if (!end) {
            return fail(std::move(end));
        }
        const double part = m_budget / m_last;
        // A coder with uneven steps may end its walk without one size that fits: too big as well.
        if (*end == TurnEnd::too_big_at_coarsest || !m_best) {
            if (pixel_count(*scaled) == 1) {
                return {};
            }
            shrunk = true;
            pixels *= std::clamp(0.8 * part, 0.1, 0.7);
        } else if (*end == TurnEnd::room_at_finest && !shrunk && pixels < m_most) {
            pixels = std::min(m_most, pixels * std::clamp(part, 1.2, 8.0));
        } else {
            return {};
        }
        knob = m_task.first_knob(pixels);
    }
    return {};
}

} // namespace

Expected<Filled> fill_budget(const FitTask& task, const Glance& start)
{
    BudgetFill fill(task);
    if (auto done = fill.run(start); !done) {
        return fail(std::move(done));
    }
    return std::move(fill).result();
}

} // namespace satpad::core::image
