// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart_layout.h"

#include <satpad/core/error.h>
#include <satpad/core/image.h>

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <cstring>

namespace satpad::core {
namespace {

using namespace chart;

/// Drawn this many times larger and shrunk: even edges at any width of line.
constexpr int k_finer = 3;
constexpr int k_shift = 4; ///< OpenCV takes coordinates in sixteenths of a pixel

/// The fonts drawn here are of strokes and know ASCII.
std::string in_ascii(const std::string& text)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> k_known{
        {{"°", "deg"}, {"–", "-"}, {"·", "*"}, {"×", "x"}, {"µ", "u"}, {"→", "->"}}};
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        if (first < 0x80) {
            made += first < 0x20 || first == 0x7f ? ' ' : text[at];
            ++at;
            continue;
        }
        std::size_t length = 1; // of the whole character
        while (at + length < text.size() &&
               (static_cast<unsigned char>(text[at + length]) & 0xc0U) == 0x80U) {
            ++length;
        }
        std::string_view shown = "?";
        for (const auto& [from, to] : k_known) {
            shown = text.compare(at, length, from) == 0 ? to : shown;
        }
        const bool after_digit = !made.empty() && made.back() >= '0' && made.back() <= '9';
        made += after_digit && shown == "deg" ? " " : "";
        made += shown;
        at += length;
    }
    return made;
}

class Canvas
{
public:
    Canvas(std::uint32_t width, std::uint32_t height)
        : m_pixels(static_cast<int>(height) * k_finer,
              static_cast<int>(width) * k_finer,
              CV_8UC3,
              cv::Scalar::all(255))
    {}
    void draw(const Frame& frame)
    {
        const Point a = frame.at;
        const Point b{a.x + frame.width, a.y + frame.height};
        draw(Stroke{
            {a, {b.x, a.y}, b, {a.x, b.y}, a}, frame.ink, frame.panel ? 1.0 : 2.0, false, false});
    }
    void draw(const Stroke& stroke)
    {
        if (!stroke.dashed) {
            polyline(stroke.points, stroke);
            return;
        }
        std::vector<Point> dash;
        double along = 0; // of the dash and the gap after it
        for (std::size_t i = 1; i < stroke.points.size(); ++i) {
            const Point& a = stroke.points[i - 1];
            const Point& b = stroke.points[i];
            const double length = std::hypot(b.x - a.x, b.y - a.y);
            for (double done = 0; done < length; done += 1) {
                const double share = done / length;
                dash.push_back({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)});
                along += 1;
                if (along >= k_dash + k_dash_gap) {
                    along = 0;
                    dash.clear();
                } else if (along >= k_dash && along < k_dash + 1) {
                    polyline(dash, stroke);
                }
            }
        }
        if (along < k_dash) {
            polyline(dash, stroke);
        }
    }
    void draw(const Label& label)
    {
        constexpr int k_font = cv::FONT_HERSHEY_SIMPLEX;
        constexpr double k_font_height = 21; // of its capitals, in pixels at scale 1
        const std::string text = in_ascii(label.text);
        const double scale = label.size * 0.68 * k_finer / k_font_height;
        const int thickness = std::max(
            1, static_cast<int>(std::lround(label.size * k_finer * (label.bold ? 0.118 : 0.085))));
        int below = 0;
        const cv::Size room = cv::getTextSize(text, k_font, scale, thickness, &below);
        const double share = label.anchor == Anchor::start ? 0.0
                             : label.anchor == Anchor::end ? 1.0
                                                           : 0.5;
        const cv::Point at(static_cast<int>(std::lround(label.at.x * k_finer - share * room.width)),
            static_cast<int>(std::lround(label.at.y * k_finer)));
        cv::putText(m_pixels, text, at, k_font, scale, colour(label.ink), thickness, cv::LINE_AA);
    }
    [[nodiscard]] image::Pixels shrunk() const
    {
        cv::Mat small;
        cv::resize(m_pixels, small, {}, 1.0 / k_finer, 1.0 / k_finer, cv::INTER_AREA);
        image::Pixels pixels{static_cast<std::uint32_t>(small.cols),
            static_cast<std::uint32_t>(small.rows),
            3,
            8,
            Bytes(small.total() * small.elemSize())};
        std::memcpy(pixels.samples.data(), small.data, pixels.samples.size());
        return pixels;
    }

private:
    /// The canvas holds RGB, the order PNG wants.
    static cv::Scalar colour(Ink ink)
    {
        const Rgb value = rgb(ink);
        return {static_cast<double>(value.red),
            static_cast<double>(value.green),
            static_cast<double>(value.blue)};
    }
    void polyline(const std::vector<Point>& points, const Stroke& stroke)
    {
        constexpr double k_unit = k_finer * (1 << k_shift);
        std::vector<cv::Point> line;
        line.reserve(points.size());
        for (const Point& point : points) {
            line.emplace_back(static_cast<int>(std::lround(point.x * k_unit)),
                static_cast<int>(std::lround(point.y * k_unit)));
        }
        const int width = std::max(1, static_cast<int>(std::lround(stroke.width * k_finer)));
        cv::polylines(m_pixels, line, false, colour(stroke.ink), width, cv::LINE_AA, k_shift);
    }

    cv::Mat m_pixels;
};

} // namespace

Expected<Bytes> render_png(const Chart& chart)
{
    constexpr std::uint32_t k_least = 200;
    constexpr std::uint32_t k_most = 4'000;
    if (chart.width < k_least || chart.width > k_most || chart.height < k_least ||
        chart.height > k_most) {
        return Unexpected(Errc::invalid_argument, "a chart has 200 to 4000 pixels each way");
    }
    try {
        const Drawing drawing = lay_out(chart);
        Canvas canvas(chart.width, chart.height);
        for (const Frame& frame : drawing.frames) {
            canvas.draw(frame);
        }
        for (const Stroke& stroke : drawing.strokes) {
            canvas.draw(stroke);
        }
        for (const Label& label : drawing.labels) {
            canvas.draw(label);
        }
        return image::encode_png(canvas.shrunk());
    } catch (const cv::Exception&) {
        return Unexpected(Errc::internal, "the chart cannot be drawn");
    }
}

} // namespace satpad::core
