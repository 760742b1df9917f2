// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart_layout.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace satpad::core::chart {
namespace {

constexpr double k_left = 96;
constexpr double k_right = 40;
constexpr double k_top = 116;
constexpr double k_bottom = 84;
constexpr double k_head = 56; ///< above each panel, for its title and legend
constexpr double k_tick_size = 16;
constexpr double k_letter = 0.56; ///< a letter's usual width, of its size

struct Range
{
    double from = std::numeric_limits<double>::infinity();
    double to = -std::numeric_limits<double>::infinity();

    void take(double value)
    {
        if (std::isfinite(value)) {
            from = std::min(from, value);
            to = std::max(to, value);
        }
    }
    [[nodiscard]] bool empty() const { return from > to; }
    [[nodiscard]] double share(double value) const { return (value - from) / (to - from); }
};

/// 1, 2 or 5 times a power of ten, so that about `wanted` of them fill `span`.
double step_for(double span, double wanted)
{
    const double rough = span / wanted;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double times : {1.0, 2.0, 5.0}) {
        if (rough <= times * power * 1.0001) {
            return times * power;
        }
    }
    return 10 * power;
}

/// Thousands apart, as many decimals as the step needs.
std::string tick_text(double value, double step)
{
    const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 6);
    std::string text = fixed(value, decimals);
    const std::size_t digits = text.find('.') == std::string::npos ? text.size() : text.find('.');
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = digits; at > sign + 3;) {
        at -= 3;
        text.insert(at, " ");
    }
    return text;
}

struct Area
{
    Point at;
    double width = 0;
    double height = 0;
    [[nodiscard]] double bottom() const { return at.y + height; }
    [[nodiscard]] double right() const { return at.x + width; }
};

