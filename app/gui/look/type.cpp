// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/type.h"

#include <QFont>
#include <QFontInfo>
#include <QRegularExpression>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr double k_usual = 40.0 / 3; ///< pixels of 10 points
constexpr double k_largest = 15;     ///< pixels that are still ordinary: 11 points, rounded
constexpr double k_mostScale = 2;    ///< beyond it no window would hold a page
constexpr int k_thickestBorder = 4;  ///< and roundest corner

double g_scale = 1; ///< GUI thread

} // namespace

double textScale()
{
    return g_scale;
}

void setTextScale(const QFont& ofDesktop)
{
    // Of the size asked for, not of the height: that differs by a fifth between families.
    const double pixels = ofDesktop.pointSizeF() > 0
                              ? ofDesktop.pointSizeF() * k_usual / 10
                              : static_cast<double>(QFontInfo(ofDesktop).pixelSize());
    g_scale = pixels <= k_largest ? 1 : std::min(pixels / k_usual, k_mostScale);
}

int px(int pixels)
{
    return qRound(pixels * g_scale);
}

double px(double pixels)
{
    return pixels * g_scale;
}

QSize px(const QSize& size)
{
    return {px(size.width()), px(size.height())};
}

QPoint px(const QPoint& point)
{
    return {px(point.x()), px(point.y())};
}

QString inPx(QString sheet)
{
    static const QRegularExpression k_measure("(\\d+)px");
    qsizetype from = 0;
    for (auto found = k_measure.match(sheet); found.hasMatch();
         found = k_measure.match(sheet, from)) {
        const int pixels = found.captured(1).toInt();
        const QString scaled = QString::number(pixels > k_thickestBorder ? px(pixels) : pixels);
        sheet.replace(found.capturedStart(1), found.capturedLength(1), scaled);
        from = found.capturedStart(1) + scaled.size();
    }
    return sheet;
}

} // namespace satpad::gui
