// SPDX-License-Identifier: GPL-3.0-or-later
#include "fit.h"

#include "score.h"

#include <algorithm>
#include <future>

namespace satpad::core::image {
namespace {

/// Scores compare candidates in a copy of the original that is not much finer than they are: what
/// they all lack, the finest detail, decides nothing, and a big picture would take seconds a score.
constexpr double k_judged_per_pixel = 4;
constexpr double k_least_judged = 500'000;
constexpr double k_most_judged = 2'000'000;
/// Larger encodings than this take a second and more each.
constexpr std::uint64_t k_most_encoded = 6'000'000;

std::uint64_t judged_pixels(std::uint64_t budget)
{
    const double encoded = 8 * static_cast<double>(budget) / 0.6;
    return static_cast<std::uint64_t>(
        std::clamp(k_judged_per_pixel * encoded, k_least_judged, k_most_judged));
}

Expected<double> score_of(const Reference& reference, const Found& found)
{
    Expected<Pixels> shown = decode_payload(found.codec, found.payload);
    if (!shown) {
        return fail(std::move(shown));
    }
    return reference.score(*shown);
}

class PictureFit
{
public:
    PictureFit(
        const Pixels& source, std::uint64_t budget, Effort effort, const PlanProgress& progress)
        : m_source(source)
        , m_budget(budget)
        , m_effort(effort)
        , m_watch(progress)
    {}

    [[nodiscard]] Expected<Fit> run()
    {
        Expected<std::optional<Found>> exact = fit_lossless(*m_jxl, m_source, m_budget, m_watch);
        if (!exact) {
            return fail(std::move(exact));
        }
        if (*exact) {
            return Fit{std::move(**exact), m_watch.encodes()};
        }
        Expected<Found> lossy = m_avif->takes(m_source) ? better_of_both() : jxl_alone();
        if (!lossy) {
            return fail(std::move(lossy));
        }
        return Fit{std::move(*lossy), m_watch.encodes()};
    }

private:
    [[nodiscard]] FitSettings settings_for(const Encoder& encoder) const
    {
        (void)encoder;
        return {m_budget, m_effort, std::min(pixel_count(m_source), k_most_encoded), 4};
    }
    [[nodiscard]] Expected<FitOutcome> fit(const Encoder& encoder, const Reference& reference)
    {
        const Judge judge = [&](const Found& found) { return score_of(reference, found); };
        return fit_with(encoder, m_source, settings_for(encoder), judge, m_watch);
    }
    [[nodiscard]] Expected<Found> better_of_both();
    [[nodiscard]] Expected<Found> jxl_alone();
    [[nodiscard]] static Unexpected nothing_fits(std::uint64_t smallest)
    {
        return Unexpected(Errc::limit_exceeded,
            "the smallest form of this picture takes " + std::to_string(smallest) + " bytes");
    }

    const Pixels& m_source;
    std::uint64_t m_budget;
    Effort m_effort;
    SearchWatch m_watch;
    std::unique_ptr<Encoder> m_jxl = make_jxl_encoder();
    std::unique_ptr<Encoder> m_avif = make_avif_encoder();
};

Expected<Found> PictureFit::jxl_alone()
{
    const Reference reference(m_source, judged_pixels(m_budget));
    Expected<FitOutcome> made = fit(*m_jxl, reference);
    if (!made) {
        return fail(std::move(made));
    }
    if (!made->found) {
        return nothing_fits(made->smallest);
    }
    return std::move(*made->found);
}

Expected<Found> PictureFit::better_of_both()
{
    const Reference reference(m_source, judged_pixels(m_budget));
    std::future<Expected<FitOutcome>> other =
        std::async(std::launch::async, [&] { return fit(*m_jxl, reference); });
    Expected<FitOutcome> avif = fit(*m_avif, reference);
    Expected<FitOutcome> jxl = other.get();
    for (Expected<FitOutcome>* made : {&avif, &jxl}) {
        if (!*made) {
            return fail(std::move(*made));
        }
    }
    if (!avif->found && !jxl->found) {
        return nothing_fits(std::min(avif->smallest, jxl->smallest));
    }
    if (!avif->found || !jxl->found) {
        return std::move(avif->found ? *avif->found : *jxl->found);
    }
    const Expected<double> avif_score = score_of(reference, *avif->found);
    const Expected<double> jxl_score = score_of(reference, *jxl->found);
    if (!avif_score || !jxl_score) {
        return Unexpected((avif_score ? jxl_score : avif_score).error());
    }
    return std::move(*avif_score >= *jxl_score ? *avif->found : *jxl->found);
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
    return PictureFit(source, budget, effort, progress).run();
}

} // namespace satpad::core::image
