// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/page_parts.h"

#include "look/speaks.h"
#include "look/type.h"

#include <QGridLayout>
#include <QPainter>
#include <QPushButton>
#include <QStyle>

namespace satpad::gui {
namespace {

constexpr int k_emptyIconSize = 28;
constexpr int k_sentenceWidth = 300;

} // namespace

EmptyNote::EmptyNote(const Theme& theme, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_text(makeLabel({}, "second", this))
    , m_button(makeButton({}, qPrintable(name + "Button"), this))
{
    setObjectName(name);
    m_text->setObjectName(name + "Text");
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setFixedWidth(px(k_sentenceWidth));
    auto* column = new QVBoxLayout(this);
    column->setSpacing(k_gap);
    column->addStretch();
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch();
    connect(&theme, &Theme::changed, this, &EmptyNote::colour);
}

void EmptyNote::say(const QString& icon, const QString& sentence, const QString& button)
{
    m_iconName = icon;
    m_text->setText(sentence);
    m_text->setAccessibleName(sentence);
    m_text->setMinimumHeight(m_text->heightForWidth(px(k_sentenceWidth)));
    m_button->setText(button);
    m_button->setAccessibleName(button);
    m_button->setVisible(!button.isEmpty());
    colour();
}

void EmptyNote::colour()
{
    m_icon->setPixmap(Theme::icon(m_iconName, m_theme.colours().text3).pixmap(px(k_emptyIconSize)));
}

PictureView::PictureView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setMinimumHeight(48);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize PictureView::sizeHint() const
{
    return {372, 247};
}

void PictureView::show(const QImage& image, const QString& sentence)
{
    m_image = image;
    say(*this, sentence);
    update();
}

void PictureView::paintEvent(QPaintEvent* /*event*/)
{
    const Colours& c = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.fillRect(rect(), c.bg);
    if (m_image.isNull()) {
        QRect box({0, 0}, px(QSize(k_emptyIconSize, k_emptyIconSize)));
        box.moveCenter(rect().center());
        Theme::icon("image", c.text3).paint(&painter, box);
        return;
    }
    const qreal ratio = devicePixelRatioF();
    QSizeF size = QSizeF(m_image.size()) / ratio;
    if (size.width() > width() || size.height() > height()) {
        size.scale(this->size(), Qt::KeepAspectRatio);
    }
    QRectF box(QPointF(), size);
    box.moveCenter(QRectF(rect()).center());
    painter.drawImage(box.toAlignedRect(), m_image);
}

QLabel* addFact(QGridLayout* of, const QString& caption, const char* name)
{
    const int row = of->rowCount();
    QWidget* parent = of->parentWidget();
    auto* what = makeLabel(caption, "caption", parent);
    auto* value = makeLabel({}, "", parent);
    value->setObjectName(QLatin1String(name));
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setWordWrap(true);
    what->setObjectName(value->objectName() + "Caption");
    what->setBuddy(value);
    what->setMinimumWidth(px(62));
    of->addWidget(what, row, 0, Qt::AlignTop);
    of->addWidget(value, row, 1);
    of->setColumnStretch(1, 1);
    return value;
}

void addBadge(QGridLayout* of, QLabel* fact, SimBadge* badge)
{
    int row = 0;
    int column = 0;
    int rows = 0;
    int columns = 0;
    of->getItemPosition(of->indexOf(fact), &row, &column, &rows, &columns);
    of->addWidget(badge, row, column, Qt::AlignRight | Qt::AlignTop);
}

void showBadge(QLabel* fact, SimBadge* badge, bool shown)
{
    badge->setVisible(shown);
    fact->setContentsMargins(0, 0, shown ? badge->sizeHint().width() + k_gap : 0, 0);
}

void makeIdFact(QLabel* fact)
{
    fact->setStyleSheet(
        inPx("font-family: 'Noto Sans Mono', 'DejaVu Sans Mono'; font-size: 11px;"));
}

QFrame* makeHairline(QWidget* parent)
{
    auto* line = makePanel("hairline", parent); // its border is the line
    line->setFixedHeight(1);
    return line;
}

void setRole(QWidget* widget, const char* role)
{
    if (widget->property("role").toString() != QLatin1String(role)) {
        widget->setProperty("role", QLatin1String(role));
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
}

void putIcon(QPushButton* button, const Theme& theme, const QString& icon)
{
    const Colours& c = theme.colours();
    const bool burns = button->property("role").toString() == QLatin1String("burns");
    button->setIcon(Theme::icon(icon, burns ? c.alarm : c.text));
    button->setIconSize(px(QSize(16, 16)));
}

void giveIcon(QPushButton* button, const Theme& theme, const QString& icon)
{
    putIcon(button, theme, icon);
    QObject::connect(
        &theme, &Theme::changed, button, [button, &theme, icon] { putIcon(button, theme, icon); });
}

void paintMiddle(QPainter& painter, const QRect& box, const QImage& image)
{
    const QSizeF part = QSizeF(box.size()).scaled(QSizeF(image.size()), Qt::KeepAspectRatio);
    QRectF from(QPointF(), part);
    from.moveCenter(QRectF(image.rect()).center());
    painter.drawImage(QRectF(box), image, from);
}

void paintElided(QPainter& painter, const QRect& box, const QString& text, Qt::Alignment align)
{
    painter.drawText(box,
        static_cast<int>(align) | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(text, Qt::ElideMiddle, box.width()));
}

} // namespace satpad::gui
