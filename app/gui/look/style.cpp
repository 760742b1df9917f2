// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/style.h"

#include "look/type.h"

namespace satpad::gui {

Style::Style()
    : QProxyStyle("Fusion")
{}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    const int usual = QProxyStyle::pixelMetric(metric, option, widget);
    switch (metric) {
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_MessageBoxIconSize:
    case PM_SmallIconSize:
        return px(usual);
    default:
        return usual;
    }
}

} // namespace satpad::gui
