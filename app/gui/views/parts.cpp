// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/parts.h"

#include "look/speaks.h"
#include "look/type.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPushButton>
#include <QScreen>

#include <algorithm>
#include <array>
#include <cstring>

namespace satpad::gui {
namespace {

constexpr int k_badgePadding = 8;
constexpr int k_badgeHeight = 20;
constexpr int k_leastPart = 4;

QFont badgeFont()
{
    QFont font;
    font.setPixelSize(px(11));
    font.setBold(true);
    font.setLetterSpacing(QFont::AbsoluteSpacing, px(0.8));
    return font;
}

QString badgeWord()
{
    return QCoreApplication::translate("Satpad", "SIMULATED");
}

QSize badgeSize()
{
    return {QFontMetrics(badgeFont()).horizontalAdvance(badgeWord()) + 2 * px(k_badgePadding),
        px(k_badgeHeight)};
}

enum class Look
{
    solid,
    hatched,
    outlined
};

/// Widths of the parts in `whole` pixels: in proportion, but none that is there under k_leastPart.
template <std::size_t N>
std::array<double, N> widths(const std::array<quint64, N>& parts, double whole)
{
    double total = 0;
    for (const quint64 part : parts) {
        total += static_cast<double>(part);
    }
    std::array<double, N> made{};
    double given = 0;
    for (std::size_t i = 0; i < N && total > 0; ++i) {
        made[i] = parts[i] == 0 ? 0
                                : std::max<double>(
                                      k_leastPart, whole * static_cast<double>(parts[i]) / total);
        given += made[i];
    }
    *std::ranges::max_element(made) -= std::max(0.0, given - whole); // the longest gives way
    return made;
}

QImage::Format formatOf(const core::image::Pixels& pixels)
{
    if (pixels.bits == 16) {
        return pixels.channels == 1 ? QImage::Format_Grayscale16 : QImage::Format_RGBA64;
    }
    return pixels.channels == 1   ? QImage::Format_Grayscale8
           : pixels.channels == 3 ? QImage::Format_RGB888
                                  : QImage::Format_RGBA8888;
}

/// Samples as four channels, for shapes that QImage has no format for.
template <typename Sample> QImage spread(const core::image::Pixels& pixels, QImage::Format format)
{
    QImage image(static_cast<int>(pixels.width), static_cast<int>(pixels.height), format);
    const std::byte* in = pixels.samples.data();
    constexpr Sample k_opaque = std::numeric_limits<Sample>::max();
    for (int y = 0; y < image.height(); ++y) {
        uchar* out = image.scanLine(y);
        for (int x = 0; x < image.width(); ++x, out += 4 * sizeof(Sample)) {
            std::array<Sample, 4> sample{};
            std::memcpy(sample.data(), in, pixels.channels * sizeof(Sample));
            in += pixels.channels * sizeof(Sample);
            if (pixels.channels < 3) {
                sample[3] = pixels.channels == 2 ? sample[1] : k_opaque;
                sample[1] = sample[2] = sample[0];
            } else if (pixels.channels == 3) {
                sample[3] = k_opaque;
            }
            std::memcpy(out, sample.data(), sizeof(sample));
        }
    }
    return image;
}

} // namespace

QFrame* makePanel(const QString& name, QWidget* parent)
{
    auto* panel = new QFrame(parent);
    panel->setObjectName(name);
    panel->setProperty("panel", true);
    return panel;
}

QLabel* makeLabel(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", QLatin1String(role));
    label->setTextFormat(Qt::PlainText);
    return label;
}

QPushButton* makeButton(const QString& text, const char* name, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(QLatin1String(name));
    QString spoken = text;
    button->setAccessibleName(spoken.remove(QChar(0x2026)));
    button->setFixedHeight(px(30));
    return button;
}

QSize roomFor(const QWidget& window, const QSize& usual)
{
    const QSize screen = window.screen()->availableSize();
    return px(usual).boundedTo(screen.expandedTo(usual));
}

SimBadge::SimBadge(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("simBadge");
    say(*this, badgeWord());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize SimBadge::sizeHint() const
{
    return badgeSize();
}

void SimBadge::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    paintSimBadge(painter, m_theme.colours(), {0, 0});
}

QRect paintSimBadge(QPainter& painter, const Colours& colours, const QPoint& topLeft)
{
    const QRect frame(topLeft, badgeSize());
    painter.save();
    QColor stripes = colours.sim;
    stripes.setAlphaF(0.12F);
    paintHatch(painter, QRectF(frame).adjusted(1, 1, -1, -1), stripes);
    painter.setPen(colours.sim);
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setFont(badgeFont());
    painter.drawText(frame, Qt::AlignCenter, badgeWord());
    painter.restore();
    return frame;
}

void paintHatch(QPainter& painter, const QRectF& area, const QColor& colour)
{
    constexpr double k_step = 6;
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.3));
    const double high = area.height();
    for (double x = area.left() - high; x < area.right(); x += k_step) {
        // Cut here, too: a drawing to a file knows no clip.
        const double from = std::max(x, area.left());
        const double to = std::min(x + high, area.right());
        painter.drawLine(
            QPointF(from, area.bottom() - (from - x)), QPointF(to, area.bottom() - (to - x)));
    }
    painter.restore();
}

