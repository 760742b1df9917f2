// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/passes/pass_scenes.h"

#include <QString>

/// What the painted views of the Passes page say aloud, and the captions that depend on the stage.
namespace satpad::gui {

/// "World map. jinan-class-1 over 34 degrees south, 19 degrees east, 78 degrees high at Stellenbosch."
[[nodiscard]] QString mapSentence(const MapScene& scene);
/// "Sky plot: rises south 21:30, highest 88 degrees, sets north 21:36."
[[nodiscard]] QString skySentence(const SkyScene& scene);
/// "Charts of the pass after 3 min 15 s: 626 thousand secure bits, …"
[[nodiscard]] QString chartsSentence(const ChartsScene& scene);

/// A million, and it still counts: a kept pass that came to less takes it back.
[[nodiscard]] bool isMillion(const StripScene& scene);
/// False: there is no figure, a dash stands in its place.
[[nodiscard]] bool hasFigure(const StripScene& scene);
[[nodiscard]] QString stripCaption(const StripScene& scene);
/// "Secure bits, if the pass ended now: 626 thousand. Key rate 7.7 kilobit per second."
[[nodiscard]] QString stripSentence(const StripScene& scene);

/// When the strip speaks up by itself: on rise, each 250 thousand, the million, the end; what comes
/// within 10 seconds of the last word waits for its turn, as one.
class StripHerald final
{
public:
    /// `now` in milliseconds of a clock that never goes back.
    [[nodiscard]] bool speaks(const StripScene& scene, qint64 now);

private:
    FlightStage m_stage = FlightStage::idle;
    std::uint64_t m_quarters = 0; ///< times 250 thousand
    bool m_isMillion = false;
    bool m_isDue = false;
    std::optional<qint64> m_last;
};

} // namespace satpad::gui
