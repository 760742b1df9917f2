// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/sealed_pictures.h"

#include "views/inbox/pictures.h"

#include <satpad/core/image.h>

namespace satpad::gui {
namespace {

constexpr int k_mostKilobytes = 32 * 1024;

QString keyOf(const core::MessageId& id)
{
    return QString::fromStdString(id.hex());
}

/// As the receiver will see it. The file itself may be another one by now; what was sealed from
/// memory is not.
core::Expected<Picture> readSealed(const Dispatch& sealed)
{
    const core::image::Plan& plan = sealed.plan;
    if (plan.payload.empty()) {
        std::error_code none;
        const auto changed = std::filesystem::last_write_time(sealed.file, none);
        if (none || std::chrono::file_clock::to_sys(changed) >= sealed.plannedFrom) {
            return core::Unexpected(core::Errc::unreadable_file, sealed.file.filename().string());
        }
        return readPicture(sealed.file, SealedPictures::k_size);
    }
    const bool isFile = plan.content.mode == core::SendMode::exact;
    auto bytes = isFile ? core::image::received_file(plan.content, plan.payload) : core::Bytes();
    if (!bytes) {
        return core::fail(std::move(bytes));
    }
    auto pixels = isFile ? core::image::decode(*bytes)
                         : core::image::decode_payload(plan.content.codec, plan.payload);
    if (!pixels) {
        return core::fail(std::move(pixels));
    }
    return pictureOf(*pixels, SealedPictures::k_size);
}

} // namespace

SealedPictures::SealedPictures(Jobs& jobs, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_kept(k_mostKilobytes)
{}

void SealedPictures::add(const core::MessageId& id, std::shared_ptr<const Dispatch> file)
{
    m_asked.push_back({id, std::move(file)});
    next();
}

QImage SealedPictures::find(const core::MessageId& id) const
{
    const QImage* kept = m_kept.object(keyOf(id));
    return kept == nullptr ? QImage() : *kept;
}

/// One at a time: deliveries need the processor, too.
void SealedPictures::next()
{
    if (m_isWorking || m_asked.empty()) {
        return;
    }
    m_isWorking = true;
    Asked asked = std::move(m_asked.back());
    m_asked.pop_back();
    m_jobs.run(
        this,
        [file = std::move(asked.file)] { return readSealed(*file); },
        [this, id = asked.id](const core::Expected<Picture>& picture) {
            m_isWorking = false;
            if (picture && !picture->image.isNull()) {
                m_kept.insert(keyOf(id),
                    new QImage(picture->image),
                    static_cast<int>(picture->image.sizeInBytes() / 1024) + 1);
                Q_EMIT ready(id);
            }
            next();
        });
}

} // namespace satpad::gui
