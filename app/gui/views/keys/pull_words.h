// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "key_answers.h"

namespace satpad::gui {

/// What a notice says of a pull that runs, and of what came of one.
[[nodiscard]] QString sentenceForPull(const KeyJob& job);
[[nodiscard]] KeySaid saidOfPull(const KeyAnswer& answer);

} // namespace satpad::gui
