// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/colours.h"

#include <algorithm>
#include <cmath>

namespace satpad::gui {
namespace {

double luminance(const QColor& colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

} // namespace

const Colours& coloursOf(Scheme scheme)
{
    static const Colours dark{QColor("#14181B"),
        QColor("#1B2024"),
        QColor("#262C32"),
        QColor("#343B43"),
        QColor("#75808B"),
        QColor("#E8EBEE"),
        QColor("#B3BBC3"),
        QColor("#929CA6"),
        QColor("#55DDAE"),
        QColor("#05271B"),
        QColor("#62A8F0"),
        QColor("#F5B94F"),
        QColor("#FF7C68"),
        QColor("#D9B4F2"),
        QColor("#75808B"),
        QColor("#1B342D"),
        QColor("#352B19"),
        QColor("#3A2320"),
        QColor("#36414A"),
        QColor("#5A6671"),
        QColor("#1A2127"),
        QColor("#6B0A0D10")};
    static const Colours light{QColor("#F2F4F5"),
        QColor("#FFFFFF"),
        QColor("#E6EAED"),
        QColor("#D2D8DD"),
        QColor("#78838D"),
        QColor("#191D21"),
        QColor("#434C55"),
        QColor("#58626C"),
        QColor("#006B4B"),
        QColor("#FFFFFF"),
        QColor("#1668BC"),
        QColor("#7A5600"),
        QColor("#C22A1A"),
        QColor("#6A2C91"),
        QColor("#78838D"),
        QColor("#DDF0E8"),
        QColor("#F8EED6"),
        QColor("#FBE6E2"),
        QColor("#D5DCD6"),
        QColor("#9AA79E"),
        QColor("#EEF3F6"),
        QColor("#2B1B3350")};
    return scheme == Scheme::dark ? dark : light;
}

double contrast(const QColor& a, const QColor& b)
{
    const auto [darker, lighter] = std::minmax(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace satpad::gui
