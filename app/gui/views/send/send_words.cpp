// SPDX-License-Identifier: GPL-3.0-or-later
#include "send_words.h"

#include "look/figures.h"
#include "send_draft.h"

#include <cmath>

namespace satpad::gui {
namespace {

namespace image = core::image;

/// The place in degrees, as the core words it: its EXIF values are fractions.
QString positionOf(const image::Metadata& metadata)
{
    const QString start = QString::fromUtf8(image::word(image::MetadataClass::position).data(),
        static_cast<qsizetype>(image::word(image::MetadataClass::position).size()));
    for (const std::string& phrase : image::feared_metadata(metadata)) {
        const QString text = QString::fromStdString(phrase);
        if (text.startsWith(start + ' ')) {
            return text.mid(start.size() + 1);
        }
    }
    return {};
}

} // namespace

QString SendWords::mode(core::SendMode mode)
{
    switch (mode) {
    case core::SendMode::exact:
        return tr("Exact");
    case core::SendMode::thumbnail:
        return tr("Thumbnail");
    default:
        return tr("Fitted");
    }
}

QString SendWords::whatArrives(core::SendMode mode)
{
    switch (mode) {
    case core::SendMode::exact:
        return tr("The file itself, bit for bit.");
    case core::SendMode::thumbnail:
        return tr("A small picture, to choose what is worth more key.");
    default:
        return tr("A re-encoded picture within the budget.");
    }
}

QString SendWords::quality(const image::Score& score)
{
    const std::string_view word = image::score_word(score);
    if (word == "pixels exact") {
        return tr("pixels exact");
    }
    if (word == "no visible loss") {
        return tr("no visible loss");
    }
    return word == "high"     ? tr("high")
           : word == "medium" ? tr("medium")
           : word == "low"    ? tr("low")
                              : tr("poor");
}

QString SendWords::psnr(const image::Score& score)
{
    return std::isfinite(score.psnr_db) ? QString::number(score.psnr_db, 'f', 1) + " dB"
                                        : QString();
}

QString SendWords::codec(core::Codec codec)
{
    switch (codec) {
    case core::Codec::jxl:
    case core::Codec::jxl_with_metadata:
        return "JPEG XL";
    case core::Codec::avif:
    case core::Codec::avif_boxless:
    case core::Codec::avif_with_metadata:
        return "AVIF";
    case core::Codec::jxl_from_jpeg:
        return tr("packed as JPEG XL");
    case core::Codec::zstd:
        return tr("packed as zstd");
    case core::Codec::xz:
        return tr("packed as xz");
    case core::Codec::raw:
        break;
    }
    return tr("as it is");
}

int SendWords::percent(quint64 pages, quint64 free)
{
    if (free == 0) {
        return pages == 0 ? 0 : 100;
    }
    return static_cast<int>(
        std::lround(100.0 * static_cast<double>(pages) / static_cast<double>(free)));
}

QString SendWords::share(quint64 pages, quint64 free, const QString& peer)
{
    const int whole = percent(pages, free);
    const QString figure = whole == 0 && pages > 0 ? "< 1" : grouped(static_cast<quint64>(whole));
    return tr("%1 % of the key free to send to %2").arg(figure, peer);
}

QString SendWords::worth(quint64 pages)
{
    const double passes =
        static_cast<double>(pages * core::k_page_bytes) / static_cast<double>(k_typicalPassBytes);
    const QString figure = passes < 0.005 ? "< 0.01"
                           : passes < 10  ? QString::number(passes, 'f', 2)
                                          : grouped(static_cast<quint64>(std::llround(passes)));
    return tr("%1 of a typical pass (%2)").arg(figure, "673 kbit");
}

QString SendWords::valueOf(const DraftPicture& picture, image::MetadataClass kind)
{
    if (!picture.carries(kind)) {
        return {};
    }
    if (kind == image::MetadataClass::position) {
        if (const QString place = positionOf(*picture.metadata); !place.isEmpty()) {
            return place;
        }
    }
    QStringList values;
    for (const image::MetadataItem& item : picture.metadata->items) {
        const QString value = QString::fromStdString(item.value);
        if (item.kind == kind && !value.isEmpty() && !values.contains(value) && values.size() < 2) {
            values << value;
        }
    }
    if (kind == image::MetadataClass::time && !values.isEmpty()) {
        QString time = values.first(); // EXIF writes 2026:11:24 18:05:00
        return time.size() >= 10 && time[4] == ':' && time[7] == ':'
                   ? time.replace(4, 1, '-').replace(7, 1, '-')
                   : time;
    }
    return values.isEmpty() ? tr("in the file") : values.join(' ');
}

QString SendWords::sizeText(quint64 width, quint64 height)
{
    return QString("%1 × %2").arg(width).arg(height);
}

QString SendWords::leftLabel(const DraftPicture& picture)
{
    return tr("Original · %1 · %2")
        .arg(sizeText(static_cast<quint64>(picture.size.width()),
                 static_cast<quint64>(picture.size.height())),
            bytesText(picture.fileBytes));
}

QString SendWords::rightLabel(const DraftPicture& picture)
{
    const QString word = mode(picture.mode);
    if (picture.mode == core::SendMode::exact) {
        const quint64 bytes = picture.plan ? picture.plan->payload_bytes : picture.fileBytes;
        return QString("%1 · %2 · %3")
            .arg(word,
                sizeText(static_cast<quint64>(picture.size.width()),
                    static_cast<quint64>(picture.size.height())),
                bytesText(bytes));
    }
    if (!picture.plan) {
        const quint64 budget = picture.mode == core::SendMode::thumbnail
                                   ? SendDraft::k_thumbnailBytes
                                   : picture.budget;
        return tr("%1 · at most %2").arg(word, bytesText(budget));
    }
    return QString("%1 · %2 · %3")
        .arg(word,
            sizeText(picture.plan->sent_width, picture.plan->sent_height),
            bytesText(picture.plan->payload_bytes));
}

} // namespace satpad::gui
