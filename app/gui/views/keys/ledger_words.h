// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <QString>

namespace satpad::gui {

/// Which colour an event's icon has: reserved key is blue, spent green, burnt the alarm colour.
enum class LedgerTone
{
    plain,
    reserved,
    spent,
    burnt,
    warning
};

/// What a kind of event says to people (docs/ledger.md, "Events").
struct LedgerWords
{
    QString what;
    QString icon; ///< of resources/icons
    LedgerTone tone = LedgerTone::plain;
};

/// `peer`: whom the event's pad or message is shared with, empty when that is not known; `origin`:
/// of the pad, when one was added.
[[nodiscard]] LedgerWords wordsFor(
    const core::LedgerEvent& event, const QString& peer, const QString& origin);

} // namespace satpad::gui
