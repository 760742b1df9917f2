// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_picture.h"

#include "look/type.h"
#include "views/parts.h"
#include "views/passes/counter_strip.h"
#include "views/passes/pass_charts.h"

#include <QPainter>
#include <QSaveFile>

namespace satpad::gui {
namespace {

constexpr int k_width = 1072;
constexpr int k_titleHeight = 30;
constexpr int k_stripHeight = 122;
constexpr int k_chartsHeight = 380;
constexpr int k_height =
    3 * k_margin + 2 * k_gap + k_titleHeight + k_stripHeight + k_chartsHeight - k_margin;
constexpr double k_scale = 2;

template <typename View, typename Scene>
void render(QPainter& painter, const Theme& theme, const Scene& scene, const QRect& place)
{
    View view(theme, nullptr);
    view.resize(place.size());
    view.display(scene);
    view.ensurePolished();
    view.render(&painter, place.topLeft(), QRegion(), QWidget::DrawChildren);
}

} // namespace

QImage pictureOf(
    const Theme& theme, const QString& title, const StripScene& strip, const ChartsScene& charts)
{
    const QSize size = px(QSize(k_width + 2 * k_margin, k_height));
    QImage picture(size * k_scale, QImage::Format_RGB32);
    picture.setDevicePixelRatio(k_scale);
    picture.fill(theme.colours().bg);
    QPainter painter(&picture);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const QRect badge = paintSimBadge(painter, theme.colours(), {k_margin, k_margin + 5});
    painter.setPen(theme.colours().text);
    painter.drawText(
        QRect(badge.right() + k_gap, k_margin, px(k_width) - badge.width(), px(k_titleHeight)),
        Qt::AlignLeft | Qt::AlignVCenter,
        title);
    QRect place(k_margin, k_margin + px(k_titleHeight) + k_gap, px(k_width), px(k_stripHeight));
    render<CounterStrip>(painter, theme, strip, place);
    place = QRect(k_margin, place.bottom() + 1 + k_gap, px(k_width), px(k_chartsHeight));
    render<PassCharts>(painter, theme, charts, place);
    return picture;
}

core::Expected<void> savePicture(const QImage& picture, const QString& file)
{
    QSaveFile saved(file);
    if (!saved.open(QIODevice::WriteOnly) || !picture.save(&saved, "PNG") || !saved.commit()) {
        return core::Unexpected(
            core::Errc::io_failed, file.toStdString() + ": " + saved.errorString().toStdString());
    }
    return {};
}

} // namespace satpad::gui
