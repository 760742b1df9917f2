// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/passes/pass_plan.h"

#include <satpad/service/pass_run.h>

#include <QString>

/// What passes are called and what becomes of them, in the words of the screen.
namespace satpad::gui {

[[nodiscard]] core::UnixTime unixTime(sat::Instant when);
/// "25 Nov 21:15".
[[nodiscard]] QString dayAndTime(sat::Instant when);
/// "1 d 23 h", "23 h 39 m", "12 m 30 s".
[[nodiscard]] QString countdown(double seconds);
/// Names of presets begin with a capital on the screen.
[[nodiscard]] QString placeName(const std::string& preset);
/// The sky presets that are shipped have words; others their names.
[[nodiscard]] QString skyName(const std::string& preset);
/// "daylight"; empty for a pass that is usable.
[[nodiscard]] QString hindranceWord(PassHindrance hindrance);
[[nodiscard]] const char* hindranceIcon(PassHindrance hindrance);
/// "Elevation", "Launch key": what a check is called.
[[nodiscard]] QString checkName(const std::string& what);
/// One sentence about the pass that was chosen.
[[nodiscard]] QString chosenSentence(const FlightPlan& plan);
/// One sentence about a no-go.
[[nodiscard]] QString noGoSentence(const service::GoCheck& check);
/// What is said of a pass that has come to its end, without its key.
struct FlightOutcome
{
    std::uint64_t keyBits = 0; ///< in pads at both ends; 0: none
    double qber = 0;
    double efficiency = 0;
    std::string reason;     ///< why there are none
    bool isStopped = false; ///< by the operator, in mid-pass
};
[[nodiscard]] FlightOutcome outcomeOf(const service::RunPassReport& report, bool isStopped);
/// How it ended.
[[nodiscard]] QString outcomeSentence(const FlightOutcome& outcome);

} // namespace satpad::gui
