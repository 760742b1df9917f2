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

} // namespace

core::Expected<std::vector<core::LedgerDifference>> compareWith(
    service::Site& site, const QString& path)
{
    const auto text = readWhole(path, k_exportLimit);
    if (!text) {
        return core::Unexpected(text.error());
    }
    return site.ledger().compare({text->constData(), static_cast<std::size_t>(text->size())});
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

core::Expected<void> exportTo(service::Site& site, const QString& path)
{
    auto text = site.ledger().export_text();
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
    QString said = LedgerWork::tr("The two ledgers differ (%1): ").arg(lines.size()) +
                   lines.mid(0, k_differencesSaid).join("; ");
    if (const auto more = lines.size() - k_differencesSaid; more > 0) {
        said += LedgerWork::tr("; and %1 more").arg(more);
    }
    return {said + ".",
        lines.join('\n'),
        std::ranges::any_of(differences, &core::LedgerDifference::alarm)};
}

} // namespace satpad::gui
