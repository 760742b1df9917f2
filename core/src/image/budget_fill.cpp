// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fit.h"
#include "knob_walk.h"

#include <utility>
#include <vector>

namespace satpad::core::image {
namespace {

constexpr int k_most_turns = 10; ///< encodings at one size; three are usual
constexpr int k_most_sizes = 16;
constexpr std::size_t k_most_trims = 3;
constexpr int k_most_performed = 4;      ///< twice that while the budget is far from full
constexpr double k_trim_costs = 0.004;   ///< of the budget: as much emptier as plain may be instead
constexpr double k_hardly_fuller = 0.95; ///< of the budget: not worth an encoding

enum class TurnEnd
{
    filled,
    steps_too_wide,
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
    /// An encoding that was not made yet, and the bytes it should take.
    struct Candidate
    {
        double knob = 0;
        int trim = 0;
        double expected = 0;
    };

    [[nodiscard]] KnobWalk begin(const Glance& start);
    [[nodiscard]] Expected<TurnEnd> turn_knob(const Pixels& pixels, KnobWalk& walk);
    [[nodiscard]] Expected<void> trim(const Pixels& pixels, const KnobWalk& walk);
    [[nodiscard]] Expected<void> perform(const Pixels& pixels, const KnobWalk& walk);
    [[nodiscard]] Expected<void> settle(const Pixels& pixels, const KnobWalk& walk);
    [[nodiscard]] std::vector<Candidate> trimmed(const KnobWalk& walk) const;
    [[nodiscard]] std::vector<Candidate> neighbours(const KnobWalk& walk) const;
    [[nodiscard]] Expected<double> encode(
        const Pixels& pixels, double knob, int trim, Effort effort);
    void keep_fuller(Found found);
    [[nodiscard]] bool is_full_enough() const
    {
        return m_best && static_cast<double>(m_best->payload.size()) >= k_full_enough * m_budget;
    }

