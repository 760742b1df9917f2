// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace satpad::core {
class Clock;
}

namespace satpad::gui {

class Desk;

/// What closing the window would cut short, and what of it is lost: one sentence for each. Empty:
/// nothing. GUI thread.
[[nodiscard]] QStringList whatLeavingEnds(Desk& desk, const core::Clock& clock);

} // namespace satpad::gui
