// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStyleOptionViewItem>

class QTableView;

/// How the tables of every page look.
namespace satpad::gui {

inline constexpr int k_tableRowHeight = 32;
/// Its panel has the border; the cells' text stands 3 pixels further in than their padding.
inline constexpr const char* k_tableStyle =
    "QTableView { border: 0; } QHeaderView::section { padding: 0 13px; }";

/// No grid, whole rows chosen, one at a time; `spoken` is the accessible name.
void dressTable(
    QTableView& table, const char* name, const QString& spoken, const char* style = k_tableStyle);
/// Text in this colour, chosen row or not.
void setInk(QStyleOptionViewItem& option, const QColor& ink);

} // namespace satpad::gui
