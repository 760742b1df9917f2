// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_charts.h"

#include "look/figures.h"
#include "look/speaks.h"
#include "look/type.h"
#include "views/passes/chart_frame.h"
#include "views/passes/pass_words.h"

#include <QPainter>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr double k_million = 1e6;
constexpr double k_bitsShare = 0.574; ///< of the width, for the great chart
constexpr int k_mostSteps = 5;

QString plain(double value)
{
    return QString::number(value);
}

double greatest(const std::vector<double>& values)
{
    return values.empty() ? 0 : *std::ranges::max_element(values);
}

/// Of the plan over 10 seconds, so that the scale does not move while the rate climbs.
double expectedRate(const std::vector<double>& bits)
{
    constexpr std::size_t k_span = 10;
    double most = 0;
    for (std::size_t i = k_span; i < bits.size(); ++i) {
        most = std::max(most, (bits[i] - bits[i - k_span]) / k_span);
    }
    return most;
}

/// The upper edge a bit above the highest line that is needed.
ChartScale scaleFor(double seconds, double most, double atLeast)
{
    const double range = std::max(most * 1.08, atLeast);
    return {.seconds = seconds, .most = range, .step = niceStep(range, k_mostSteps)};
}

} // namespace

PassCharts::PassCharts(const Theme& theme, QWidget* parent)
    : PaintedView(theme, "passCharts", tr("Charts of the pass"), parent)
{}

void PassCharts::display(const ChartsScene& scene)
{
    m_scene = scene;
    say(*this, sentence(), k_spokenEvery);
    update();
}

QString PassCharts::sentence() const
{
    return chartsSentence(m_scene);
}

void PassCharts::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintPanel(painter, colours(), QRectF(rect()));
    const double x = qRound(width() * k_bitsShare);
    const double y = height() / 2;
    painter.fillRect(QRectF(x, 1, 1, height() - 2), colours().line);
    painter.fillRect(QRectF(x, y, width() - x - 1, 1), colours().line);
    paintBits(painter, QRectF(0, 0, x, height()));
    paintRate(painter, QRectF(x + 1, 0, width() - x - 1, y));
    paintQber(painter, QRectF(x + 1, y, width() - x - 1, height() - y));
}

void PassCharts::paintBits(QPainter& painter, const QRectF& bounds) const
{
    std::vector<double> bits;
    for (const sat::PassSecond& each : m_scene.seconds) {
        bits.push_back(static_cast<double>(each.secure_bits));
    }
    const double most = std::max(greatest(bits), greatest(m_scene.expectedBits));
    ChartScale scale = scaleFor(static_cast<double>(m_scene.ofSeconds), most, 1.2 * k_million);
    scale.left = 50;
    const ChartFrame frame(bounds, scale);
    const bool isOver = m_scene.stage == FlightStage::kept || m_scene.stage == FlightStage::noKey;
    const QString figure = isOver         ? grouped(m_scene.finalBits)
                           : bits.empty() ? unknown()
                                          : grouped(m_scene.seconds.back().secure_bits);
    frame.paintHeading(painter, colours(), tr("Secure bits, this pass"), figure, colours().key);
    frame.paintAxes(painter, colours(), [](double value) {
        return value == k_million ? QString() : shortCount(value); // its line has its own words
    });
    painter.setPen(dashed(colours().text3, 1));
    painter.drawPolyline(frame.curve(m_scene.expectedBits));
    QPolygonF line = frame.curve(bits);
    if (!line.isEmpty()) {
        line.prepend(frame.area().bottomLeft());
        QPolygonF below = line;
        below << QPointF(line.last().x(), frame.area().bottom());
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint(colours().key));
        painter.drawPolygon(below);
    }
    paintMillion(painter, frame);
    frame.paintCurve(painter, colours(), line, colours().key);
}

void PassCharts::paintMillion(QPainter& painter, const ChartFrame& frame) const
{
    const QRectF& area = frame.area();
    const double y = frame.y(k_million);
    QPen line(colours().text, 1.5, Qt::SolidLine, Qt::FlatCap);
    line.setDashPattern({7 / 1.5, 4 / 1.5});
    painter.setPen(line);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setFont(plotFont(k_secondSize, Weight::bold));
    painter.setPen(colours().text);
    painter.drawText(QRectF(area.left() + 8, y - px(19.0), area.width(), px(16.0)),
        Qt::AlignLeft | Qt::AlignVCenter,
        tr("1 million bits"));
    if (!m_scene.millionIndex || *m_scene.millionIndex >= m_scene.seconds.size()) {
        return;
    }
    const double x = frame.x(static_cast<double>(*m_scene.millionIndex + 1));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours().key, 2));
    painter.drawEllipse(QPointF(x, y), 8, 8);
    QPen drop(colours().key, 1, Qt::SolidLine, Qt::FlatCap);
    drop.setDashPattern({2, 3});
    painter.setPen(drop);
    painter.drawLine(QPointF(x, y + 8), QPointF(x, area.bottom()));
    painter.drawText(QRectF(x - px(100.0) - 6, area.bottom() - px(22.0), px(100.0), px(16.0)),
        Qt::AlignRight | Qt::AlignVCenter,
        m_scene.millionAt);
}

void PassCharts::paintRate(QPainter& painter, const QRectF& bounds) const
{
    std::vector<double> kilobits;
    for (const double rate : m_scene.bitsPerSecond) {
        kilobits.push_back(rate / 1000);
    }
    const double most = std::max(greatest(kilobits), expectedRate(m_scene.expectedBits) / 1000);
    const ChartFrame frame(
        bounds, scaleFor(static_cast<double>(m_scene.ofSeconds), most, most > 0 ? 0.1 : 9));
    frame.paintHeading(painter,
        colours(),
        tr("Key rate") + " kbit/s",
        kilobits.empty() ? unknown() : threeFigures(kilobits.back()),
        colours().blue);
    frame.paintAxes(painter, colours(), plain);
    frame.paintCurve(painter, colours(), frame.curve(kilobits), colours().blue);
}

void PassCharts::paintQber(QPainter& painter, const QRectF& bounds) const
{
    std::vector<double> percent;
    for (const sat::PassSecond& each : m_scene.seconds) {
        percent.push_back(each.qber * 100);
    }
    // Until the first frame is verified nothing is known of errors.
    const auto known = static_cast<std::size_t>(
        std::ranges::find_if(percent, [](double value) { return value > 0; }) - percent.begin());
    const ChartFrame frame(
        bounds, scaleFor(static_cast<double>(m_scene.ofSeconds), greatest(percent), 4));
    frame.paintHeading(painter,
        colours(),
        tr("QBER") + " %",
        known == percent.size() ? unknown() : threeFigures(percent.back()),
        colours().amber);
    frame.paintAxes(painter, colours(), plain);
    frame.paintCurve(painter, colours(), frame.curve(percent, known), colours().amber);
}

} // namespace satpad::gui
