// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace satpad::gui {

/// Where key came from, as the ledger has it ("courier", "relay NAME (parents …)", "pass LABEL",
/// "kme ID"), in
/// the words of the screen.
[[nodiscard]] QString originWord(const QString& origin);

} // namespace satpad::gui
