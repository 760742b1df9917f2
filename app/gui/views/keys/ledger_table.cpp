// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_table.h"

#include "ledger_filter.h"
#include "ledger_model.h"
#include "ledger_work.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>

namespace satpad::gui {
namespace {

QString isoTime(core::UnixTime at)
{
    return QDateTime::fromSecsSinceEpoch(at.seconds, Qt::UTC).toString(Qt::ISODate);
}

template <typename Id> QString hexOf(const Id& id)
{
    return id == Id{} ? QString() : QString::fromStdString(id.hex());
}

QString field(const QString& text)
{
    const bool plain = std::ranges::none_of(
        text, [](QChar each) { return QStringLiteral(",\"\r\n").contains(each); });
    return plain ? text : '"' + QString(text).replace('"', "\"\"") + '"';
}

QString csvLine(const LedgerRow& row, const core::PageRange* range)
{
    QStringList cells{QString::number(row.event.sequence),
        isoTime(row.event.time),
        QString::fromStdString(row.event.kind),
        row.what,
        row.peer,
        hexOf(range != nullptr ? range->pad : row.event.pad)};
    if (range != nullptr) {
        cells << QString::number(range->first) << QString::number(range->end() - 1)
              << QString::number(range->count);
    } else {
        cells << QString() << QString() << QString();
    }
    cells << hexOf(row.event.message) << QString::fromStdString(row.event.note)
          << (row.simulated ? QStringLiteral("SIMULATED") : QString());
    for (QString& cell : cells) {
        cell = field(cell);
    }
    return cells.join(',') + "\r\n";
}

QJsonObject objectOf(const LedgerRow& row)
{
    QJsonArray ranges;
    for (const core::PageRange& range : row.ranges) {
        ranges.append(QJsonObject{{"pad", hexOf(range.pad)},
            {"first", static_cast<qint64>(range.first)},
            {"count", static_cast<qint64>(range.count)}});
    }
    const auto orNull = [](const QString& text) {
        return text.isEmpty() ? QJsonValue() : QJsonValue(text);
    };
    return {{"event", static_cast<qint64>(row.event.sequence)},
        {"time", isoTime(row.event.time)},
        {"kind", QString::fromStdString(row.event.kind)},
        {"what", row.what},
        {"peer", orNull(row.peer)},
        {"pad", orNull(hexOf(row.event.pad))},
        {"ranges", ranges},
        {"message", orNull(hexOf(row.event.message))},
        {"note", orNull(QString::fromStdString(row.event.note))},
        {"simulated", row.simulated}};
}

} // namespace

LedgerFormat formatOf(const QString& path)
{
    return path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)    ? LedgerFormat::csv
           : path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive) ? LedgerFormat::json
                                                                        : LedgerFormat::text;
}

std::vector<LedgerRow> shownRows(
    const LedgerModel& model, const LedgerFilter& filter, bool simulated)
{
    std::vector<LedgerRow> rows;
    rows.reserve(static_cast<std::size_t>(filter.rowCount()));
    for (int at = 0; at < filter.rowCount(); ++at) {
        const int row = filter.mapToSource(filter.index(at, 0)).row();
        rows.push_back({model.eventAt(row),
            model.whatAt(row),
            model.peerAt(row),
            model.rangesAt(row),
            simulated || model.isSimulatedAt(row)});
    }
    return rows;
}

QByteArray asCsv(const std::vector<LedgerRow>& rows)
{
    QString text =
        "event,time,kind,what,peer,pad,first page,last page,pages,message,note,simulated\r\n";
    for (const LedgerRow& row : rows) {
        if (row.ranges.empty()) {
            text += csvLine(row, nullptr);
        }
        for (const core::PageRange& range : row.ranges) {
            text += csvLine(row, &range);
        }
    }
    return text.toUtf8();
}

QByteArray asJson(const std::vector<LedgerRow>& rows)
{
    QJsonArray all;
    for (const LedgerRow& row : rows) {
        all.append(objectOf(row));
    }
    return QJsonDocument(all).toJson();
}

core::Expected<void> writeRows(
    const std::vector<LedgerRow>& rows, LedgerFormat format, const QString& path)
{
    return replaceFile(path, format == LedgerFormat::csv ? asCsv(rows) : asJson(rows));
}

} // namespace satpad::gui
