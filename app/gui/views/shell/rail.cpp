// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/rail.h"

#include "look/type.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace satpad::gui {
namespace {

constexpr int k_rowHeight = 40;
constexpr int k_wide = 176;
constexpr int k_narrow = 56;
constexpr int k_icon = 20;
constexpr int k_inset = 18;

class RailDelegate final : public QStyledItemDelegate
{
public:
    RailDelegate(const Theme& theme, const Rail& rail)
        : m_theme(theme)
        , m_rail(rail)
    {}
    [[nodiscard]] QSize sizeHint(
        const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const override
    {
        // The last row reaches down to the bottom, where visualRect() has it.
        const bool isLast = index.row() == index.model()->rowCount() - 1;
        const int left = m_rail.viewport()->height() - index.row() * px(k_rowHeight);
        return {0, isLast ? std::max(px(k_rowHeight), left) : px(k_rowHeight)};
    }
    void paint(QPainter* painter,
        const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    void paintCount(QPainter& painter, const QRect& row, const QModelIndex& index) const;

    const Theme& m_theme;
    const Rail& m_rail;
};

void RailDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colours& colours = m_theme.colours();
    const QRect row = option.rect;
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (chosen || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(row, colours.raised);
    }
    if (chosen) {
        painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), colours.key);
    }
    const QColor colour = chosen ? colours.text : colours.text2;
    const int size = px(k_icon);
    const QRect icon(row.left() + px(k_inset), row.center().y() - size / 2, size, size);
    Theme::icon(index.data(RailModel::IconName).toString(), colour).paint(painter, icon);
    if (!m_rail.isNarrow()) {
        QFont font = option.font;
        font.setBold(chosen);
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(row.adjusted(px(k_inset) + size + px(10), 0, -px(48), 0),
            Qt::AlignVCenter | Qt::AlignLeft,
            index.data(Qt::DisplayRole).toString());
    }
    paintCount(*painter, row, index);
    if (option.state.testFlag(QStyle::State_HasFocus) && m_rail.hasFocus()) {
        painter->setPen(QPen(colours.blue, 2));
        painter->drawRoundedRect(row.adjusted(5, 3, -3, -3), 4, 4);
    }
    painter->restore();
}

void RailDelegate::paintCount(QPainter& painter, const QRect& row, const QModelIndex& index) const
{
    const int count = index.data(RailModel::Count).toInt();
    if (count == 0) {
        return;
    }
    const Colours& colours = m_theme.colours();
    const bool calls = index.data(RailModel::Calls).toBool();
    QFont font = painter.font();
    font.setPixelSize(px(11));
    font.setBold(calls);
    painter.setFont(font);
    const QString text = count > 99 ? "99+" : QString::number(count);
    const int width = std::max(px(20), painter.fontMetrics().horizontalAdvance(text) + 12);
    const QRect pill =
        m_rail.isNarrow()
            ? QRect(row.right() - width - 2, row.top() + 2, width, px(16))
            : QRect(row.right() - 16 - width, row.center().y() - px(18) / 2, width, px(18));
    painter.setPen(Qt::NoPen);
    painter.setBrush(calls ? colours.key : colours.raised);
    painter.drawRoundedRect(pill, pill.height() / 2.0, pill.height() / 2.0);
    painter.setPen(calls ? colours.onKey : colours.text2);
    painter.drawText(pill, Qt::AlignCenter, text);
}

} // namespace

RailModel::RailModel(std::vector<Entry> entries, QObject* parent)
    : QAbstractListModel(parent)
    , m_entries(std::move(entries))
{}

int RailModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant RailModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Entry& entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return entry.name;
    case Qt::AccessibleTextRole:
        return entry.count == 0 ? entry.name : entry.name + " " + QString::number(entry.count);
    case IconName:
        return entry.icon;
    case Count:
        return entry.count;
    case Calls:
        return entry.calls;
    default:
        return {};
    }
}

void RailModel::setCount(int row, int count, bool calls)
{
    Entry& entry = m_entries[static_cast<std::size_t>(row)];
    if (entry.count != count || entry.calls != calls) {
        entry.count = count;
        entry.calls = calls;
        Q_EMIT dataChanged(index(row), index(row));
    }
}

Rail::Rail(RailModel& model, const Theme& theme, QWidget* parent)
    : QListView(parent)
{
    setObjectName("rail");
    setAccessibleName(tr("Pages of the window"));
    setModel(&model);
    setItemDelegate(new RailDelegate(theme, *this));
    itemDelegate()->setParent(this);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setNarrow(false);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

QRect Rail::visualRect(const QModelIndex& index) const
{
    QRect rect = QListView::visualRect(index);
    rect.setTop(rect.bottom() + 1 - std::min(rect.height(), px(k_rowHeight)));
    return rect;
}

QModelIndex Rail::indexAt(const QPoint& point) const
{
    const QModelIndex index = QListView::indexAt(point);
    return visualRect(index).contains(point) ? index : QModelIndex();
}

void Rail::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    scheduleDelayedItemsLayout();
}

void Rail::setNarrow(bool narrow)
{
    m_narrow = narrow;
    setFixedWidth(px(narrow ? k_narrow : k_wide));
    viewport()->update();
}

} // namespace satpad::gui
