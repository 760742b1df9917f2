// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

#include <QString>

/// The settings of a KME, as the window says them.
namespace satpad::gui {

/// "kme.example:8443"
[[nodiscard]] QString kmeHost(const core::KmeAccess& access);
/// What is wrong with these settings, in one sentence that says what to do; empty: nothing that
/// can be seen from here.
[[nodiscard]] QString faultIn(const core::KmeAccess& access);

} // namespace satpad::gui
