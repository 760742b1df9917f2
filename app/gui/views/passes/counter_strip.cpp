// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/counter_strip.h"

#include "look/figures.h"
#include "look/motion.h"
#include "look/speaks.h"
#include "look/type.h"
#include "views/parts.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satpad::gui {
namespace {

constexpr double k_degrees = 180 / std::numbers::pi;
constexpr double k_million = 1e6;
constexpr int k_side = 16;
constexpr int k_badgeAt = 346;
constexpr int k_badgeGap = 12;
constexpr int k_lastReadout = 62;
constexpr int k_mostPitch = 108;
constexpr int k_mostTightPitch = 96;
constexpr int k_leastPitch = 88; ///< of six readouts; below it one gives way

template <typename Value, typename Write> QString written(const Value& value, Write write)
{
    return value ? write(*value) : unknown();
}

QString minutes(double seconds)
{
    const auto whole = static_cast<int>(std::max(0.0, std::ceil(seconds)));
    return QString("%1:%2").arg(whole / 60, 2, 10, QChar('0')).arg(whole % 60, 2, 10, QChar('0'));
}

QColor mixed(const QColor& from, const QColor& to, double share)
{
    const auto part = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return {
        part(from.red(), to.red()), part(from.green(), to.green()), part(from.blue(), to.blue())};
}

/// 1.1 million, or the next tenth of a million above the figure.
double scaleEnd(std::uint64_t bits)
{
    constexpr double k_tenth = 1e5;
    const double above = (std::floor(static_cast<double>(bits) / k_tenth) + 1) * k_tenth;
    return std::max(1.1 * k_million, above);
}

} // namespace

struct CounterStrip::Readout
{
    QString label;
    QString figure;
    QString unit;
    QColor colour;
};

CounterStrip::CounterStrip(const Theme& theme, QWidget* parent)
    : PaintedView(theme, "counterStrip", tr("Secure bits, this pass"), parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_clock.start();
    m_filling.setStartValue(0.0);
    m_filling.setEndValue(1.0);
    connect(&m_filling, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
}

void CounterStrip::display(const StripScene& scene)
{
    m_scene = scene;
    say(*this, sentence(), k_spokenEvery);
    fill(isMillion(scene));
    if (m_herald.speaks(scene, m_clock.elapsed())) {
        announce(*this);
    }
    update();
}

void CounterStrip::fill(bool isFull)
{
    if (isFull == m_isFull) {
        return;
    }
    m_isFull = isFull;
    m_filling.stop();
    if (const int time = motionTime(*this); isFull && time > 0) {
        m_filling.setDuration(time);
        m_filling.start();
    }
}

QString CounterStrip::sentence() const
{
    return stripSentence(m_scene);
}

CounterStrip::Ink CounterStrip::ink() const
{
    const Colours& table = colours();
    const QColor number = hasFigure(m_scene) ? table.key : table.text3;
    const Ink usual{table.surface,
        table.text3,
        number,
        table.text,
        table.blue,
        table.amber,
        table.bg,
        table.text,
        table.sim};
    if (!m_isFull) {
        return usual;
    }
    const bool isMoving = m_filling.state() == QAbstractAnimation::Running;
    const double share = isMoving ? m_filling.currentValue().toDouble() : 1;
    const auto full = [&](const QColor& from, const QColor& to) { return mixed(from, to, share); };
    return {full(usual.ground, table.key),
        full(usual.caption, table.onKey),
        full(usual.number, table.onKey),
        full(usual.text, table.onKey),
        full(usual.rate, table.onKey),
        full(usual.qber, table.onKey),
        full(usual.trough, mixed(table.key, table.onKey, 0.22)),
        full(usual.mark, table.onKey),
        full(usual.badge, table.onKey)};
}

void CounterStrip::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Ink now = ink();
    Colours panel = colours();
    panel.surface = now.ground;
    panel.line = m_isFull ? now.ground : panel.line;
    panel.sim = now.badge;
    paintPanel(painter, panel, QRectF(rect()));
    paintNumber(painter, now);
    const QRect badge = paintSimBadge(painter, panel, px(QPoint(k_badgeAt, 51)));
    paintReadouts(painter, now, badge.right() + 1 + px(k_badgeGap));
    paintScale(painter, now);
}

void CounterStrip::paintNumber(QPainter& painter, const Ink& ink) const
{
    painter.setFont(plotFont(k_secondSize, m_isFull ? Weight::bold : Weight::regular));
    painter.setPen(ink.caption);
    painter.drawText(QRectF(k_side, px(8.0), px(500.0), px(16.0)),
        Qt::AlignLeft | Qt::AlignVCenter,
        stripCaption(m_scene));
    painter.setFont(plotFont(52, hasFigure(m_scene) ? Weight::bold : Weight::regular));
    painter.setPen(ink.number);
    painter.drawText(QRectF(k_side, px(23.0), px(k_badgeAt) - k_side - 8, px(58.0)),
        Qt::AlignLeft | Qt::AlignVCenter,
        hasFigure(m_scene) ? grouped(m_scene.secureBits) : unknown());
}

