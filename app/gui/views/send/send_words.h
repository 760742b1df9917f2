// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <QCoreApplication>
#include <QString>

namespace satpad::gui {

struct DraftPicture;

/// The words and figures of the Send page, made of what a draft knows.
class SendWords
{
    Q_DECLARE_TR_FUNCTIONS(satpad::gui::SendWords)
public:
    static constexpr quint64 k_typicalPassBytes = 84'125; ///< 673 kbit

    [[nodiscard]] static QString mode(core::SendMode mode);
    /// "A re-encoded picture within the budget."
    [[nodiscard]] static QString whatArrives(core::SendMode mode);
    /// The word of a score, without its figure.
    [[nodiscard]] static QString quality(const core::image::Score& score);
    [[nodiscard]] static QString psnr(const core::image::Score& score); ///< "29.8 dB"
    [[nodiscard]] static QString codec(core::Codec codec);
    [[nodiscard]] static QString share(quint64 pages, quint64 free, const QString& peer);
    [[nodiscard]] static QString worth(quint64 pages); ///< of a typical pass
    /// Per cent of what is free, rounded; 100 and more when nothing is.
    [[nodiscard]] static int percent(quint64 pages, quint64 free);

    /// What the file says of one class, for the operator's eyes; empty when it says nothing.
    [[nodiscard]] static QString valueOf(
        const DraftPicture& picture, core::image::MetadataClass kind);
    /// "1600 × 1065"
    [[nodiscard]] static QString sizeText(quint64 width, quint64 height);
    /// What stands on the right half: mode, size, bytes; before there is a plan only the budget.
    [[nodiscard]] static QString rightLabel(const DraftPicture& picture);
    [[nodiscard]] static QString leftLabel(const DraftPicture& picture);
};

} // namespace satpad::gui
