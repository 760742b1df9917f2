// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_work.h"

#include "look/figures.h"
#include "models/whole_file.h"

#include <QCoreApplication>
#include <QSaveFile>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr qint64 k_exportLimit = qint64{1} << 30;
constexpr qsizetype k_differencesSaid = 3;

struct LedgerWork
{
    Q_DECLARE_TR_FUNCTIONS(LedgerWork)
};

/// Ids behind `word` at the beginnings of lines; docs/ledger.md, "Export".
template <typename Id> std::vector<Id> idsBehind(std::string_view word, std::string_view text)
{
    std::vector<Id> found;
    const std::string begin = "\n" + std::string(word) + " ";
    for (auto at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
        if (const auto id = Id::from_hex(text.substr(at + begin.size(), 2 * Id::k_size))) {
            found.push_back(*id);
        }
    }
    return found;
}

} // namespace

core::Expected<LedgerComparison> compareWith(
    service::Site& site, const QString& path, const core::Progress& progress)
{
    const auto read = readWhole(path, k_exportLimit);
    if (!read) {
        return core::Unexpected(read.error());
    }
    const std::string_view text(read->constData(), static_cast<std::size_t>(read->size()));
    auto differences = site.ledger().compare(text, progress);
    if (!differences) {
        return core::fail(std::move(differences));
    }
    // The ledger has read it whole, so it says whose it is.
    return LedgerComparison{idsBehind<core::SiteId>("site", text).front(),
        idsBehind<core::PadId>("pad", text),
        std::move(*differences)};
}

core::Expected<void> replaceFile(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    const bool written =
        file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit();
    if (!written) {
        return core::Unexpected(core::Errc::io_failed, path.toStdString() + " cannot be written");
    }
    return {};
}

core::Expected<void> exportTo(
    service::Site& site, const QString& path, const core::Progress& progress)
{
    auto text = site.ledger().export_text(progress);
    if (!text) {
        return core::fail(std::move(text));
    }
    return replaceFile(path, QByteArray::fromStdString(*text));
}

DifferenceWords wordsFor(const std::vector<core::LedgerDifference>& differences)
{
    QStringList lines;
    for (const core::LedgerDifference& each : differences) {
        lines.append(LedgerWork::tr("pad %1, page %2 – %3: here %4, there %5")
                         .arg(shortId(each.where.pad, 4),
                             grouped(each.where.first),
                             grouped(each.where.end() - 1),
                             QString::fromStdString(each.mine),
                             QString::fromStdString(each.theirs)));
    }
    const QString first = lines.mid(0, k_differencesSaid).join(LedgerWork::tr("; "));
    const auto more = lines.size() - k_differencesSaid;
    return {more > 0
                ? LedgerWork::tr("The two ledgers differ (%1): %2; and %3 more.")
                      .arg(lines.size())
                      .arg(first)
                      .arg(more)
                : LedgerWork::tr("The two ledgers differ (%1): %2.").arg(lines.size()).arg(first),
        lines.join('\n'),
        std::ranges::any_of(differences, &core::LedgerDifference::alarm)};
}

} // namespace satpad::gui
