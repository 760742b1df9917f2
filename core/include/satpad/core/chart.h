// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

/// Panels of curves over one common axis, drawn twice from one description: as SVG text and as PNG.
/// Texts are UTF-8; a PNG shows what ASCII has of them ("°" becomes "deg"). Nothing in it depends on
/// the locale. Threads: any.
namespace satpad::core {

struct ChartSeries
{
    enum class Tone
    {
        first,
        second,
        reference ///< dashed and grey: what the others are held against
    };
    std::string name; ///< in the panel's legend; empty: not named
    Tone tone = Tone::first;
    std::vector<double> x;
    std::vector<double> y; ///< as many as x; a value that is not finite leaves a gap
};

struct ChartPanel
{
    std::string title; ///< what it shows and in which unit
    std::vector<ChartSeries> series;
    double top = 0;         ///< of the axis, which begins at 0; 0: found from the values
    double step = 0;        ///< between marks of the axis; 0: found from the values
    std::string when_empty; ///< said in the middle when there is nothing to draw
};

struct Chart
{
    std::string title;
    std::string subtitle;
    std::string stamp; ///< boxed beside the title, such as SIMULATED; empty: none
    std::string x_title;
    std::vector<ChartPanel> panels; ///< from top to bottom
    std::uint32_t width = 1200;     ///< pixels
    std::uint32_t height = 1400;
};

/// A whole SVG 1.1 document. Panels are <rect class="panel">, curves <polyline class="series">.
[[nodiscard]] std::string write_svg(const Chart& chart);

/// PNG of `width` × `height` pixels, RGB, 8 bits. Errors: Errc::invalid_argument for sizes outside
/// 200 … 4000.
[[nodiscard]] Expected<Bytes> render_png(const Chart& chart);

} // namespace satpad::core
