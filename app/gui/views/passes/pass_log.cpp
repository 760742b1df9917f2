// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_log.h"

#include "look/figures.h"

namespace satpad::gui {

void PassLog::add(core::UnixTime at, const QString& line)
{
    if (rowCount() == k_mostLines) {
        beginRemoveRows({}, 0, 0);
        m_lines.erase(m_lines.begin());
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount());
    m_lines.push_back({at, line});
    endInsertRows();
}

int PassLog::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant PassLog::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Line& line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return utcTime(line.at) + "  " + line.text;
    case Qt::ToolTipRole:
        return utcText(line.at) + "\n" + line.text;
    default:
        return {};
    }
}

} // namespace satpad::gui
