// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobs.h"

#include <satpad/core/card.h>

class QMimeData;

namespace satpad::gui {

inline constexpr qsizetype k_cardLimit = 4096; ///< bytes, as the command line takes

/// Gets the text of a card out of what the operator has: text, its file, or a picture of its QR code.
/// A picture is decoded in the decoder child, as every picture is; its code is looked for in the
/// child's pixels by qr_code.h, beside the GUI thread. GUI thread.
class CardReader final : public QObject
{
    Q_OBJECT
public:
    /// `jobs` outlives it.
    CardReader(Jobs& jobs, QObject* parent);

    void readFile(const QString& path);
    /// Of the clipboard or a drop: a file, a picture or text.
    void readMime(const QMimeData* mime);
    [[nodiscard]] static bool accepts(const QMimeData* mime);

Q_SIGNALS:
    /// It begins as a card does.
    void found(const QString& text);
    void failed();

private:
    void readBytes(std::function<QByteArray()> read);

    Jobs& m_jobs;
    quint64 m_wanted = 0; ///< what was asked for later wins
};

/// The card in `bytes`, text or picture; empty when there is none. Not for the GUI thread.
[[nodiscard]] QString cardTextIn(const QByteArray& bytes);

} // namespace satpad::gui
