// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <QStringList>

class QLabel;

namespace satpad::gui {

/// What the ledger knows of one message beyond its row: its pages and where their key came from.
struct MessageFacts
{
    std::vector<core::PageRange> ranges;
    QStringList origins; ///< of its pads, each once
    QStringList knownBy; ///< relays, which know this key
    double epsilon = 0;  ///< the sum over its pads; 0: not known
    quint64 contentBytes = 0;
};

/// For a thread of Jobs. Errors: the ledger's.
[[nodiscard]] core::Expected<MessageFacts> readFacts(
    service::Site& site, const core::MessageId& id);

/// "402 – 1 715 of pad 9b07", a line each, the rest as a number.
[[nodiscard]] QString rangesText(const std::vector<core::PageRange>& ranges);
/// "at most 2⁻⁹¹ a try": of the longest chunk, docs/format.md, "Sealed chunks".
[[nodiscard]] QString forgeryText(quint64 contentBytes);
/// "relay 12 Nov, ε 2·10⁻¹⁰; Jinan knows it".
[[nodiscard]] QString keyFromText(const MessageFacts& facts);
/// UTC, and the local time with its zone in a second line.
[[nodiscard]] QString bothTimes(core::UnixTime at);

} // namespace satpad::gui
