// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart_layout.h"

namespace satpad::core {
namespace {

using namespace chart;

std::string escaped(const std::string& text)
{
    std::string made;
    for (const char c : text) {
        switch (c) {
        case '&':
            made += "&amp;";
            break;
        case '<':
            made += "&lt;";
            break;
        case '>':
            made += "&gt;";
            break;
        case '"':
            made += "&quot;";
            break;
        default: // XML 1.0 has no way to say a control character
            made += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
        }
    }
    return made;
}

std::string colour(Ink ink)
{
    static constexpr std::string_view k_digits = "0123456789abcdef";
    const Rgb value = rgb(ink);
    std::string made = "#";
    for (const std::uint8_t part : {value.red, value.green, value.blue}) {
        made += k_digits[part >> 4U];
        made += k_digits[part & 15U];
    }
    return made;
}

/// ` name="value"`.
std::string attribute(std::string_view name, const std::string& value)
{
    return " " + std::string(name) + "=\"" + value + "\"";
}

std::string attribute(std::string_view name, double value)
{
    return attribute(name, fixed(value, 2));
}

std::string svg_of(const Frame& frame)
{
    return "<rect" + attribute("class", frame.panel ? "panel" : "stamp") +
           attribute("x", frame.at.x) + attribute("y", frame.at.y) +
           attribute("width", frame.width) + attribute("height", frame.height) +
           attribute("fill", std::string("none")) + attribute("stroke", colour(frame.ink)) +
           attribute("stroke-width", frame.panel ? 1.0 : 2.0) + "/>\n";
}

std::string svg_of(const Stroke& stroke)
{
    std::string points;
    for (const Point& point : stroke.points) {
        points += (points.empty() ? "" : " ") + fixed(point.x, 2) + "," + fixed(point.y, 2);
    }
    return "<polyline" + (stroke.series ? attribute("class", std::string("series")) : "") +
           attribute("points", points) + attribute("fill", std::string("none")) +
           attribute("stroke", colour(stroke.ink)) + attribute("stroke-width", stroke.width) +
           (stroke.dashed
                   ? attribute("stroke-dasharray", fixed(k_dash, 0) + " " + fixed(k_dash_gap, 0))
                   : "") +
           "/>\n";
}

std::string svg_of(const Label& label)
{
    const char* anchor = label.anchor == Anchor::start    ? "start"
                         : label.anchor == Anchor::middle ? "middle"
                                                          : "end";
    return "<text" + attribute("x", label.at.x) + attribute("y", label.at.y) +
           attribute("font-size", label.size) + attribute("fill", colour(label.ink)) +
           attribute("text-anchor", std::string(anchor)) +
           (label.bold ? attribute("font-weight", std::string("600")) : "") + ">" +
           escaped(label.text) + "</text>\n";
}

} // namespace

std::string write_svg(const Chart& chart)
{
    const Drawing drawing = lay_out(chart);
    const std::string width = std::to_string(chart.width);
    const std::string height = std::to_string(chart.height);
    std::string svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "
                      "xmlns=\"http://www.w3.org/2000/svg\"" +
                      attribute("width", width) + attribute("height", height) +
                      attribute("viewBox", "0 0 " + width + " " + height) +
                      " font-family=\"sans-serif\" stroke-linejoin=\"round\">\n";
    svg += "<title>" + escaped(chart.stamp + (chart.stamp.empty() ? "" : ": ") + chart.title) +
           "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    for (const Frame& frame : drawing.frames) {
        svg += svg_of(frame);
    }
    for (const Stroke& stroke : drawing.strokes) {
        svg += svg_of(stroke);
    }
    for (const Label& label : drawing.labels) {
        svg += svg_of(label);
    }
    return svg + "</svg>\n";
}

} // namespace satpad::core