    const FitTask& m_task;
    double m_budget;
    double m_most;
    Effort m_effort = m_task.effort; ///< of the walk
    std::optional<Found> m_best;
    std::uint64_t m_smallest = 0;
    double m_last = 0;
};

void BudgetFill::keep_fuller(Found found)
{
    const std::uint64_t size = found.payload.size();
    m_last = static_cast<double>(size);
    m_smallest = m_smallest == 0 ? size : std::min(m_smallest, size);
    if (size <= m_task.budget && (!m_best || size > m_best->payload.size())) {
        m_best = std::move(found);
    }
}

/// Keeps the fullest encoding that fits; returns the bytes of this one.
Expected<double> BudgetFill::encode(const Pixels& pixels, double knob, int trim, Effort effort)
{
    Expected<Bytes> made = m_task.encode(pixels, {knob, false, effort, trim});
    if (!made) {
        return fail(std::move(made));
    }
    keep_fuller(
        Found{std::move(*made), m_task.encoder.codec(), pixels.width, pixels.height, knob, false});
    return m_last;
}

Expected<TurnEnd> BudgetFill::turn_knob(const Pixels& pixels, KnobWalk& walk)
{
    for (int turn = 0; turn < k_most_turns; ++turn) {
        if (is_full_enough()) { // what the glance left may be
            return TurnEnd::filled;
        }
        const bool finest = walk.at_finest();
        const bool coarsest = walk.at_coarsest();
        const Expected<double> size = encode(pixels, walk.knob(), 0, m_effort);
        if (!size) {
            return Unexpected(size.error());
        }
        const bool goes_on = walk.learn(*size);
        if (*size <= m_budget && *size >= k_full_enough * m_budget) {
            return TurnEnd::filled;
        }
        if (*size <= m_budget && finest) {
            return TurnEnd::room_at_finest;
        }
        if (*size > m_budget && coarsest) {
            return TurnEnd::too_big_at_coarsest;
        }
        if (!goes_on) {
            break;
        }
    }
    return TurnEnd::steps_too_wide;
}

/// Two neighbouring steps lie on both sides of the budget: the coarser with a little added, or the
/// finer with a little taken off; what should come nearest first.
std::vector<BudgetFill::Candidate> BudgetFill::trimmed(const KnobWalk& walk) const
{
    std::vector<Candidate> candidates;
    for (const auto& tried : {walk.fitting(), walk.too_big()}) {
        for (const Trim& trim : m_task.encoder.trims()) {
            const double bytes = tried ? tried->bytes * trim.factor : 0;
            if (tried && (tried->bytes > m_budget) == (trim.factor < 1) &&
                bytes > k_hardly_fuller * m_budget) {
                candidates.push_back({tried->knob, trim.setting, bytes});
            }
        }
    }
    std::ranges::sort(candidates, {}, [this](const Candidate& candidate) {
        return std::abs(candidate.expected - k_aim * m_budget);
    });
    return candidates;
}

Expected<void> BudgetFill::trim(const Pixels& pixels, const KnobWalk& walk)
{
    std::vector<Candidate> candidates = trimmed(walk);
    candidates.resize(std::min(candidates.size(), k_most_trims));
    for (const Candidate& candidate : candidates) {
        if (is_full_enough()) {
            break;
        }
        if (auto size = encode(pixels, candidate.knob, candidate.trim, m_effort); !size) {
            return fail(std::move(size));
        }
    }
    return {};
}

/// What the effort itself could be asked for after a rehearsal: the knobs about its last two, plain
/// and trimmed.
std::vector<BudgetFill::Candidate> BudgetFill::neighbours(const KnobWalk& walk) const
{
    const KnobRange range = m_task.encoder.range();
    std::vector<Candidate> candidates;
    for (const auto& tried : {walk.fitting(), walk.too_big()}) {
        for (int step = -2; tried && step <= 2; ++step) {
            const double knob = m_task.encoder.step_near(tried->knob * std::pow(range.step, step));
            const double bytes = tried->bytes * std::pow(knob / tried->knob, range.slope);
            candidates.push_back({knob, 0, bytes});
            for (const Trim& trim : m_task.encoder.trims()) {
                candidates.push_back({knob, trim.setting, bytes * trim.factor});
            }
        }
    }
    return candidates;
}

/// After a rehearsal: the same at the effort itself, which takes a few per cent more or fewer bytes;
/// how many, the first one tells.
Expected<void> BudgetFill::perform(const Pixels& pixels, const KnobWalk& walk)
{
    std::vector<Candidate> candidates = neighbours(walk);
    const std::optional<Found> rehearsed = std::exchange(m_best, std::nullopt);
    double part = 1;
    const auto off = [this, &part](const Candidate& candidate) {
        const double bytes = part * candidate.expected;
        const double plainer = candidate.trim == 0 ? 0 : k_trim_costs * m_budget;
        return (bytes > m_budget ? bytes : std::abs(bytes - k_aim * m_budget)) + plainer;
    };
    const auto goes_on = [this](int turn) {
        const double filled = m_best ? static_cast<double>(m_best->payload.size()) / m_budget : 0;
        return filled < k_full_enough &&
               turn < (filled < k_hardly_fuller ? 2 * k_most_performed : k_most_performed);
    };
    for (int turn = 0; goes_on(turn); ++turn) {
        const Candidate next = *std::ranges::min_element(candidates, {}, off);
        if (m_best && part * next.expected <= static_cast<double>(m_best->payload.size())) {
            break; // nothing fuller to be had
        }
        const Expected<double> size = encode(pixels, next.knob, next.trim, m_task.effort);
        if (!size) {
            return Unexpected(size.error());
        }
        part = *size / next.expected;
        std::erase_if(candidates, [&next](const Candidate& other) {
            return other.knob == next.knob && other.trim == next.trim;
        });
    }
    if (!m_best) {
        m_best = rehearsed;
    }
    return {};
}

/// Where the glance left off: with its very encoding where that was no quicker than the walk's,
/// otherwise at the knob that should fill the budget after what the glance took.
KnobWalk BudgetFill::begin(const Glance& start)
{
    const KnobRange range = m_task.encoder.range();
    const auto seen = static_cast<double>(start.encoded.payload.size());
    if (seen == 0) {
        return {m_task.encoder, m_budget, start.knob};
    }
    if (m_task.glance == m_effort) {
        KnobWalk walk(m_task.encoder, m_budget, start.knob);
        (void)walk.learn(seen);
        keep_fuller(start.encoded);
        return walk;
    }
    const double knob = start.knob * std::pow(k_aim * m_budget / seen, 1 / range.slope);
    return {m_task.encoder, m_budget, std::clamp(knob, range.finest, range.coarsest)};
}

/// What comes after the walk at the size that is kept.
Expected<void> BudgetFill::settle(const Pixels& pixels, const KnobWalk& walk)
{
    if (m_effort != m_task.effort) {
        return perform(pixels, walk);
    }
    return is_full_enough() ? Expected<void>() : trim(pixels, walk);
}

/// Turns the knob at the chosen size, and changes the size where the knob alone cannot: too big at
/// its coarsest, or room left at its finest.
Expected<void> BudgetFill::run(const Glance& start)
{
    double pixels = start.pixels;
    bool shrunk = false;
    for (int i = 0; i < k_most_sizes; ++i) {
        Expected<Pixels> scaled = m_task.scaled_to(pixels);
        if (!scaled) {
            return fail(std::move(scaled));
        }
        const bool rehearses = m_task.encoder.rehearses(m_task.effort, pixel_count(*scaled));
        m_effort = rehearses ? Effort::rehearsal : m_task.effort;
        KnobWalk walk =
            i == 0 ? begin(start) : KnobWalk(m_task.encoder, m_budget, m_task.first_knob(pixels));
        Expected<TurnEnd> end = turn_knob(*scaled, walk);
        if (!end) {
            return fail(std::move(end));
        }
        const double part = m_budget / m_last;
        const bool has_room = *end == TurnEnd::room_at_finest && !shrunk && pixels < m_most;
        if (*end != TurnEnd::too_big_at_coarsest && !has_room) {
            if (auto settled = settle(*scaled, walk); !settled) {
                return settled;
            }
        }
        // A coder with uneven steps may end its walk without one size that fits: too big as well.
        if (*end == TurnEnd::too_big_at_coarsest || !m_best) {
            if (pixel_count(*scaled) == 1) {
                return {};
            }
            shrunk = true;
            pixels *= std::clamp(0.8 * part, 0.1, 0.7);
        } else if (has_room) {
            pixels = std::min(m_most, pixels * std::clamp(part, 1.2, 8.0));
        } else {
            return {};
        }
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
