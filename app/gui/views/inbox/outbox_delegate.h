// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/inbox/outbox_model.h"
#include "views/parts.h"

#include <QStyledItemDelegate>

namespace satpad::gui {

/// How a stage looks beside its words.
struct StageLook
{
    const char* icon;
    QColor colour;
};
[[nodiscard]] StageLook lookOf(OutboxStage stage, const Colours& colours);

/// One message of the outbox, 75 pixels high: name and peer, its state, its pages.
class OutboxDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int k_height = 75;

    explicit OutboxDelegate(const Theme& theme, QObject* parent);

    void paint(QPainter* painter,
        const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(
        const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintName(QPainter& painter, const QRect& box, const QModelIndex& index) const;
    void paintState(QPainter& painter, const QRect& box, const QModelIndex& index) const;
    void paintPages(QPainter& painter, const QRect& box, const QModelIndex& index) const;

    const Theme& m_theme;
    QSize m_badgeSize;
};

} // namespace satpad::gui
