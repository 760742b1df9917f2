// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/chart.h>

/// Where everything of a chart lies, in pixels from the top left corner. Both outputs draw this.
namespace satpad::core::chart {

struct Point
{
    double x = 0;
    double y = 0;
};

enum class Ink
{
    text,
    muted,
    grid,
    axis,
    first,
    second,
    reference,
    stamp
};
struct Rgb
{
    std::uint8_t red;
    std::uint8_t green;
    std::uint8_t blue;
};
[[nodiscard]] Rgb rgb(Ink ink) noexcept;

struct Stroke
{
    std::vector<Point> points;
    Ink ink = Ink::axis;
    double width = 1;
    bool dashed = false;
    bool series = false;
};
inline constexpr double k_dash = 8;
inline constexpr double k_dash_gap = 6;

struct Frame
{
    Point at;
    double width = 0;
    double height = 0;
    Ink ink = Ink::grid;
    bool panel = false;
};

enum class Anchor
{
    start,
    middle,
    end
};
struct Label
{
    Point at; ///< on the base line
    std::string text;
    double size = 16;
    Ink ink = Ink::text;
    Anchor anchor = Anchor::start;
    bool bold = false;
};

/// In this order, later ones over earlier ones.
struct Drawing
{
    std::vector<Frame> frames;
    std::vector<Stroke> strokes;
    std::vector<Label> labels;
};
[[nodiscard]] Drawing lay_out(const Chart& chart);

/// Decimal point and all, whatever the locale.
[[nodiscard]] std::string fixed(double value, int decimals);

} // namespace satpad::core::chart
