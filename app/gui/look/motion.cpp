// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/motion.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace satpad::gui {

int motionTime(const QWidget& widget)
{
    constexpr int k_most = 240;
    if (!widget.isVisible()) {
        return 0;
    }
    const int wanted =
        widget.style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, &widget);
    return std::clamp(wanted, 0, k_most);
}

} // namespace satpad::gui
