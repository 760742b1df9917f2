// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <QAbstractListModel>

#include <algorithm>
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
    void sync(std::vector<Row> wanted)
    {
        dropAllBut(wanted);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            bring(i, std::move(wanted[i]));
        }
    }

private:
    void dropAllBut(const std::vector<Row>& wanted)
    {
        std::set<core::MessageId> stay;
        for (const Row& row : wanted) {
            stay.insert(row.id);
        }
        for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
            if (!stay.contains(m_rows[static_cast<std::size_t>(i)].id)) {
                beginRemoveRows({}, i, i);
                m_rows.erase(m_rows.begin() + i);
                endRemoveRows();
            }
        }
    }

    void bring(std::size_t to, Row&& row)
    {
        const auto place = m_rows.begin() + static_cast<std::ptrdiff_t>(to);
        const int target = static_cast<int>(to);
        const auto at =
            std::find_if(place, m_rows.end(), [&](const Row& known) { return known.id == row.id; });
        if (at == m_rows.end()) {
            beginInsertRows({}, target, target);
            m_rows.insert(place, std::move(row));
            endInsertRows();
            return;
        }
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
