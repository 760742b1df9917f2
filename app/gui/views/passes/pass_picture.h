// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"
#include "views/passes/pass_scenes.h"

#include <satpad/core/error.h>

#include <QImage>

namespace satpad::gui {

/// The strip over the charts, with the badge and one line of what was flown: a picture to keep.
/// GUI thread.
[[nodiscard]] QImage pictureOf(
    const Theme& theme, const QString& title, const StripScene& strip, const ChartsScene& charts);
/// As PNG, whole or not at all. Any thread. Errors: Errc::io_failed.
[[nodiscard]] core::Expected<void> savePicture(const QImage& picture, const QString& file);

} // namespace satpad::gui
