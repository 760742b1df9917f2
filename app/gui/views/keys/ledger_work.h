// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <QString>

/// What the ledger's buttons do, for a thread beside the GUI: as `satpad ledger compare` and
/// `satpad ledger export` do it; and the words for what came out.
namespace satpad::gui {

/// Errors: Errc::unreadable_file, limit_exceeded, malformed, the ledger's.
[[nodiscard]] core::Expected<std::vector<core::LedgerDifference>> compareWith(
    service::Site& site, const QString& theirExport);
/// Errors: Errc::io_failed.
[[nodiscard]] core::Expected<void> replaceFile(const QString& path, const QByteArray& content);
/// Replaces `path`.
[[nodiscard]] core::Expected<void> exportTo(service::Site& site, const QString& path);

struct DifferenceWords
{
    QString sentence; ///< the first few
    QString details;  ///< all, one line each
    bool alarm = false;
};
/// `differences` is not empty.
[[nodiscard]] DifferenceWords wordsFor(const std::vector<core::LedgerDifference>& differences);

} // namespace satpad::gui