class Layout
{
public:
    explicit Layout(const Chart& chart)
        : m_chart(chart)
    {}
    Drawing made()
    {
        find_x();
        head();
        const auto count = static_cast<double>(std::max<std::size_t>(1, m_chart.panels.size()));
        const double each = (m_chart.height - k_top - k_bottom) / count;
        for (std::size_t i = 0; i < m_chart.panels.size(); ++i) {
            const double top = k_top + each * static_cast<double>(i) + k_head;
            const Area area{
                {k_left, top}, m_chart.width - k_left - k_right, std::max(1.0, each - k_head)};
            panel(m_chart.panels[i], area, i + 1 == m_chart.panels.size());
        }
        return std::move(m_drawing);
    }

private:
    void find_x()
    {
        for (const ChartPanel& panel : m_chart.panels) {
            for (const ChartSeries& series : panel.series) {
                for (const double x : series.x) {
                    m_x.take(x);
                }
            }
        }
        if (m_x.empty()) {
            m_x = {0, 1};
        } else if (m_x.from == m_x.to) {
            m_x = {m_x.from - 1, m_x.to + 1};
        }
    }
    void head()
    {
        text({k_left - 56, 52}, m_chart.title, 28, Ink::text, Anchor::start, true);
        text({k_left - 56, 84}, m_chart.subtitle, 17, Ink::muted);
        if (m_chart.stamp.empty()) {
            return;
        }
        constexpr double k_size = 22;
        const double width = 0.78 * k_size * static_cast<double>(m_chart.stamp.size()) + 28;
        const Point corner{m_chart.width - k_right - width, 26};
        m_drawing.frames.push_back({corner, width, 38, Ink::stamp, false});
        text({corner.x + width / 2, corner.y + 27},
            m_chart.stamp,
            k_size,
            Ink::stamp,
            Anchor::middle,
            true);
    }
    void panel(const ChartPanel& panel, const Area& area, bool last)
    {
        m_drawing.frames.push_back({area.at, area.width, area.height, Ink::grid, true});
        text({area.at.x, area.at.y - 14}, panel.title, 19, Ink::text);
        legend(panel, area);
        Range y{0, panel.top};
        for (const ChartSeries& series : panel.series) {
            std::for_each(series.y.begin(), series.y.end(), [&](double v) {
                panel.top > 0 ? void() : y.take(v);
            });
        }
        y.to = y.to > y.from ? y.to : y.from + 1;
        const double step = panel.step > 0 ? panel.step : step_for(y.to - y.from, 4);
        if (panel.top <= 0) {
            y.to = std::ceil(y.to / step - 1e-9) * step;
            y.from = std::floor(y.from / step + 1e-9) * step;
        }
        for (double value = y.from; value <= y.to + step * 1e-6; value += step) {
            across(area, y, value, step);
        }
        const double x_step = step_for(m_x.to - m_x.from, 8);
        for (double x = std::ceil(m_x.from / x_step) * x_step; x <= m_x.to; x += x_step) {
            upwards(area, x, x_step, last);
        }
        line({area.at.x, area.bottom()}, {area.right(), area.bottom()}, Ink::axis);
        line(area.at, {area.at.x, area.bottom()}, Ink::axis);
        if (last) {
            text({area.at.x + area.width / 2, area.bottom() + 56},
                m_chart.x_title,
                17,
                Ink::muted,
                Anchor::middle);
        }
        curves(panel, area, y);
    }
    void across(const Area& area, const Range& y, double value, double step)
    {
        const double at = area.bottom() - y.share(value) * area.height;
        line({area.at.x, at}, {area.right(), at}, Ink::grid);
        text({area.at.x - 10, at + k_tick_size * 0.36},
            tick_text(value, step),
            k_tick_size,
            Ink::muted,
            Anchor::end);
    }
    void upwards(const Area& area, double x, double step, bool labelled)
    {
        const double at = area.at.x + m_x.share(x) * area.width;
        line({at, area.at.y}, {at, area.bottom()}, Ink::grid);
        if (labelled) {
            text({at, area.bottom() + 26},
                tick_text(x, step),
                k_tick_size,
                Ink::muted,
                Anchor::middle);
        }
    }
    void legend(const ChartPanel& panel, const Area& area)
    {
        double right = area.right();
        for (auto series = panel.series.rbegin(); series != panel.series.rend(); ++series) {
            if (series->name.empty()) {
                continue;
            }
            // Widths are guessed: a name stays beside its sample, whatever the font.
            right -= k_letter * k_tick_size * static_cast<double>(series->name.size());
            text({right, area.at.y - 14}, series->name, k_tick_size, Ink::muted);
            right -= 10;
            Stroke sample = pen(*series);
            sample.series = false;
            sample.points = {{right - 34, area.at.y - 20}, {right, area.at.y - 20}};
            m_drawing.strokes.push_back(std::move(sample));
            right -= 34 + 24;
        }
    }
    void curves(const ChartPanel& panel, const Area& area, const Range& y)
    {
        bool drawn = false;
        for (const ChartSeries& series : panel.series) {
            Stroke stroke = pen(series);
            const std::size_t count = std::min(series.x.size(), series.y.size());
            for (std::size_t i = 0; i <= count; ++i) {
                if (i < count && std::isfinite(series.x[i]) && std::isfinite(series.y[i])) {
                    stroke.points.push_back({area.at.x + m_x.share(series.x[i]) * area.width,
                        area.bottom() - std::clamp(y.share(series.y[i]), 0.0, 1.0) * area.height});
                } else if (!stroke.points.empty()) {
                    m_drawing.strokes.push_back(stroke);
                    stroke.points.clear();
                    drawn = true;
                }
            }
        }
        if (!drawn) {
            text({area.at.x + area.width / 2, area.at.y + area.height / 2},
                panel.when_empty,
                19,
                Ink::muted,
                Anchor::middle);
        }
    }
    static Stroke pen(const ChartSeries& series)
    {
        switch (series.tone) {
        case ChartSeries::Tone::first:
            return {{}, Ink::first, 2.4, false, true};
        case ChartSeries::Tone::second:
            return {{}, Ink::second, 2.4, false, true};
        case ChartSeries::Tone::reference:
            return {{}, Ink::reference, 1.6, true, true};
        }
        return {};
    }
    void line(Point a, Point b, Ink ink)
    {
        m_drawing.strokes.push_back({{a, b}, ink, 1, false, false});
    }
    void text(Point at,
        const std::string& words,
        double size,
        Ink ink,
        Anchor anchor = Anchor::start,
        bool bold = false)
    {
        if (!words.empty()) {
            m_drawing.labels.push_back({at, words, size, ink, anchor, bold});
        }
    }

    const Chart& m_chart;
    Range m_x;
    Drawing m_drawing;
};

} // namespace

Rgb rgb(Ink ink) noexcept
{
    switch (ink) {
    case Ink::text:
        return {0x1f, 0x29, 0x33};
    case Ink::muted:
        return {0x5a, 0x67, 0x75};
    case Ink::grid:
        return {0xe6, 0xea, 0xee};
    case Ink::axis:
        return {0x9a, 0xa5, 0xb1};
    case Ink::first:
        return {0x2b, 0x6c, 0xb0};
    case Ink::second:
        return {0xc0, 0x56, 0x21};
    case Ink::reference:
        return {0x7b, 0x87, 0x94};
    case Ink::stamp:
        return {0xb0, 0x30, 0x30};
    }
    return {0, 0, 0};
}

std::string fixed(double value, int decimals)
{
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(
        text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
    std::string made(text.data(), error == std::errc() ? end : text.data());
    const bool zero = made.find_first_not_of("-0.") == std::string::npos;
    return zero && made.starts_with('-') ? made.substr(1) : made;
}

Drawing lay_out(const Chart& chart)
{
    return Layout(chart).made();
}

} // namespace satpad::core::chart
