// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema.h"

#include <satpad/core/ledger.h>

/// The text two sites exchange to compare their ledgers. Grammar: docs/ledger.md, "Export".
namespace satpad::core::ledger {

struct ExportedRange
{
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    RangeState state = RangeState::reserved;
    MessageId message; ///< zero when it belongs to none
    bool operator==(const ExportedRange&) const = default;
};

struct ExportedPad
{
    PadId id;
    SiteId peer;
    PadDirection direction = PadDirection::send;
    std::uint64_t pages = 0;
    bool closed = false;               ///< then it has no ranges
    std::vector<ExportedRange> ranges; ///< sorted, disjoint
    bool operator==(const ExportedPad&) const = default;
};

/// The chain head an outgoing message's header carries: the receiver kept it.
struct ExportedHead
{
    MessageId message;
    Digest chain_head;
    bool operator==(const ExportedHead&) const = default;
};

struct Export
{
    SiteId site;
    std::uint64_t events = 0;
    Digest chain_head;
    std::vector<ExportedPad> pads;   ///< sorted by id
    std::vector<ExportedHead> heads; ///< sorted by message
    bool operator==(const Export&) const = default;
};

[[nodiscard]] std::string format_export(const Export& from);
/// For text from outside: bounded, strict. Errors: Errc::malformed naming the line, limit_exceeded;
/// those of `progress`, which is told of lines.
[[nodiscard]] Expected<Export> parse_export(std::string_view text, const Progress& progress = {});
[[nodiscard]] std::string_view name_of(RangeState state) noexcept;

} // namespace satpad::core::ledger
