// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_picture.h"

#include "look/type.h"
#include "views/parts.h"
#include "views/passes/counter_strip.h"
#include "views/passes/pass_charts.h"

#include <QApplication>
#include <QBuffer>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <string_view>

namespace satpad::gui {
namespace {

constexpr int k_width = 1072;
constexpr int k_titleHeight = 30;
constexpr int k_stripHeight = 122;
constexpr int k_chartsHeight = 380;
constexpr int k_height =
    3 * k_margin + 2 * k_gap + k_titleHeight + k_stripHeight + k_chartsHeight - k_margin;
constexpr double k_scale = 2;
constexpr int k_dotsPerInch = 96;

QSize pictureSize()
{
    return px(QSize(k_width + 2 * k_margin, k_height));
}

template <typename View, typename Scene>
void render(QPainter& painter, const Theme& theme, const Scene& scene, const QRect& place)
{
    View view(theme, nullptr);
    view.resize(place.size());
    view.display(scene);
    view.ensurePolished();
    view.render(&painter, place.topLeft(), QRegion(), QWidget::DrawChildren);
}

void paintPicture(QPainter& painter,
    const Theme& theme,
    const QString& title,
    const StripScene& strip,
    const ChartsScene& charts)
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.fillRect(QRect({0, 0}, pictureSize()), theme.colours().bg);
    painter.setFont(QApplication::font());
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
}

core::Expected<void> write(const QString& file, const QByteArray& content)
{
    QSaveFile saved(file);
    if (!saved.open(QIODevice::WriteOnly) || saved.write(content) != content.size() ||
        !saved.commit()) {
        return core::Unexpected(
            core::Errc::io_failed, file.toStdString() + ": " + saved.errorString().toStdString());
    }
    return {};
}

} // namespace

PassPicture pictureOf(
    const Theme& theme, const QString& title, const StripScene& strip, const ChartsScene& charts)
{
    PassPicture made;
    made.pixels = QImage(pictureSize() * k_scale, QImage::Format_RGB32);
    made.pixels.setDevicePixelRatio(k_scale);
    QPainter pixels(&made.pixels);
    paintPicture(pixels, theme, title, strip, charts);
    QBuffer buffer(&made.drawing);
    QSvgGenerator drawing;
    drawing.setOutputDevice(&buffer);
    drawing.setResolution(k_dotsPerInch);
    drawing.setSize(pictureSize());
    drawing.setViewBox(QRect({0, 0}, pictureSize()));
    drawing.setTitle(title);
    drawing.setDescription("Satpad");
    QPainter lines(&drawing);
    paintPicture(lines, theme, title, strip, charts);
    lines.end(); // now it is written
    return made;
}

PictureFiles filesFor(const QString& chosen)
{
    for (const char* suffix : {".png", ".svg"}) {
        if (chosen.endsWith(QLatin1String(suffix), Qt::CaseInsensitive)) {
            const QString name = chosen.chopped(4);
            return suffix == std::string_view(".png") ? PictureFiles{chosen, name + ".svg"}
                                                      : PictureFiles{name + ".png", chosen};
        }
    }
    return {chosen + ".png", chosen + ".svg"};
}

core::Expected<void> savePicture(const PassPicture& picture, const PictureFiles& files)
{
    if (!files.png.isEmpty()) {
        QByteArray encoded;
        QBuffer buffer(&encoded);
        picture.pixels.save(&buffer, "PNG");
        if (auto saved = write(files.png, encoded); !saved) {
            return saved;
        }
    }
    return files.svg.isEmpty() ? core::Expected<void>() : write(files.svg, picture.drawing);
}

} // namespace satpad::gui