std::vector<CounterStrip::Readout> CounterStrip::readouts(const Ink& ink) const
{
    const auto one = [](double value) { return QString::number(value, 'f', 1); };
    const bool hasRate = m_scene.stage == FlightStage::flying;
    return {{tr("Key rate"),
                hasRate ? threeFigures(m_scene.bitsPerSecond / 1000) : unknown(),
                "kbit/s",
                ink.rate},
        {tr("QBER"),
            written(m_scene.qber, [](double share) { return threeFigures(share * 100); }),
            "%",
            ink.qber},
        {tr("Elevation"),
            written(m_scene.elevation, [&](double angle) { return one(angle * k_degrees); }),
            QString(QChar(0xB0)),
            ink.text},
        {tr("Distance"),
            written(m_scene.rangeKm,
                [](double km) { return grouped(static_cast<quint64>(std::lround(km))); }),
            "km",
            ink.text},
        {tr("Link loss"), written(m_scene.lossDb, one), "dB", ink.text},
        {tr("Ends in"), written(m_scene.endsInSeconds, minutes), {}, ink.text}};
}

/// From the right edge towards `from`, where the badge ends.
void CounterStrip::paintReadouts(QPainter& painter, const Ink& ink, int from) const
{
    std::vector<Readout> shown = readouts(ink);
    const int room = width() - k_side - px(k_lastReadout) - from;
    const bool isTight = room < px(k_leastPitch) * (static_cast<int>(shown.size()) - 1);
    if (isTight) {
        shown.erase(shown.begin() + 4);
    }
    const int gaps = static_cast<int>(shown.size()) - 1;
    const int pitch = std::min(px(isTight ? k_mostTightPitch : k_mostPitch), room / gaps);
    const QFont figures = plotFont(19, Weight::bold);
    const double baseline = px(69.0);
    int x = width() - k_side - px(k_lastReadout) - pitch * gaps;
    for (const Readout& readout : shown) {
        painter.setFont(plotFont(k_secondSize));
        painter.setPen(ink.caption);
        painter.drawText(QRectF(x, px(34.0), pitch - 4, px(16.0)),
            Qt::AlignLeft | Qt::AlignVCenter,
            readout.label);
        painter.setFont(figures);
        const bool isKnown = readout.figure != unknown();
        painter.setPen(isKnown || m_isFull ? readout.colour : ink.caption);
        painter.drawText(QPointF(x, baseline), readout.figure);
        if (isKnown) {
            painter.setFont(plotFont(k_secondSize));
            const double after = QFontMetricsF(figures).horizontalAdvance(readout.figure);
            painter.drawText(QPointF(x + after + 3, baseline), readout.unit);
        }
        x += pitch;
    }
}

void CounterStrip::paintScale(QPainter& painter, const Ink& ink) const
{
    const QRectF trough(k_side, px(88), width() - 2 * k_side, px(10));
    const std::uint64_t bits = hasFigure(m_scene) ? m_scene.secureBits : 0;
    const double end = scaleEnd(bits);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink.trough);
    painter.drawRoundedRect(trough, 2, 2);
    QRectF done = trough;
    done.setWidth(trough.width() * static_cast<double>(bits) / end);
    painter.setBrush(ink.number);
    painter.drawRoundedRect(done, 2, 2);
    const auto at = [&](double value) { return trough.left() + trough.width() * value / end; };
    painter.fillRect(
        QRectF(qRound(at(k_million)) - 1, trough.top() - 3, 2, trough.height() + 6), ink.mark);
    const QString words = tr("1 million bits");
    const QFont bold = plotFont(k_secondSize, Weight::bold);
    const double reach = QFontMetricsF(bold).horizontalAdvance(words) / 2 + px(30.0);
    const auto write = [&](double value, const QString& text) {
        // The mark's words stay on the strip, wherever the mark is.
        const double middle =
            std::min(at(value), width() - k_side - QFontMetricsF(bold).horizontalAdvance(text) / 2);
        painter.drawText(
            QRectF(middle - px(80.0), px(100.0), px(160.0), px(16.0)), Qt::AlignCenter, text);
    };
    painter.setFont(plotFont(k_secondSize));
    painter.setPen(ink.caption);
    const double step = niceStep(end, 6) < 250e3 ? 250e3 : niceStep(end, 6);
    for (double value = step; value < end * 0.985; value += step) {
        if (std::abs(at(value) - at(k_million)) > reach) {
            write(value, shortCount(value));
        }
    }
    painter.setFont(bold);
    painter.setPen(ink.mark);
    write(k_million, words);
}

} // namespace satpad::gui
