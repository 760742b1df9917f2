// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/expected.h>
#include <satpad/core/ledger.h>

#include <QString>

#include <vector>

/// The events that a table shows, as a file for other programs. No key in it.
namespace satpad::gui {

class LedgerFilter;
class LedgerModel;

struct LedgerRow
{
    core::LedgerEvent event;
    QString what;
    QString peer;                        ///< empty: not known
    std::vector<core::PageRange> ranges; ///< as LedgerModel::rangesAt
    bool simulated = false;
};

enum class LedgerFormat
{
    text, ///< docs/ledger.md, "Export": all of the ledger, not what is shown
    csv,  ///< RFC 4180, with a header row; an event of several ranges has a row for each
    json  ///< an array of objects
};
/// By suffix .csv or .json; else text.
[[nodiscard]] LedgerFormat formatOf(const QString& path);

/// In the order shown. `simulated`: all of the home is.
[[nodiscard]] std::vector<LedgerRow> shownRows(
    const LedgerModel& model, const LedgerFilter& filter, bool simulated);
/// UTF-8. For a thread beside the GUI, like the rest.
[[nodiscard]] QByteArray asCsv(const std::vector<LedgerRow>& rows);
[[nodiscard]] QByteArray asJson(const std::vector<LedgerRow>& rows);
/// Replaces `path`. Errors: Errc::io_failed.
[[nodiscard]] core::Expected<void> writeRows(
    const std::vector<LedgerRow>& rows, LedgerFormat format, const QString& path);

} // namespace satpad::gui
