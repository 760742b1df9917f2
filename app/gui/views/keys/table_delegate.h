// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QStyledItemDelegate>

class QTableView;

namespace satpad::gui {

/// Rows of a LedgerModel (through its filter): icons in their colours, ids in a fixed-width face.
class LedgerDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    LedgerDelegate(const Theme& theme, QObject* parent);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

/// Rows of a SitePeersModel: the name in bold, the badge behind the key source.
class SitePeersDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    SitePeersDelegate(const Theme& theme, QObject* parent);
    void paint(QPainter* painter,
        const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(
        const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

} // namespace satpad::gui
