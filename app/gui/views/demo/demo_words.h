// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo_run.h"

/// What the demo says; all of it true at the moment it is shown.
namespace satpad::gui {

[[nodiscard]] QString siteWord(service::DemoEnd end);
[[nodiscard]] QString stepWord(DemoStep step);
/// On the button that begins the next one, or leads to it again.
[[nodiscard]] QString nextWords(const DemoRun& run);
/// At the foot: what the step does or came to.
[[nodiscard]] QString stepSentence(const DemoRun& run);
/// "1.08 Mbit", "820 kbit".
[[nodiscard]] QString secureBitsText(quint64 bits);
[[nodiscard]] QString pagesFree(const service::DemoPages& pages);
/// Whole percent of the sealed bytes that came out of the link.
[[nodiscard]] int percentHere(const service::DemoNow& now);
[[nodiscard]] QString minutesText(quint64 seconds); ///< "5:55"

} // namespace satpad::gui
