// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables.h"

#include "look/type.h"

#include <QHeaderView>
#include <QTableView>

namespace satpad::gui {

void dressTable(QTableView& table, const char* name, const QString& spoken, const char* style)
{
    table.setObjectName(QLatin1String(name));
    table.setAccessibleName(spoken);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(px(k_tableRowHeight));
    table.verticalHeader()->setMinimumSectionSize(px(k_tableRowHeight));
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setSectionsClickable(false);
    table.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table.setStyleSheet(inPx(style));
}

void setInk(QStyleOptionViewItem& option, const QColor& ink)
{
    option.palette.setColor(QPalette::Text, ink);
    option.palette.setColor(QPalette::HighlightedText, ink);
}

} // namespace satpad::gui
