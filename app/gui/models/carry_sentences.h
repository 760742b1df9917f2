// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>

#include <QString>

/// What went wrong with a file that is carried by hand, and what to do about it in the window.
namespace satpad::gui {

/// A message file was not opened. `file`: its name; `peer`: whom it says it is from, empty when
/// that is nobody here.
[[nodiscard]] QString openTrouble(
    const core::Error& error, const QString& file, const QString& peer);
/// An answer file was not taken. `peer`: who was to write it, empty when it is for no message here.
[[nodiscard]] QString answerTrouble(
    const core::Error& error, const QString& file, const QString& peer);
/// No file was sealed for `peer`.
[[nodiscard]] QString sealTrouble(const core::Error& error, const QString& peer);

} // namespace satpad::gui
