// SPDX-License-Identifier: GPL-3.0-or-later
#include "fit.h"

#include "score.h"

#include <algorithm>
#include <cstring>
#include <future>
#include <limits>
#include <system_error>
#include <vector>

namespace satpad::core::image {
namespace {

/// Sizes are chosen in a copy of the original that is not much finer than they are: what they all
/// lack, the finest detail, decides little, and a big picture would take seconds a score. The
/// finished encodings are scored beside the original itself.
constexpr double k_judged_per_pixel = 4;
constexpr double k_least_judged = 500'000;
constexpr double k_most_judged = 1'000'000;
constexpr int k_sizes = 4;
/// Scores of finished encodings in that copy that lie further apart tell which looks better.
constexpr double k_clearly_behind = 2.5;
/// At a glance AVIF scores 2 to 16 lower than at full effort, JPEG XL 1 to 7: who lies behind by
/// more than this is not tried further.
constexpr double k_avif_too_far_behind = 14;
constexpr double k_jxl_too_far_behind = 4;
constexpr double k_far_behind_full = 6; ///< where both were looked at with full effort
/// A fit to this many bytes should take two seconds, above it six. AVIF takes about twice as long
/// for a pixel.
constexpr std::uint64_t k_quick_budget = 65536;
constexpr std::uint64_t k_most_pixels_for_both = 8'000'000; ///< of the source, in a quick budget
constexpr std::uint64_t k_most_avif_pixels_quick = 1'000'000;
constexpr std::uint64_t k_most_avif_pixels = 2'000'000;
constexpr std::uint64_t k_most_jxl_pixels_quick = 2'000'000;
constexpr std::uint64_t k_most_jxl_pixels = 4'000'000;

std::uint64_t judged_pixels(std::uint64_t budget)
{
    const double encoded = 8 * static_cast<double>(budget) / k_best_bits_per_pixel;
    return static_cast<std::uint64_t>(
        std::clamp(k_judged_per_pixel * encoded, k_least_judged, k_most_judged));
}

/// Part of the pixels that equal their left neighbour: drawings and screens are above this, photos
/// below.
constexpr double k_drawn = 0.5;
constexpr std::uint64_t k_most_drawn_pixels = 3'000'000;
/// Bits a pixel; below, even they have to be shrunk.
constexpr double k_least_drawn_bits_jxl = 0.06;
constexpr double k_least_drawn_bits_avif = 0.03;
/// Bits per pixel of the source from which a codec far behind at a glance is left out.
constexpr double k_glance_tells = 1.0;

double flat_part(const Pixels& pixels)
{
    const std::size_t pixel = std::size_t{pixels.channels} * pixels.bits / 8;
    const std::size_t row = pixel * pixels.width;
    std::size_t same = 0;
    for (std::size_t y = 0; y < pixels.height; ++y) {
        const std::byte* at = pixels.samples.data() + y * row;
        for (std::size_t x = pixel; x < row; x += pixel) {
            same += std::memcmp(at + x, at + x - pixel, pixel) == 0 ? 1U : 0U;
        }
    }
    return static_cast<double>(same) / static_cast<double>(pixel_count(pixels));
}

/// One codec on its way.
struct Contender
{
    FitTask task;
    Glance glance;
    Filled filled;
    Pixels shown; ///< what the receiver will see
    double score = 0;
    bool behind = false; ///< seen to be the lesser one; goes no further
};

class PictureFit
{
public:
    PictureFit(const Pixels& source, std::uint64_t budget, Effort effort, SearchWatch& watch)
        : m_source(source)
        , m_budget(budget)
        , m_effort(effort)
        , m_watch(watch)
        , m_reference(source, judged_pixels(budget))
    {
        if (!avif_alone()) {
            m_contenders.push_back({task_for(*m_jxl, k_most_jxl_pixels_quick, k_most_jxl_pixels)});
        }
        if (m_avif->takes(source)) {
            m_contenders.push_back(
                {task_for(*m_avif, k_most_avif_pixels_quick, k_most_avif_pixels)});
        }
        if (pixel_count(source) <= k_most_drawn_pixels && flat_part(source) > k_drawn) {
            begin_unscaled();
        }
    }