void paintOutline(QPainter& painter, const QRectF& bounds, const QColor& colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colour);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bounds.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.restore();
}

void paintKeyBar(QPainter& painter,
    const Colours& colours,
    const QRectF& bar,
    const KeySide& side,
    quint64 aboutToSpend)
{
    const quint64 taken = std::min(aboutToSpend, side.free);
    const std::array<quint64, 6> parts{
        taken, side.free - taken, side.reserved, side.spent, side.burnt, side.handedOver};
    const auto wide = widths(parts, bar.width());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(bar, colours.bg);
    double x = bar.left();
    const std::array<QColor, 6> inks{
        colours.key, colours.key, colours.blue, colours.spent, colours.alarm, colours.edge};
    constexpr std::array k_looks{
        Look::hatched, Look::solid, Look::solid, Look::solid, Look::hatched, Look::outlined};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const QRectF part(x, bar.top(), wide[i], bar.height());
        if (k_looks[i] == Look::solid) {
            painter.fillRect(part, inks[i]);
        } else if (k_looks[i] == Look::hatched) {
            paintHatch(painter, part, inks[i]);
        } else if (wide[i] > 0) {
            paintOutline(painter, part, inks[i]);
        }
        x += wide[i];
    }
    paintOutline(painter, bar, colours.line);
    painter.restore();
}

KeyBar::KeyBar(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void KeyBar::show(const KeySide& side, quint64 aboutToSpend, const QString& sentence)
{
    m_side = side;
    m_aboutToSpend = aboutToSpend;
    say(*this, sentence);
    setToolTip(sentence);
    update();
}

QSize KeyBar::sizeHint() const
{
    return {px(96), 12};
}

void KeyBar::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    paintKeyBar(painter, m_theme.colours(), rect(), m_side, m_aboutToSpend);
}

QImage toImage(const core::image::Pixels& pixels)
{
    if (pixels.width == 0 || pixels.height == 0) {
        return {};
    }
    const QImage::Format format = formatOf(pixels);
    if (pixels.bits == 16 && pixels.channels != 1) {
        return spread<std::uint16_t>(pixels, format);
    }
    if (pixels.channels == 2) {
        return spread<std::uint8_t>(pixels, format);
    }
    const auto row = static_cast<qsizetype>(pixels.samples.size() / pixels.height);
    return QImage(reinterpret_cast<const uchar*>(pixels.samples.data()),
        static_cast<int>(pixels.width),
        static_cast<int>(pixels.height),
        row,
        format)
        .copy();
}

} // namespace satpad::gui
