// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <QImage>

namespace satpad::gui {

struct DraftPicture;

/// What the draft's wishes for a picture mean for the core.
[[nodiscard]] core::image::PlanRequest requestFor(const DraftPicture& picture);

/// What the peer will see of a fitted picture's plan, which carries the very bytes; shrunk to sides
/// of at most 2400 pixels. Null when it cannot be decoded. Takes a child's time: not for the GUI
/// thread.
[[nodiscard]] QImage imageOf(const core::image::Plan& plan);

} // namespace satpad::gui
