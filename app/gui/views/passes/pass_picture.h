// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"
#include "views/passes/pass_scenes.h"

#include <satpad/core/error.h>

#include <QByteArray>
#include <QImage>

namespace satpad::gui {

/// The strip over the charts, with the badge and one line of what was flown: a picture to keep.
struct PassPicture
{
    QImage pixels;
    QByteArray drawing; ///< the same as SVG
};

/// GUI thread.
[[nodiscard]] PassPicture pictureOf(
    const Theme& theme, const QString& title, const StripScene& strip, const ChartsScene& charts);
/// Where it goes: what was chosen, and the other form beside it under the same name.
struct PictureFiles
{
    QString png; ///< empty: not wanted
    QString svg; ///< likewise
};
[[nodiscard]] PictureFiles filesFor(const QString& chosen);
/// Each file whole or not at all. Any thread. Errors: Errc::io_failed.
[[nodiscard]] core::Expected<void> savePicture(
    const PassPicture& picture, const PictureFiles& files);

} // namespace satpad::gui
