// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <QString>

/// Numbers as every page writes them: U+2009 between thousands, a decimal point in every language,
/// kB = 1000 B, UTC.
namespace satpad::gui {

[[nodiscard]] QString grouped(quint64 number);    ///< "12 918"
[[nodiscard]] QString bytesText(quint64 bytes);   ///< "532 B", "28.7 kB", "1.07 MB"
[[nodiscard]] QString keyText(quint64 pages);     ///< bytes of that many pages
[[nodiscard]] QString utcTime(core::UnixTime at); ///< "21:57:44"
[[nodiscard]] QString utcText(core::UnixTime at); ///< "2026-11-24 21:57:44 UTC"
/// First digits of an id, in fours.
template <typename Id> [[nodiscard]] QString shortId(const Id& id, int digits = 8)
{
    const QString hex = QString::fromStdString(id.hex());
    QString text;
    for (int at = 0; at < digits; at += 4) {
        text += (at == 0 ? "" : " ") + hex.mid(at, 4);
    }
    return text;
}

} // namespace satpad::gui
