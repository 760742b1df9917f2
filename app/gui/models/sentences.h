// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>

#include <QString>

/// Errors in the words and the language of the window; the command line has words of its own.
namespace satpad::gui {

/// What happened, without a stop at its end; what the system, the other end or a KME said of it
/// stands behind in brackets, as it was said.
[[nodiscard]] QString whatHappened(const core::Error& error);
/// What to do, a sentence or two; empty when the first says it.
[[nodiscard]] QString whatToDo(const core::Error& error);
/// Both.
[[nodiscard]] QString sentenceOf(const core::Error& error);

} // namespace satpad::gui
