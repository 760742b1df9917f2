// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_sky_view.h"

#include "demo_words.h"
#include "look/figures.h"
#include "look/speaks.h"
#include "look/type.h"

#include <QPainter>
#include <QPainterPath>

#include <numbers>

namespace satpad::gui {
namespace {

constexpr double k_degrees = 180 / std::numbers::pi;
constexpr int k_site = 10;

QFont sized(QFont font, int pixels, bool bold)
{
    font.setPixelSize(px(pixels));
    font.setBold(bold);
    return font;
}

void label(QPainter& painter, const QPointF& at, const QString& text, Qt::Alignment how)
{
    const double wide = px(320.0);
    const double high = px(24.0);
    const double left = how & Qt::AlignRight     ? at.x() - wide
                        : how & Qt::AlignHCenter ? at.x() - wide / 2
                                                 : at.x();
    painter.drawText(
        QRectF(left, at.y() - high / 2, wide, high), int(how | Qt::AlignVCenter), text);
}

bool keyAt(const DemoRun& run, service::DemoEnd end)
{
    return run.isDone(
        end == service::DemoEnd::sender ? DemoStep::passSender : DemoStep::passReceiver);
}

bool flyingOver(const DemoRun& run, service::DemoEnd end)
{
    const DemoStep step =
        end == service::DemoEnd::sender ? DemoStep::passSender : DemoStep::passReceiver;
    return run.now().flying && run.now().seconds != 0 && run.isWorking() && run.step() == step;
}

} // namespace

struct DemoSkyView::Places
{
    QPointF satellite;
    QPointF sender;
    QPointF receiver;
    double crest = 0; ///< the ground's highest point
    [[nodiscard]] const QPointF& of(service::DemoEnd end) const
    {
        return end == service::DemoEnd::sender ? sender : receiver;
    }
};

DemoSkyView::DemoSkyView(const DemoRun& run, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_run(run)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("demoSky");
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(px(208));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void DemoSkyView::refresh()
{
    say(*this, sentence(), k_spokenEvery);
    update();
}

QString DemoSkyView::sentence() const
{
    if (m_run.isDone(DemoStep::relay)) {
        return tr("SIMULATED. %1 pages relayed by a trusted relay, which knows this key.")
            .arg(grouped(m_run.relayedPages()));
    }
    return tr("SIMULATED. The satellite over %1 and %2; passes flown: %3.")
        .arg(siteWord(service::DemoEnd::sender), siteWord(service::DemoEnd::receiver))
        .arg(m_run.passes().size());
}

DemoSkyView::Places DemoSkyView::places() const
{
    const double wide = width();
    return {{wide / 2, px(40.0)}, {wide * 0.17, px(157.0)}, {wide * 0.83, px(157.0)}, px(142.0)};
}

void DemoSkyView::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = m_theme.colours();
    painter.setPen(colours.line);
    painter.setBrush(colours.surface);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath inside;
    inside.addRoundedRect(frame, 4, 4);
    painter.drawPath(inside);
    painter.setClipPath(inside);
    const Places at = places();
    paintGround(painter, at);
    for (const auto end : {service::DemoEnd::sender, service::DemoEnd::receiver}) {
        paintLight(painter, at, end);
    }
    paintMiddle(painter, at);
}

void DemoSkyView::paintGround(QPainter& painter, const Places& at) const
{
    const Colours& colours = m_theme.colours();
    QPainterPath ground(QPointF(0, height()));
    // A quadratic curve passes half as high as its control point.
    ground.quadTo(QPointF(width() / 2.0, 2 * at.crest - height()), QPointF(width(), height()));
    painter.setPen(QPen(colours.edge, 1));
    painter.setBrush(m_theme.scheme() == Scheme::dark ? QColor("#36414A") : QColor("#D5DCD6"));
    painter.drawPath(ground);
    painter.setBrush(Qt::NoBrush);
    if (m_run.isDone(DemoStep::relay)) {
        QPainterPath network(at.sender);
        network.quadTo(QPointF(width() / 2.0, 2 * (at.crest - 12) - at.sender.y()), at.receiver);
        painter.setPen(QPen(colours.blue, 1.5, Qt::DashLine));
        painter.drawPath(network);
    }
}

void DemoSkyView::paintLight(QPainter& painter, const Places& at, service::DemoEnd end) const
{
    const Colours& colours = m_theme.colours();
    const bool left = end == service::DemoEnd::sender;
    const QPointF site = at.of(end);
    const bool key = keyAt(m_run, end);
    const bool flying = flyingOver(m_run, end);
    if (key || flying) {
        painter.setPen(
            QPen(key ? colours.key : colours.text3, 2, key ? Qt::SolidLine : Qt::DotLine));
        painter.drawLine(at.satellite, site);
        const QPointF middle = (at.satellite + site) / 2;
        const QPointF where(middle.x() + (left ? -44 : 44), middle.y() - px(28.0));
        const Qt::Alignment how = left ? Qt::AlignRight : Qt::AlignLeft;
        const service::DemoPass* pass = nullptr;
        const std::size_t number = left ? 0 : 1;
        if (key && m_run.passes().size() > number) {
            pass = &m_run.passes()[number];
        }
        const service::sat::PassSecond& now = m_run.now().second;
        painter.setFont(sized(font(), 15, true));
        painter.setPen(colours.key);
        label(painter,
            where,
            secureBitsText(pass != nullptr ? pass->secure_bits : now.secure_bits),
            how);
        painter.setFont(sized(font(), 12, false));
        painter.setPen(colours.text2);
        label(painter,
            where + QPointF(0, px(19.0)),
            pass != nullptr
                ? tr("secure bits, this pass")
                : tr("if the pass ended now; %1° high").arg(qRound(now.at.elevation * k_degrees)),
            how);
    }
    painter.setPen(QPen(colours.bg, 1));
    painter.setBrush(key ? colours.key : colours.text3);
    painter.drawRect(QRectF(site.x() - k_site / 2.0, site.y() - k_site / 2.0, k_site, k_site));
    painter.setFont(sized(font(), 15, true));
    painter.setPen(colours.text);
    label(painter, site + QPointF(0, px(24.0)), siteWord(end), Qt::AlignHCenter);
}

void DemoSkyView::paintMiddle(QPainter& painter, const Places& at) const
{
    const Colours& colours = m_theme.colours();
    const QPointF centre = at.satellite;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.text);
    painter.drawRect(QRectF(centre.x() - 9, centre.y() - 8, 18, 16));
    for (const double x : {-42.0, 15.0}) {
        painter.drawRect(QRectF(centre.x() + x, centre.y() - 6, 27, 12));
    }
    painter.fillRect(QRectF(centre.x() - 15, centre.y() - 1, 30, 2), colours.text);
    painter.setFont(sized(font(), 13, true));
    painter.setPen(colours.text);
    label(painter, centre - QPointF(0, px(24.0)), m_run.satellite(), Qt::AlignHCenter);
    if (!m_run.isDone(DemoStep::relay)) {
        return;
    }
    painter.setPen(colours.key);
    label(painter,
        centre + QPointF(0, px(38.0)),
        tr("%1 pages relayed").arg(grouped(m_run.relayedPages())),
        Qt::AlignHCenter);
    painter.setFont(sized(font(), 12, false));
    painter.setPen(colours.text2);
    label(painter,
        centre + QPointF(0, px(55.0)),
        tr("a trusted relay: it knows this key"),
        Qt::AlignHCenter);
    painter.setFont(sized(font(), 12, true));
    painter.setPen(colours.blue);
    label(painter,
        QPointF(centre.x(), at.crest - px(23.0)),
        tr("ordinary network, %1 km").arg(grouped(static_cast<quint64>(m_run.distanceKm()))),
        Qt::AlignHCenter);
}

} // namespace satpad::gui
