// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_model.h"

#include "look/figures.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace satpad::gui {
namespace {

const QString k_none = QStringLiteral("–");

/// Kinds whose first and count are a range of their pad; the others keep epochs and marks there.
bool hasRange(const core::LedgerEvent& event)
{
    constexpr std::array k_kinds{"pad_added",
        "burnt",
        "reserved",
        "recorded",
        "tagged",
        "relayed",
        "handed_over",
        "taken_over",
        "closed"};
    return event.pad != core::PadId{} && event.count != 0 &&
           std::ranges::any_of(k_kinds, [&](const char* kind) { return event.kind == kind; });
}

QString pagesText(const core::PageRange& range)
{
    return range.count == 1
               ? grouped(range.first)
               : QStringLiteral("%1 – %2").arg(grouped(range.first), grouped(range.end() - 1));
}

QString localTime(core::UnixTime at)
{
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(at.seconds), QLocale::LongFormat);
}

} // namespace

void LedgerModel::setEvents(const std::vector<core::LedgerEvent>& events)
{
    const quint64 last = m_events.empty() ? 0 : m_events.back().sequence;
    const bool goesOn = !m_events.empty() && !events.empty() &&
                        events.front().sequence >= m_events.front().sequence &&
                        events.front().sequence <= last && events.back().sequence >= last;
    if (!goesOn) {
        beginResetModel();
        m_events = events;
        gatherRanges();
        endResetModel();
        return;
    }
    const auto dropped = static_cast<int>(events.front().sequence - m_events.front().sequence);
    if (dropped > 0) {
        beginRemoveRows({}, rowCount() - dropped, rowCount() - 1);
        m_events.erase(m_events.begin(), m_events.begin() + dropped);
        endRemoveRows();
    }
    const auto fresh = static_cast<int>(events.back().sequence - last);
    if (fresh > 0) {
        beginInsertRows({}, 0, fresh - 1);
        m_events.insert(m_events.end(), events.end() - fresh, events.end());
        gatherRanges();
        endInsertRows();
    }
}

void LedgerModel::setPadPeers(PadPeers pads)
{
    if (pads == m_pads) {
        return;
    }
    m_pads = std::move(pads);
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, What), index(rowCount() - 1, What));
    }
}

void LedgerModel::gatherRanges()
{
    m_ranges.clear();
    for (const core::LedgerEvent& event : m_events) {
        if (event.message != core::MessageId{} && hasRange(event)) {
            m_ranges[event.message].push_back({event.pad, event.first, event.count});
        }
    }
}

const core::LedgerEvent& LedgerModel::eventAt(int row) const
{
    return m_events[m_events.size() - 1 - static_cast<std::size_t>(row)];
}

std::vector<core::PageRange> LedgerModel::rangesAt(int row) const
{
    const core::LedgerEvent& event = eventAt(row);
    if (hasRange(event)) {
        return {{event.pad, event.first, event.count}};
    }
    if (event.pad == core::PadId{}) {
        if (const auto known = m_ranges.find(event.message); known != m_ranges.end()) {
            return known->second;
        }
    }
    return {};
}

QString LedgerModel::peerAt(int row) const
{
    core::PadId pad = eventAt(row).pad;
    if (pad == core::PadId{}) {
        const auto ranges = rangesAt(row);
        pad = ranges.empty() ? pad : ranges.front().pad;
    }
    const auto known = m_pads.find(pad);
    return known == m_pads.end() ? QString() : known->second.peer;
}

bool LedgerModel::isSimulatedAt(int row) const
{
    const auto simulated = [this](const core::PadId& pad) {
        const auto known = m_pads.find(pad);
        return known != m_pads.end() && known->second.simulated;
    };
    return simulated(eventAt(row).pad) ||
           std::ranges::any_of(
               rangesAt(row), [&](const core::PageRange& range) { return simulated(range.pad); });
}

LedgerWords LedgerModel::wordsAt(int row) const
{
    const auto pad = m_pads.find(eventAt(row).pad);
    return wordsFor(
        eventAt(row), peerAt(row), pad == m_pads.end() ? QString() : pad->second.origin);
}

int LedgerModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int LedgerModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : k_columns;
}

QString LedgerModel::shown(int row, int column) const
{
    const core::LedgerEvent& event = eventAt(row);
    const auto ranges = rangesAt(row);
    switch (column) {
    case Event:
        return grouped(event.sequence);
    case Utc:
        return utcText(event.time).remove(" UTC");
    case What:
        return wordsAt(row).what;
    case Pad:
        if (ranges.size() > 1) {
            return tr("%1 ranges").arg(ranges.size());
        }
        return !ranges.empty()              ? shortId(ranges.front().pad, 4)
               : event.pad != core::PadId{} ? shortId(event.pad, 4)
                                            : k_none;
    case Pages:
        return ranges.size() == 1 ? pagesText(ranges.front()) : k_none;
    case Count: {
        const quint64 pages = ranges.empty() ? 0 : core::total_pages(ranges);
        return pages == 0 ? k_none : grouped(pages);
    }
    case Message:
        return event.message == core::MessageId{} ? k_none : shortId(event.message);
    default:
        return {};
    }
}

QString LedgerModel::sentenceAt(int row) const
{
    QString text = tr("Event %1, %2: %3.")
                       .arg(QString::number(eventAt(row).sequence),
                           utcText(eventAt(row).time),
                           wordsAt(row).what);
    const auto ranges = rangesAt(row);
    if (ranges.size() == 1) {
        text += " " + tr("Pad %1, page %2 to %3.")
                          .arg(shortId(ranges.front().pad, 4))
                          .arg(ranges.front().first)
                          .arg(ranges.front().end() - 1);
    }
    if (eventAt(row).message != core::MessageId{}) {
        text += " " + tr("Message %1.").arg(shortId(eventAt(row).message));
    }
    return text;
}

QVariant LedgerModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return shown(index.row(), column);
    case Qt::TextAlignmentRole:
        return column == Event || column == Pages || column == Count
                   ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                   : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return column == What ? sentenceAt(index.row()) : shown(index.row(), column);
    case Qt::ToolTipRole:
        return column == Utc    ? localTime(eventAt(index.row()).time)
               : column == What ? sentenceAt(index.row())
                                : QVariant();
    case IconRole:
        return column == What ? wordsAt(index.row()).icon : QVariant();
    case ToneRole:
        return QVariant::fromValue(wordsAt(index.row()).tone);
    default:
        return {};
    }
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= k_columns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return section == Event || section == Pages || section == Count
                   ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                   : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const std::array<QString, k_columns> names{
        tr("Event"), tr("UTC"), tr("What"), tr("Pad"), tr("Pages"), tr("Count"), tr("Message")};
    return names[static_cast<std::size_t>(section)];
}

} // namespace satpad::gui
