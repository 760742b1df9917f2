// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <QAbstractListModel>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

namespace satpad::gui {

/// A list of rows that are messages. A new reading changes it in place: rows that stay keep their
/// index, so what is chosen stays chosen and scrolling stays where it is. `Row` has `id` and ==.
template <typename Row> class RowsModel : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] const std::vector<Row>& rows() const noexcept { return m_rows; }
    /// Null when it is not in the list.
    [[nodiscard]] const Row* find(const core::MessageId& id) const
    {
        const auto at = std::ranges::find(m_rows, id, &Row::id);
        return at == m_rows.end() ? nullptr : &*at;
    }
    [[nodiscard]] QModelIndex indexOf(const core::MessageId& id) const
    {
        const auto at = std::ranges::find(m_rows, id, &Row::id);
        return at == m_rows.end() ? QModelIndex() : index(static_cast<int>(at - m_rows.begin()));
    }

protected:
    /// Neighbours that come or go together are told in one signal.
    void sync(std::vector<Row> wanted)
    {
        std::set<core::MessageId> known;
        for (const Row& row : m_rows) {
            known.insert(row.id);
        }
        dropAllBut(wanted);
        std::size_t at = 0;
        while (at < wanted.size()) {
            std::size_t end = at;
            while (end < wanted.size() && !known.contains(wanted[end].id)) {
                ++end;
            }
            if (end == at) {
                bring(at, std::move(wanted[at]));
                ++at;
                continue;
            }
            beginInsertRows({}, static_cast<int>(at), static_cast<int>(end) - 1);
            m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at),
                std::make_move_iterator(wanted.begin() + static_cast<std::ptrdiff_t>(at)),
                std::make_move_iterator(wanted.begin() + static_cast<std::ptrdiff_t>(end)));
            endInsertRows();
            at = end;
        }
    }

private:
    void dropAllBut(const std::vector<Row>& wanted)
    {
        std::set<core::MessageId> stay;
        for (const Row& row : wanted) {
            stay.insert(row.id);
        }
        const auto goes = [&](std::ptrdiff_t i) {
            return !stay.contains(m_rows[static_cast<std::size_t>(i)].id);
        };
        for (auto last = std::ssize(m_rows) - 1; last >= 0; --last) {
            if (!goes(last)) {
                continue;
            }
            auto first = last;
            while (first > 0 && goes(first - 1)) {
                --first;
            }
            beginRemoveRows({}, static_cast<int>(first), static_cast<int>(last));
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
            endRemoveRows();
            last = first;
        }
    }

    /// `row` is in the list already, at `to` or behind it.
    void bring(std::size_t to, Row&& row)
    {
        const auto place = m_rows.begin() + static_cast<std::ptrdiff_t>(to);
        const int target = static_cast<int>(to);
        const auto at =
            std::find_if(place, m_rows.end(), [&](const Row& known) { return known.id == row.id; });
        if (at != place) {
            const int from = static_cast<int>(at - m_rows.begin());
            beginMoveRows({}, from, from, {}, target);
            std::rotate(place, at, at + 1);
            endMoveRows();
        }
        if (!(m_rows[to] == row)) {
            m_rows[to] = std::move(row);
            Q_EMIT dataChanged(index(target), index(target));
        }
    }

    std::vector<Row> m_rows;
};

} // namespace satpad::gui