    [[nodiscard]] Expected<Fit> run()
    {
        if (auto looked = each(&PictureFit::look); !looked) {
            return fail(std::move(looked));
        }
        drop_who_lies_behind();
        if (auto filled = each(&PictureFit::fill); !filled) {
            return fail(std::move(filled));
        }
        score_finished();
        return best();
    }

private:
    using Step = Expected<void> (PictureFit::*)(Contender&) const;

    [[nodiscard]] FitTask task_for(
        const Encoder& encoder, std::uint64_t most_quick, std::uint64_t most) const;
    /// Takes the step for every contender, each in a thread of its own.
    [[nodiscard]] Expected<void> each(Step step);
    [[nodiscard]] Expected<void> look(Contender& contender) const;
    [[nodiscard]] Expected<void> fill(Contender& contender) const;
    [[nodiscard]] Expected<double> score_of(const Found& found) const;
    /// A picture so big, in so few bytes, that two codecs would take too long: AVIF looks better there
    /// nearly always.
    [[nodiscard]] bool avif_alone() const
    {
        return m_budget <= k_quick_budget && pixel_count(m_source) > k_most_pixels_for_both &&
               m_avif->takes(m_source);
    }
    /// Lines and letters bear no scaling, and cost little.
    void begin_unscaled();
    void drop_who_lies_behind();
    [[nodiscard]] double bits_per_pixel() const
    {
        return 8 * static_cast<double>(m_budget) / static_cast<double>(pixel_count(m_source));
    }
    void score_finished();
    [[nodiscard]] Expected<Fit> best();

