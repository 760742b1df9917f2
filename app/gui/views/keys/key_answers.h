// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "key_work.h"
#include "views/notice.h"

namespace satpad::gui {

/// What a notice says of work with key.
struct KeySaid
{
    Notice::Tone tone = Notice::Tone::plain;
    QString sentence;
    QString details;
    QString action; ///< empty: none
};
[[nodiscard]] QString sentenceFor(const KeyJob& job);
[[nodiscard]] KeySaid saidOf(const KeyAnswer& answer);

} // namespace satpad::gui
