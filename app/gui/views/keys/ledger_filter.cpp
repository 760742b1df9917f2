// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_filter.h"

#include "ledger_model.h"

#include <algorithm>

namespace satpad::gui {
namespace {

bool holds(const core::PageRange& range, quint64 page)
{
    return page >= range.first && page - range.first < range.count;
}

template <typename Id> bool beginsWith(const Id& id, const QString& digits)
{
    return id != Id{} && QString::fromStdString(id.hex()).startsWith(digits, Qt::CaseInsensitive);
}

} // namespace

LedgerFilter::LedgerFilter(LedgerModel& ledger, QObject* parent)
    : QSortFilterProxyModel(parent)
    , m_ledger(ledger)
{
    setSourceModel(&ledger);
}

void LedgerFilter::setText(const QString& text)
{
    m_text = text.trimmed();
    m_digits = m_text;
    m_digits.removeIf([](QChar each) { return each.isSpace(); });
    bool isNumber = false;
    const quint64 number = m_digits.toULongLong(&isNumber);
    m_number = isNumber ? std::optional(number) : std::nullopt;
    invalidateFilter();
}

void LedgerFilter::follow(const std::optional<Page>& page)
{
    m_page = page;
    invalidateFilter();
}

bool LedgerFilter::filterAcceptsRow(int row, const QModelIndex& /*parent*/) const
{
    return (!m_page || isOfPage(row)) && (m_text.isEmpty() || isFound(row));
}

bool LedgerFilter::isOfPage(int row) const
{
    const auto ranges = m_ledger.rangesAt(row);
    if (ranges.empty()) { // what befalls the pad befalls the page
        return m_ledger.eventAt(row).pad == m_page->pad;
    }
    return std::ranges::any_of(ranges, [this](const core::PageRange& range) {
        return range.pad == m_page->pad && holds(range, m_page->number);
    });
}

bool LedgerFilter::isFound(int row) const
{
    const auto ranges = m_ledger.rangesAt(row);
    const core::LedgerEvent& event = m_ledger.eventAt(row);
    const auto fits = [this](const core::PageRange& range) {
        return (m_number && holds(range, *m_number)) || beginsWith(range.pad, m_digits);
    };
    const QModelIndex what = m_ledger.index(row, LedgerModel::What);
    return std::ranges::any_of(ranges, fits) || beginsWith(event.pad, m_digits) ||
           beginsWith(event.message, m_digits) ||
           m_ledger.peerAt(row).contains(m_text, Qt::CaseInsensitive) ||
           what.data().toString().contains(m_text, Qt::CaseInsensitive);
}

} // namespace satpad::gui
