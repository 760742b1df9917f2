// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_bytes.h"

#include "look/speaks.h"
#include "look/type.h"
#include "views/parts.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace satpad::gui {
namespace {

constexpr int k_pictureWidth = 155;
constexpr int k_narrowWidth = 104; ///< where the words need the room
constexpr int k_narrow = 340;
constexpr int k_pictureHeight = 104;
constexpr int k_gapBetween = 14;
constexpr int k_barsHeight = 36;
constexpr int k_below = 8;
constexpr int k_mostHeight = 320; ///< in a window that is larger than usual

} // namespace

DemoBytes::DemoBytes(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("demoBytes");
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumHeight(sizeHint().height());
    setMaximumHeight(px(k_mostHeight));
    say(*this, tr("Nothing has gone by yet"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

/// As many pixels as all the bytes will need, three bytes each, in the shape of the box.
void DemoBytes::begin(std::size_t total)
{
    m_total = total;
    m_shown = 0;
    m_counts = {};
    const double pixels = std::max(1.0, std::ceil(static_cast<double>(total) / 3));
    const int across =
        static_cast<int>(std::ceil(std::sqrt(pixels * k_pictureWidth / k_pictureHeight)));
    const int down = static_cast<int>(std::ceil(pixels / across));
    m_picture = QImage(across, down, QImage::Format_ARGB32);
    m_picture.fill(Qt::transparent);
    setAccessibleName(tr("Nothing has gone by yet"));
    update();
}

void DemoBytes::show(const core::Bytes& bytes, std::uint64_t passed)
{
    const quint64 until = std::min<quint64>(passed, bytes.size());
    if (bytes.size() != m_total || until < m_shown) {
        begin(bytes.size()); // after a cut the same bytes come again
    }
    if (until == m_shown) {
        return;
    }
    const auto value = [&](quint64 at) {
        return at < until ? std::to_integer<int>(bytes[static_cast<std::size_t>(at)]) : 0;
    };
    for (quint64 at = m_shown; at < until; ++at) {
        ++m_counts[static_cast<std::size_t>(value(at) / 4)];
    }
    for (quint64 pixel = m_shown / 3; pixel * 3 < until; ++pixel) {
        const auto across = static_cast<quint64>(m_picture.width());
        m_picture.setPixel(static_cast<int>(pixel % across),
            static_cast<int>(pixel / across),
            qRgb(value(3 * pixel), value(3 * pixel + 1), value(3 * pixel + 2)));
    }
    m_shown = until;
    say(*this, tr("Noise: every byte value equally often"));
    update();
}

void DemoBytes::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours& colours = m_theme.colours();
    const int high = height() - px(k_below);
    const int wide = width() < px(k_narrow)
                         ? px(k_narrowWidth)
                         : std::min(high * k_pictureWidth / k_pictureHeight, width() / 2);
    const QRect box(0, 0, wide, high);
    painter.fillRect(box, colours.bg);
    if (m_shown != 0) {
        painter.drawImage(box, m_picture);
    }
    paintOutline(painter, box, colours.line);
    const int left = box.right() + 1 + k_gapBetween;
    const int bars = std::max(k_barsHeight, high / 3);
    paintHistogram(painter, QRect(left, 4, width() - left, bars));
    painter.setPen(colours.text2);
    QFont words = font();
    words.setPixelSize(px(12));
    painter.setFont(words);
    painter.drawText(QRect(left, bars + 12, width() - left, height() - bars - 12),
        Qt::AlignLeft | Qt::TextWordWrap,
        m_shown == 0 ? tr("What goes by is drawn here.")
                     : tr("Every byte value equally often: without the key there is nothing in it "
                          "to find."));
}

void DemoBytes::paintHistogram(QPainter& painter, const QRect& box) const
{
    const Colours& colours = m_theme.colours();
    painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colours.line);
    const quint64 most = *std::ranges::max_element(m_counts);
    if (most == 0) {
        return;
    }
    const double step = static_cast<double>(box.width()) / static_cast<double>(m_counts.size());
    for (std::size_t bin = 0; bin < m_counts.size(); ++bin) {
        const double high =
            box.height() * static_cast<double>(m_counts[bin]) / static_cast<double>(most);
        painter.fillRect(QRectF(box.left() + step * static_cast<double>(bin),
                             box.bottom() + 1 - high,
                             std::max(1.0, step - 1),
                             high),
            colours.text2);
    }
}

} // namespace satpad::gui
