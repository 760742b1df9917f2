// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace satpad::gui {

/// How long something of `widget` moves, in milliseconds, at most 240; 0: it jumps, for the style's
/// animations are off or nobody sees it. Only three things move: the strip's colour at the million,
/// the divider that snaps, a banner that opens.
[[nodiscard]] int motionTime(const QWidget& widget);

} // namespace satpad::gui