    const Pixels& m_source;
    std::uint64_t m_budget;
    Effort m_effort;
    SearchWatch& m_watch;
    Reference m_reference;
    std::unique_ptr<Encoder> m_jxl = make_jxl_encoder();
    std::unique_ptr<Encoder> m_avif = make_avif_encoder();
    std::vector<Contender> m_contenders;
};

FitTask PictureFit::task_for(
    const Encoder& encoder, std::uint64_t most_quick, std::uint64_t most) const
{
    const std::uint64_t source = pixel_count(m_source);
    const std::uint64_t pixels = m_budget <= k_quick_budget ? most_quick : most;
    FitTask task{encoder, m_source, m_budget, m_effort, std::min(source, pixels), m_watch};
    // So much room that a shrunk picture could not use it: quick encodings, and of any size.
    const double by_rule = 8 * static_cast<double>(m_budget) / k_best_bits_per_pixel;
    if (by_rule > static_cast<double>(most)) {
        task.most_pixels = source;
        task.effort = source > most ? Effort::glance : m_effort;
    }
    return task;
}

Expected<void> PictureFit::each(Step step)
{
    std::vector<std::future<Expected<void>>> others;
    for (std::size_t i = 1; i < m_contenders.size(); ++i) {
        const auto take = [this, step, i] { return (this->*step)(m_contenders[i]); };
        try {
            others.push_back(std::async(std::launch::async, take));
        } catch (const std::system_error&) { // no thread to be had: after the first, then
            others.push_back(std::async(std::launch::deferred, take));
        }
    }
    Expected<void> result = (this->*step)(m_contenders.front());
    for (auto& other : others) {
        Expected<void> ended = other.get();
        if (result) {
            result = std::move(ended);
        }
    }
    return result;
}

Expected<double> PictureFit::score_of(const Found& found) const
{
    Expected<Pixels> shown = decode_payload(found.codec, found.payload);
    if (!shown) {
        return fail(std::move(shown));
    }
    return m_reference.score(*shown);
}

Expected<void> PictureFit::look(Contender& contender) const
{
    const Judge judge = [this](const Found& found) { return score_of(found); };
    Expected<Glance> chosen = choose_scale(contender.task, judge, k_sizes);
    if (!chosen) {
        return fail(std::move(chosen));
    }
    contender.glance = *chosen;
    return {};
}

void PictureFit::begin_unscaled()
{
    for (Contender& contender : m_contenders) {
        const bool jxl = contender.task.encoder.codec() == Codec::jxl;
        if (bits_per_pixel() > (jxl ? k_least_drawn_bits_jxl : k_least_drawn_bits_avif)) {
            contender.task.from_full_size = true;
            contender.task.most_pixels = pixel_count(m_source);
            // JPEG XL finds repeated patches (letters) at full effort only, AVIF its palettes.
            contender.task.glance = Effort::full;
            contender.task.effort = m_effort;
        }
    }
}

void PictureFit::drop_who_lies_behind()
{
    if (m_contenders.size() < 2) {
        return;
    }
    const double avif_leads_by = m_contenders[1].glance.score - m_contenders[0].glance.score;
    const auto looked_fully = [](const Contender& one) { return one.task.glance == Effort::full; };
    if (std::ranges::all_of(m_contenders, looked_fully)) {
        m_contenders[0].behind = avif_leads_by > k_far_behind_full;
        m_contenders[1].behind = avif_leads_by < -k_far_behind_full;
        return;
    }
    // Where bits are few a glance says little of AVIF: it gains 20 and more at full effort.
    if (bits_per_pixel() < k_glance_tells) {
        return;
    }
    m_contenders[0].behind = avif_leads_by > k_jxl_too_far_behind;
    m_contenders[1].behind = avif_leads_by < -k_avif_too_far_behind;
}

Expected<void> PictureFit::fill(Contender& contender) const
{
    if (contender.behind) {
        return {};
    }
    Expected<Filled> filled = fill_budget(contender.task, contender.glance);
    if (!filled) {
        return fail(std::move(filled));
    }
    contender.filled = std::move(*filled);
    if (const auto& found = contender.filled.found) {
        Expected<Pixels> shown = decode_payload(found->codec, found->payload);
        if (!shown) {
            return fail(std::move(shown));
        }
        contender.shown = std::move(*shown);
        contender.score = m_reference.score(contender.shown);
    }
    return {};
}

/// Beside the whole original; who lies clearly behind in the copy is spared it.
void PictureFit::score_finished()
{
    double best = -std::numeric_limits<double>::infinity();
    for (const Contender& contender : m_contenders) {
        best = contender.filled.found ? std::max(best, contender.score) : best;
    }
    if (m_reference.scored_width() == m_source.width &&
        m_reference.scored_height() == m_source.height) {
        return; // they were
    }
    const Reference whole(m_source);
    for (Contender& contender : m_contenders) {
        contender.behind = contender.behind || contender.score < best - k_clearly_behind;
        if (contender.filled.found && !contender.behind) {
            contender.score = whole.score(contender.shown);
        }
    }
}

Expected<Fit> PictureFit::best()
{
    Contender* chosen = nullptr;
    std::uint64_t smallest = 0;
    for (Contender& contender : m_contenders) {
        if (contender.filled.found && !contender.behind &&
            (chosen == nullptr || contender.score > chosen->score)) {
            chosen = &contender;
        }
        if (contender.filled.smallest != 0) { // of those that were tried
            smallest = smallest == 0 ? contender.filled.smallest
                                     : std::min(smallest, contender.filled.smallest);
        }
    }
    if (chosen == nullptr) {
        return Unexpected(Errc::limit_exceeded,
            "the smallest form of this picture takes " + std::to_string(smallest) + " bytes");
    }
    return Fit{std::move(*chosen->filled.found),
        m_watch.encodes(),
        std::move(chosen->shown),
        chosen->score};
}

} // namespace

Expected<Fit> fit_picture(
    const Pixels& source, std::uint64_t budget, Effort effort, const PlanProgress& progress)
{
    if (budget < k_smallest_budget) {
        return Unexpected(Errc::limit_exceeded,
            "no picture fits " + std::to_string(budget) + " bytes; the smallest budget is " +
                std::to_string(k_smallest_budget) + " bytes");
    }
    SearchWatch watch(progress);
    Expected<std::optional<Found>> exact = fit_lossless(*make_jxl_encoder(), source, budget, watch);
    if (!exact) {
        return fail(std::move(exact));
    }
    if (*exact) {
        return Fit{std::move(**exact), watch.encodes(), {}, 100};
    }
    return PictureFit(source, budget, effort, watch).run();
}

} // namespace satpad::core::image
