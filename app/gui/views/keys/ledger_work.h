// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <QString>

/// What the ledger's buttons do, for a thread beside the GUI: as `satpad ledger compare` and
/// `satpad ledger export` do it; and the words for what came out.
namespace satpad::gui {

/// A peer's export beside this ledger.
struct LedgerComparison
{
    core::SiteId peer;             ///< whose export it is
    std::vector<core::PadId> pads; ///< that it lists
    std::vector<core::LedgerDifference> differences;
};
/// Errors: Errc::unreadable_file, limit_exceeded, malformed, unknown_peer, the ledger's.
[[nodiscard]] core::Expected<LedgerComparison> compareWith(
    service::Site& site, const QString& theirExport, const core::Progress& progress = {});
/// Errors: Errc::io_failed.
[[nodiscard]] core::Expected<void> replaceFile(const QString& path, const QByteArray& content);
/// Replaces `path`.
[[nodiscard]] core::Expected<void> exportTo(
    service::Site& site, const QString& path, const core::Progress& progress = {});

struct DifferenceWords
{
    QString sentence; ///< the first few
    QString details;  ///< all, one line each
    bool alarm = false;
};
/// `differences` is not empty.
[[nodiscard]] DifferenceWords wordsFor(const std::vector<core::LedgerDifference>& differences);

} // namespace satpad::gui
