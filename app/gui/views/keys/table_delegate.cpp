// SPDX-License-Identifier: GPL-3.0-or-later
#include "table_delegate.h"

#include "ledger_model.h"
#include "look/type.h"
#include "site_peers_model.h"
#include "views/parts.h"
#include "views/tables.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_iconSize = 16;
constexpr int k_badgeWidth = 100;

QColor colourOf(LedgerTone tone, const Colours& colours)
{
    switch (tone) {
    case LedgerTone::reserved:
        return colours.blue;
    case LedgerTone::spent:
        return colours.key;
    case LedgerTone::burnt:
        return colours.alarm;
    case LedgerTone::warning:
        return colours.amber;
    case LedgerTone::plain:
        break;
    }
    return colours.text2;
}

} // namespace

LedgerDelegate::LedgerDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void LedgerDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Colours& colours = m_theme.colours();
    switch (index.column()) {
    case LedgerModel::Event:
        setInk(*option, colours.text3);
        break;
    case LedgerModel::What:
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = px(QSize(k_iconSize, k_iconSize));
        option->icon = Theme::icon(index.data(LedgerModel::IconRole).toString(),
            colourOf(index.data(LedgerModel::ToneRole).value<LedgerTone>(), colours));
        break;
    case LedgerModel::Pad:
    case LedgerModel::Message:
        option->font.setFamilies({"Noto Sans Mono", "DejaVu Sans Mono", "monospace"});
        option->font.setPixelSize(px(12));
        setInk(*option, index.column() == LedgerModel::Pad ? colours.text : colours.text2);
        break;
    default:
        break;
    }
}

SitePeersDelegate::SitePeersDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void SitePeersDelegate::initStyleOption(
    QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() == SitePeersModel::Name) {
        option->font.setBold(true);
    }
    if (index.data(SitePeersModel::FaintRole).toBool()) {
        setInk(*option, m_theme.colours().text3);
    }
}

QSize SitePeersDelegate::sizeHint(
    const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (index.data(SitePeersModel::BadgeRole).toBool()) {
        size.rwidth() += px(k_badgeWidth);
    }
    return size;
}

void SitePeersDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (!index.data(SitePeersModel::BadgeRole).toBool()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem styled = option;
    initStyleOption(&styled, index);
    const int room = option.rect.width() - px(k_badgeWidth) - 20;
    const QString text = styled.fontMetrics.elidedText(styled.text, Qt::ElideRight, room);
    styled.text = text;
    const QStyle& style = *option.widget->style();
    style.drawControl(QStyle::CE_ItemViewItem, &styled, painter, option.widget);
    const int x = option.rect.left() + 21 + styled.fontMetrics.horizontalAdvance(text);
    paintSimBadge(
        *painter, m_theme.colours(), {x, option.rect.top() + (option.rect.height() - px(20)) / 2});
}

} // namespace satpad::gui
