// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sentences.h"
#include "send_draft.h"
#include "send_plan.h"
#include "views/parts.h"

#include <algorithm>

namespace satpad::gui {

namespace image = core::image;

namespace {

constexpr int k_mostSide = 2400;

} // namespace

struct SendDraft::Made
{
    std::shared_ptr<image::Plan> plan;
    std::chrono::system_clock::time_point from;
    QImage shown;
    QString trouble;
};

QImage imageOf(const image::Plan& plan)
{
    const auto pixels = image::decode_payload(plan.content.codec, plan.payload);
    if (!pixels) {
        return {};
    }
    const QImage shown = toImage(*pixels);
    return std::max(shown.width(), shown.height()) <= k_mostSide
               ? shown
               : shown.scaled(
                     k_mostSide, k_mostSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

image::PlanRequest requestFor(const DraftPicture& picture)
{
    image::PlanRequest request;
    request.file = picture.path.toStdString();
    request.mode = picture.mode;
    if (picture.mode == core::SendMode::exact) {
        request.strip = picture.strip;
        return request;
    }
    request.budget_bytes =
        picture.mode == core::SendMode::thumbnail ? SendDraft::k_thumbnailBytes : picture.budget;
    std::ranges::copy_if(picture.keep,
        std::back_inserter(request.keep_metadata),
        [&](image::MetadataClass kind) { return picture.carries(kind); });
    return request;
}

void SendDraft::planNext()
{
    if (m_planning != 0 || m_rest.isActive()) {
        return;
    }
    const auto wants = [](const DraftPicture* picture) {
        return picture != nullptr && !picture->plan && picture->planTrouble.isEmpty() &&
               (picture->reading != DraftPicture::Reading::failed ||
                   picture->mode == core::SendMode::exact);
    };
    DraftPicture* next = chosen();
    for (std::size_t at = 0; !wants(next) && at < m_pictures.size(); ++at) {
        next = m_pictures[at].get();
    }
    if (!wants(next)) {
        return;
    }
    m_planning = next->id;
    next->isPlanning = true;
    next->ticket->permille = 0;
    m_progress.start();
    const quint64 number = next->ticket->wanted;
    m_jobs.run(
        this,
        [request = requestFor(*next), ticket = next->ticket, number, &stop = m_jobs.stop()] {
            Made made;
            made.from = std::chrono::system_clock::now();
            auto plan = image::plan(request, [&](double fraction) -> core::Expected<void> {
                ticket->permille = static_cast<int>(fraction * 1000);
                if (number != ticket->wanted || stop) {
                    return core::Unexpected(core::Errc::cancelled, "other wishes");
                }
                return {};
            });
            if (!plan) {
                made.trouble = sentenceOf(plan.error());
                return made;
            }
            made.plan = std::make_shared<image::Plan>(std::move(*plan));
            if (request.mode != core::SendMode::exact) {
                made.shown = imageOf(*made.plan);
            }
            return made;
        },
        [this, id = next->id, number](Made made) { takePlan(id, number, std::move(made)); });
    tell(*next);
}

void SendDraft::takePlan(quint64 id, quint64 number, Made&& made)
{
    m_planning = 0;
    m_progress.stop();
    if (DraftPicture* picture = find(id)) {
        picture->isPlanning = false;
        picture->planned = 0;
        if (number == picture->ticket->wanted) {
            picture->plan = std::move(made.plan);
            picture->plannedFrom = made.from;
            picture->planTrouble = made.trouble;
        }
        if (const auto& plan = picture->plan) {
            picture->score = plan->score;
            picture->codec = plan->content.codec;
            picture->isStrippable = plan->metadata.strippable;
            if (plan->metadata.in_file) {
                picture->metadata = plan->metadata.in_file;
            }
            if (!made.shown.isNull() && picture->source) {
                ++picture->look; // a preview that still runs is older than this
                picture->shown = made.shown;
                picture->isStale = false;
            }
        }
        tell(*picture);
    }
    planNext();
}

void SendDraft::showProgress()
{
    if (DraftPicture* picture = find(m_planning)) {
        picture->planned = picture->ticket->permille / 1000.0;
        tell(*picture);
    }
}

} // namespace satpad::gui
