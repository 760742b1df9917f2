// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

#include <QString>

/// What goes wrong between this site and its KME, in the words of the window: the command line
/// names its own options.
namespace satpad::gui {

/// What happened, without what to do.
[[nodiscard]] QString troubleOf(const core::Error& error);
/// What to do; empty when troubleOf() says it.
[[nodiscard]] QString mendOf(const core::Error& error);
/// Both.
[[nodiscard]] QString keySentenceOf(const core::Error& error);

/// "kme.example:8443"
[[nodiscard]] QString kmeHost(const core::KmeAccess& access);
/// What is wrong with these settings, in one sentence that says what to do; empty: nothing that
/// can be seen from here.
[[nodiscard]] QString faultIn(const core::KmeAccess& access);

} // namespace satpad::gui
