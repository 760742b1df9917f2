// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QStyledItemDelegate>

namespace satpad::gui {

inline constexpr int k_keyRowHeight = 75;

/// Draws a row of KeyPeersModel: name, origin and badge, beside them the two bars with their
/// figures.
class KeyPeersDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    KeyPeersDelegate(const Theme& theme, QObject* parent);

    [[nodiscard]] QSize sizeHint(
        const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter,
        const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    void paintName(QPainter& painter,
        const QStyleOptionViewItem& option,
        const QRect& area,
        const QModelIndex& index) const;
    const Theme& m_theme;
};

} // namespace satpad::gui
