// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sentences.h"
#include "models/whole_file.h"
#include "send_draft.h"
#include "send_plan.h"
#include "views/parts.h"

#include <QFileInfo>

#include <algorithm>

namespace satpad::gui {
namespace {

namespace image = core::image;

constexpr std::size_t k_keepPixels = 3; ///< pictures; each preview source takes tens of MB
constexpr QSize k_thumbnail{192, 144};  ///< sharp on screens of twice the density
constexpr qint64 k_mostFile = qint64{512} * 1024 * 1024;

/// Centred and filled.
QImage thumbnailOf(const QImage& picture)
{
    const QImage scaled =
        picture.scaled(k_thumbnail, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
    const QRect whole = scaled.rect();
    return scaled.copy(QRect((whole.width() - k_thumbnail.width()) / 2,
        (whole.height() - k_thumbnail.height()) / 2,
        k_thumbnail.width(),
        k_thumbnail.height()));
}

/// Empty when it cannot be read.
QByteArray bytesOf(const QString& path)
{
    return readWhole(path, k_mostFile).value_or(QByteArray());
}

core::ByteView viewOf(const QByteArray& bytes)
{
    return std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

std::optional<image::Metadata> metadataOf(const QString& path)
{
    const QByteArray bytes = bytesOf(path);
    if (!image::may_carry_metadata(viewOf(bytes))) {
        return std::nullopt;
    }
    auto found = image::read_metadata(viewOf(bytes));
    return found ? std::optional(std::move(*found)) : std::nullopt;
}

} // namespace

struct SendDraft::Read
{
    std::shared_ptr<const image::PreviewSource> source;
    QImage original;
    QImage thumbnail;
    std::optional<image::Metadata> metadata;
    quint64 fileBytes = 0;
    QString trouble;
};

struct SendDraft::Look
{
    QImage shown;
    std::optional<image::Preview> preview; ///< nothing: shown is of the plan
};

void SendDraft::noteLookedAt(quint64 id)
{
    std::erase(m_lookedAt, id);
    m_lookedAt.insert(m_lookedAt.begin(), id);
    while (m_lookedAt.size() > k_keepPixels) {
        if (DraftPicture* old = find(m_lookedAt.back())) {
            old->source.reset();
            old->original = {};
            old->shown = {};
            old->isStale = true;
        }
        m_lookedAt.pop_back();
    }
}

/// The current picture first, then those that nothing is known of.
void SendDraft::readNext()
{
    if (m_reading) {
        return;
    }
    DraftPicture* next = chosen();
    if (next == nullptr || next->reading == DraftPicture::Reading::failed || next->source) {
        const auto waiting = std::ranges::find_if(m_pictures,
            [](const auto& picture) { return picture->reading == DraftPicture::Reading::waiting; });
        next = waiting == m_pictures.end() ? nullptr : waiting->get();
    }
    if (next == nullptr) {
        return;
    }
    m_reading = true;
    m_jobs.run(
        this,
        [path = next->path] {
            Read read;
            const QFileInfo info(path);
            read.fileBytes = info.isFile() ? static_cast<quint64>(info.size()) : 0;
            auto source = image::PreviewSource::open(path.toStdString());
            if (!source) {
                const bool hasBytes = read.fileBytes > 0 && info.isReadable();
                read.trouble = hasBytes && !source.error().is(core::Errc::limit_exceeded)
                                   ? tr("This file is not a picture Satpad can read. Exact can "
                                        "still send it.")
                                   : sentenceOf(source.error());
                return read;
            }
            read.source = std::make_shared<const image::PreviewSource>(std::move(*source));
            read.original = toImage(read.source->original());
            read.thumbnail = thumbnailOf(read.original);
            read.metadata = metadataOf(path);
            return read;
        },
        [this, id = next->id](Read read) { takeRead(id, std::move(read)); });
}

void SendDraft::takeRead(quint64 id, Read&& read)
{
    m_reading = false;
    if (DraftPicture* picture = find(id)) {
        picture->fileBytes = read.fileBytes;
        picture->readTrouble = read.trouble;
        picture->reading =
            read.source ? DraftPicture::Reading::done : DraftPicture::Reading::failed;
        if (read.source) {
            picture->size = {
                static_cast<int>(read.source->width()), static_cast<int>(read.source->height())};
            picture->thumbnail = read.thumbnail;
            picture->metadata = std::move(read.metadata);
        }
        if (std::ranges::find(m_lookedAt, id) != m_lookedAt.end()) {
            picture->source = std::move(read.source);
            picture->original = read.original;
            look(*picture);
        }
        tell(*picture);
    }
    readNext();
}

void SendDraft::look(DraftPicture& picture)
{
    ++picture.look;
    picture.isStale = picture.mode != core::SendMode::exact;
    if (!picture.isStale) {
        picture.shown = {};
        return;
    }
    if (!picture.source || picture.isLooking) {
        return; // the reading or the look that runs comes back here
    }
    picture.isLooking = true;
    m_jobs.run(
        this,
        [source = picture.source, plan = picture.plan, budget = requestFor(picture).budget_bytes] {
            Look look;
            if (plan) {
                look.shown = imageOf(*plan);
                return look;
            }
            auto preview = source->at(budget);
            if (!preview) {
                return look; // the plan says why
            }
            look.shown = toImage(preview->shown);
            look.preview = std::move(*preview);
            look.preview->shown = {};
            return look;
        },
        [this, id = picture.id, number = picture.look](
            Look look) { takeLook(id, number, std::move(look)); });
}

void SendDraft::takeLook(quint64 id, quint64 number, Look&& look)
{
    DraftPicture* picture = find(id);
    if (picture == nullptr) {
        return;
    }
    picture->isLooking = false;
    if (number != picture->look) {
        if (picture->isStale) {
            this->look(*picture);
        }
        return;
    }
    if (!look.shown.isNull()) {
        picture->shown = look.shown;
        picture->isStale = false;
    }
    if (look.preview) {
        picture->score = look.preview->score;
        picture->codec = look.preview->codec;
    }
    tell(*picture);
}

void SendDraft::wantDetail()
{
    DraftPicture* picture = chosen();
    if (picture == nullptr || picture->hadDetail || picture->original.isNull() ||
        picture->original.size() == picture->size ||
        qint64{picture->size.width()} * picture->size.height() > k_mostDetail) {
        return;
    }
    picture->hadDetail = true;
    m_jobs.run(
        this,
        [path = picture->path] {
            const QByteArray bytes = bytesOf(path);
            const auto pixels = image::decode(viewOf(bytes));
            return pixels ? toImage(*pixels) : QImage();
        },
        [this, id = picture->id](const QImage& detail) {
            DraftPicture* now = chosen();
            if (now != nullptr && now->id == id && detail.size() == now->size) {
                now->detail = detail;
                tell(*now);
            }
        });
}

} // namespace satpad::gui
