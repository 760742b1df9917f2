// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_tabs.h"

#include "look/type.h"
#include "views/tables.h"

#include <QHeaderView>
#include <QListView>
#include <QPainter>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_icon = 16;

// These columns are narrow.
constexpr const char* k_style = "QTableView { border: 0; border-radius: 0; }"
                                "QTableView::item { padding: 0 6px; }"
                                "QHeaderView::section { padding: 0 9px; }";

} // namespace

ComingDelegate::ComingDelegate(const Theme& theme, QTableView& table)
    : QStyledItemDelegate(&table)
    , m_theme(theme)
    , m_table(table)
{}

void ComingDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Colours& colours = m_theme.colours();
    if (!index.data(ComingPassesModel::UsableRole).toBool()) {
        setInk(*option, colours.text3);
    } else if (index.column() == ComingPassesModel::Expected) {
        option->font.setBold(true);
    } else if (index.column() == ComingPassesModel::In) {
        setInk(*option, colours.text2);
    }
}

void ComingDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != ComingPassesModel::In ||
        index.data(ComingPassesModel::UsableRole).toBool()) {
        return;
    }
    QStyleOptionViewItem styled = option;
    initStyleOption(&styled, index);
    QRect room = option.rect;
    room.setLeft(room.left() - m_table.columnWidth(ComingPassesModel::Expected));
    const QBrush ground = option.state & QStyle::State_Selected ? QBrush(m_theme.colours().wash)
                                                                : QBrush(m_theme.colours().surface);
    painter->save();
    painter->fillRect(room.adjusted(0, 0, 0, -1), ground);
    const QRect text = room.adjusted(6 + px(k_icon) + 6, 0, -9, -1);
    const QString words = styled.fontMetrics.elidedText(styled.text, Qt::ElideRight, text.width());
    painter->setPen(m_theme.colours().text3);
    painter->setFont(styled.font);
    painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, words);
    const int left = text.right() - styled.fontMetrics.horizontalAdvance(words) - 6 - px(k_icon);
    Theme::icon(index.data(ComingPassesModel::IconRole).toString(), m_theme.colours().text3)
        .paint(
            painter, left, room.top() + (room.height() - px(k_icon)) / 2, px(k_icon), px(k_icon));
    painter->restore();
}

GoDelegate::GoDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void GoDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Colours& colours = m_theme.colours();
    const bool isGo = index.data(GoModel::GoRole).toBool();
    if (index.column() == GoModel::What) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = px(QSize(k_icon, k_icon));
        option->icon =
            isGo ? Theme::icon("check", colours.text2) : Theme::icon("error", colours.alarm);
    } else {
        setInk(*option, isGo ? colours.text2 : colours.alarm);
    }
}

PassTabs::PassTabs(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_tabs(new QTabWidget(this))
    , m_passes(nullptr)
    , m_note(makeLabel({}, "caption", this))
{
    setObjectName("passTabs");
    setProperty("panel", true);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(1, 1, 1, 1);
    all->setSpacing(0);
    all->addWidget(m_tabs);
    m_tabs->setObjectName("passTabsTabs");
    m_tabs->setAccessibleName(tr("Coming passes, checks and log"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->tabBar()->setExpanding(false);
    auto* coming = new QWidget(m_tabs);
    auto* rows = new QVBoxLayout(coming);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    m_passes = makeComing();
    rows->addWidget(m_passes, 1);
    m_note->setObjectName("elementsNote");
    m_note->setWordWrap(true);
    m_note->setContentsMargins(10, 4, 10, 6);
    m_note->hide();
    rows->addWidget(m_note);
    m_tabs->addTab(coming, tr("Coming passes"));
    m_tabs->addTab(makeGoList(), tr("Go / no-go"));
    m_tabs->addTab(makeLog(), tr("Log"));
    connect(&theme, &Theme::changed, this, &PassTabs::dress);
    dress();
}

QTableView* PassTabs::makeComing()
{
    auto* table = new QTableView(this);
    dressTable(*table, "comingPasses", tr("Coming passes"), k_style);
    table->setModel(&m_coming);
    table->setItemDelegate(new ComingDelegate(m_theme, *table));
    QHeaderView& header = *table->horizontalHeader();
    header.setMinimumSectionSize(40);
    header.setSectionResizeMode(QHeaderView::Fixed);
    header.setSectionResizeMode(ComingPassesModel::Utc, QHeaderView::Stretch);
    header.resizeSection(ComingPassesModel::Highest, px(63));
    header.resizeSection(ComingPassesModel::Expected, px(80));
    header.resizeSection(ComingPassesModel::In, px(80));
    connect(table->selectionModel(),
        &QItemSelectionModel::currentRowChanged,
        this,
        [this](const QModelIndex& row) {
            const ComingPass* pass = m_coming.at(row.row());
            if (!m_isSelecting && pass != nullptr) {
                Q_EMIT picked(ComingPass(*pass));
            }
        });
    return table;
}

QTableView* PassTabs::makeGoList()
{
    auto* table = new QTableView(this);
    dressTable(*table, "goList", tr("Go / no-go"), k_style);
    table->setModel(&m_go);
    table->setItemDelegate(new GoDelegate(m_theme, table));
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->horizontalHeader()->setSectionResizeMode(GoModel::What, QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(GoModel::Found, QHeaderView::Stretch);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

QListView* PassTabs::makeLog()
{
    auto* list = new QListView(this);
    list->setObjectName("passLog");
    list->setAccessibleName(tr("Log"));
    list->setModel(&m_log);
    list->setWordWrap(true);
    list->setSelectionMode(QAbstractItemView::NoSelection);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setResizeMode(QListView::Adjust);
    list->setStyleSheet("QListView { border: 0; } QListView::item { padding: 3px 8px; }");
    connect(&m_log, &QAbstractItemModel::rowsInserted, list, &QListView::scrollToBottom);
    return list;
}

void PassTabs::dress()
{
    const Colours& colours = m_theme.colours();
    m_tabs->setStyleSheet("QTabWidget::pane { border: 0; border-top: 1px solid " +
                          colours.line.name() +
                          "; border-radius: 0; } QTabWidget::tab-bar { left: 8px; }");
    m_note->setStyleSheet("color: " + colours.amber.name());
}

void PassTabs::select(int row)
{
    m_isSelecting = true;
    m_passes->selectRow(row);
    m_passes->scrollTo(m_coming.index(row, 0));
    m_isSelecting = false;
}

void PassTabs::setPickable(bool pickable)
{
    m_passes->setEnabled(pickable);
}

void PassTabs::setNote(const QString& note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void PassTabs::showGoList()
{
    m_tabs->setCurrentIndex(1);
}

} // namespace satpad::gui
