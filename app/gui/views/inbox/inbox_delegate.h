// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <QStyledItemDelegate>

namespace satpad::gui {

/// One picture of the inbox as a tile: the picture, its name, a dot while nobody has looked at it,
/// who sent it and when.
class InboxDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr QSize k_tile{148, 166};

    explicit InboxDelegate(const Theme& theme, QObject* parent);

    void paint(QPainter* painter,
        const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(
        const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintPicture(QPainter& painter, const QRect& box, const QModelIndex& index) const;
    void paintWords(QPainter& painter, const QRect& tile, const QModelIndex& index) const;

    const Theme& m_theme;
    QSize m_badgeSize;
};

} // namespace satpad::gui
