// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_strip.h"

#include "look/figures.h"
#include "look/type.h"
#include "send_draft.h"
#include "send_model.h"
#include "views/parts.h"

#include <QAction>
#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QStyledItemDelegate>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr QSize k_tile{96, 72};
constexpr int k_between = 8;
constexpr int k_roomy = 640; ///< px of width for the longer words

class TileDelegate final : public QStyledItemDelegate
{
public:
    TileDelegate(const Theme& theme, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {}
    [[nodiscard]] QSize sizeHint(
        const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const override
    {
        return {k_tile.width() + k_between, k_tile.height()};
    }
    void paint(QPainter* painter,
        const QStyleOptionViewItem& option,
        const QModelIndex& index) const override
    {
        const Colours& colours = m_theme.colours();
        const bool isChosen = option.state.testFlag(QStyle::State_Selected);
        const QRectF tile = QRectF(QPointF(option.rect.topLeft()), k_tile).adjusted(1, 1, -1, -1);
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        QPainterPath outline;
        outline.addRoundedRect(tile, 4, 4);
        painter->fillPath(outline, colours.surface);
        painter->setClipPath(outline);
        const QImage image = index.data(Qt::DecorationRole).value<QImage>();
        if (!image.isNull()) {
            painter->drawImage(tile, image);
        } else {
            Theme::icon("image", colours.text3)
                .paint(painter, option.rect.adjusted(36, 14, -44, -30));
        }
        paintPages(painter, index, tile);
        painter->setClipping(false);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(isChosen ? QPen(colours.key, 2) : QPen(colours.line, 1));
        painter->drawRoundedRect(tile, 4, 4);
        if (isChosen && option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(QPen(colours.blue, 2));
            painter->drawRoundedRect(tile.adjusted(2, 2, -2, -2), 3, 3);
        }
        painter->restore();
    }

private:
    void paintPages(QPainter* painter, const QModelIndex& index, const QRectF& tile) const
    {
        const Colours& colours = m_theme.colours();
        const quint64 pages = index.data(SendModel::PagesRole).value<quint64>();
        const bool isTrouble = !index.data(SendModel::TroubleRole).toString().isEmpty();
        const QString words = pages > 0   ? SendModel::tr("%1 pages").arg(grouped(pages))
                              : isTrouble ? SendModel::tr("not sendable")
                                          : SendModel::tr("planning");
        QFont small = painter->font();
        small.setPixelSize(px(11));
        painter->setFont(small);
        const double wide = QFontMetricsF(small).horizontalAdvance(words) + 10;
        const QRectF box(tile.right() - wide, tile.bottom() - px(16.0), wide, px(16.0));
        painter->fillRect(box, colours.surface);
        painter->setPen(isTrouble ? colours.alarm : pages > 0 ? colours.text : colours.text3);
        painter->drawText(box, Qt::AlignCenter, words);
    }

    const Theme& m_theme;
};

} // namespace

PictureStrip::PictureStrip(SendDraft& draft, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_theme(theme)
    , m_model(new SendModel(draft, this))
    , m_list(new QListView(this))
    , m_add(makeButton({}, "addPicture", this))
    , m_sum(makeLabel({}, "second", this))
{
    setFixedHeight(k_tile.height());
    m_list->setObjectName("pictureStrip");
    m_list->setAccessibleName(tr("Pictures to send"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TileDelegate(theme, m_list));
    m_list->setMinimumWidth(0);
    m_list->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
    m_list->setFlow(QListView::LeftToRight);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollMode(QListView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // keys and wheel scroll it
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setStyleSheet("QListView { border: 0; background: transparent; }");
    auto* removal = new QAction(tr("Take out"), m_list);
    removal->setShortcut(QKeySequence::Delete);
    removal->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(removal);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(removal, &QAction::triggered, this, [this] {
        Q_EMIT removeAsked(m_list->currentIndex().row());
    });
    connect(m_list->selectionModel(),
        &QItemSelectionModel::currentChanged,
        this,
        [this](const QModelIndex& now) { m_draft.choose(now.row()); });

    m_add->setAccessibleName(tr("Add pictures"));
    m_add->setToolTip(tr("Add pictures"));
    m_add->setFixedSize(k_tile);
    m_sum->setObjectName("pictureSum");
    m_sum->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_sum->setTextFormat(Qt::RichText);
    connect(m_add, &QPushButton::clicked, this, &PictureStrip::addAsked);
    connect(&theme, &Theme::changed, this, &PictureStrip::takeIcons);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_list, 1000); // up to its own greatest width, before the room behind it
    row->addWidget(m_add);
    row->addStretch(1);
    row->addWidget(m_sum);
    takeIcons();
    refresh();
}

void PictureStrip::takeIcons()
{
    m_add->setIcon(m_theme.icon("add"));
    m_add->setIconSize(px(QSize(22, 22)));
    m_add->setStyleSheet(QString("QPushButton { background: transparent; border: 1px dashed %1; "
                                 "padding: 0; } QPushButton:focus { border: 2px solid %2; }")
                             .arg(m_theme.colours().edge.name(), m_theme.colours().blue.name()));
    m_list->viewport()->update();
}

void PictureStrip::refresh()
{
    const QModelIndex chosen = m_model->index(m_draft.currentIndex());
    if (m_list->currentIndex() != chosen) {
        m_list->setCurrentIndex(chosen);
    }
    fitList();
}

void PictureStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitList();
}

QString PictureStrip::sumText() const
{
    if (m_draft.count() < 2) {
        return {};
    }
    const QString pictures = width() >= k_roomy
                                 ? tr("%1 pictures, each with its own cost").arg(m_draft.count())
                                 : tr("%1 pictures").arg(m_draft.count());
    return pictures + "<br>" +
           (m_draft.isPlanned() ? tr("<b>%1 pages</b> together").arg(grouped(m_draft.pages()))
                                : tr("not all planned yet"));
}

void PictureStrip::fitList()
{
    m_sum->setText(sumText());
    constexpr int k_step = k_tile.width() + k_between;
    const int taken =
        k_tile.width() + (m_draft.count() < 2 ? 0 : m_sum->sizeHint().width() + k_between);
    const int room = std::max(1, (width() - taken) / k_step);
    m_list->setMaximumWidth(std::min(m_draft.count(), room) * k_step); // whole tiles
    m_list->setVisible(m_draft.count() > 0);
}

} // namespace satpad::gui
