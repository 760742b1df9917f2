// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/error.h>
#include <satpad/service/pass_chart.h>

#include <cmath>
#include <numbers>

namespace satpad::service {

using core::ChartPanel;
using core::ChartSeries;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr const char* k_nothing = "no usable second";

/// Decimals without the locale's comma.
std::string tenths(double value)
{
    const long long whole = std::llround(value * 10);
    return std::to_string(whole / 10) + "." + std::to_string(std::llabs(whole % 10));
}

/// A curve over the seconds of the run.
template <typename Value>
ChartSeries curve(
    const PassRun& run, const std::string& name, ChartSeries::Tone tone, const Value& value)
{
    ChartSeries series{name, tone, {}, {}};
    for (std::size_t i = 0; i < run.seconds.size(); ++i) {
        series.x.push_back(run.seconds[i].at.seconds);
        series.y.push_back(value(i));
    }
    return series;
}

ChartPanel elevation_panel(const PassRun& run)
{
    return {"Elevation (°)",
        {curve(run,
            "",
            ChartSeries::Tone::first,
            [&](std::size_t i) { return run.seconds[i].at.elevation * 180 / std::numbers::pi; })},
        90,
        30,
        k_nothing};
}

ChartPanel rates_panel(const PassRun& run)
{
    return {"Detections (per second)",
        {curve(run,
             "clicks",
             ChartSeries::Tone::first,
             [&](std::size_t i) { return static_cast<double>(run.seconds[i].clicks); }),
            // What is sifted of a second's clicks is known in the next one.
            curve(run,
                "sifted",
                ChartSeries::Tone::second,
                [&](std::size_t i) {
                    const std::uint64_t after =
                        i + 1 < run.seconds.size() ? run.seconds[i + 1].sifted : run.outcome.sifted;
                    return static_cast<double>(after - run.seconds[i].sifted);
                })},
        0,
        0,
        k_nothing};
}

/// Without anybody on the line.
double expected_qber(const PlannedPass& planned, const sat::PassSecond& second)
{
    const sat::LinkParameters& link = planned.simulated.parameters.source;
    const double share =
        sat::efficiency(link, planned.simulated.sky, second.at.range_km, second.at.elevation);
    const double noise = sat::noise_per_gate(link, planned.simulated.sky);
    double clicks = 0;
    double errors = 0;
    for (std::size_t k = 0; k < sat::k_intensities; ++k) {
        const sat::Response one = sat::response(link, share, noise, link.intensity[k]);
        clicks += link.probability[k] * one.gain;
        errors += link.probability[k] * one.error_gain;
    }
    return clicks > 0 ? errors / clicks : 0;
}

ChartPanel qber_panel(const PlannedPass& planned, const PassRun& run)
{
    return {"QBER (%)",
        {curve(run,
             "of the link alone, each second",
             ChartSeries::Tone::reference,
             [&](std::size_t i) { return 100 * expected_qber(planned, run.seconds[i]); }),
            curve(run,
                "of all verified frames so far",
                ChartSeries::Tone::first,
                [&](std::size_t i) {
                    return run.seconds[i].qber > 0 ? 100 * run.seconds[i].qber : std::nan("");
                })},
        0,
        0,
        k_nothing};
}

ChartPanel key_panel(const PassRun& run)
{
    const double kilobits = static_cast<double>(run.outcome.station.key_bits) / 1'000;
    ChartPanel panel{"Secure key (kbit)",
        {curve(run,
             "in the end: " + tenths(kilobits),
             ChartSeries::Tone::reference,
             [&](std::size_t) { return kilobits; }),
            curve(run,
                "if the pass ended now",
                ChartSeries::Tone::first,
                [&](std::size_t i) {
                    return static_cast<double>(run.seconds[i].secure_bits) / 1'000;
                })},
        0,
        0,
        k_nothing};
    if (!run.reason.empty()) {
        panel.title += ": none, " + run.reason;
        panel.series.erase(panel.series.begin());
        panel.series.front().name.clear();
    }
    return panel;
}

std::string attack_words(const sat::Attack& attack)
{
    std::string words;
    if (attack.photon_number_splitting) {
        words += "; attack: photon-number splitting";
    }
    if (attack.intercepted > 0) {
        words += "; attack: " + tenths(100 * attack.intercepted) + " % intercepted";
    }
    return words;
}

bool has_suffix(const fs::path& path, const char* suffix)
{
    return path.extension() == suffix;
}

} // namespace

core::Chart chart_of(const PlannedPass& planned, const PassRun& run)
{
    const SimulateRequest& request = planned.request;
    core::Chart chart;
    chart.title = request.satellite + " over " + request.station;
    chart.subtitle = "sky " + request.sky + ", " + request.terminal + " terminal, highest " +
                     tenths(planned.maximum_elevation) + "°" +
                     (planned.pass ? " at " + iso8601(planned.pass->culmination)
                                   : std::string(", analytic orbit")) +
                     ", seed " + std::to_string(run.seed) + attack_words(request.attack);
    chart.stamp = "SIMULATED";
    chart.x_title = "seconds from the culmination";
    chart.panels = {
        elevation_panel(run), rates_panel(run), qber_panel(planned, run), key_panel(run)};
    return chart;
}

Expected<void> check_chart_path(const fs::path& path)
{
    if (!has_suffix(path, ".svg") && !has_suffix(path, ".png")) {
        return Unexpected(Errc::invalid_argument, "a plot is a file that ends in .png or .svg");
    }
    std::error_code none;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, none)) {
        return Unexpected(
            Errc::invalid_argument, "there is no folder " + folder.string() + " to plot into");
    }
    return {};
}

Expected<void> write_chart(core::FileStore& files, const fs::path& path, const core::Chart& chart)
{
    if (auto sound = check_chart_path(path); !sound) {
        return sound;
    }
    if (has_suffix(path, ".svg")) {
        const std::string svg = core::write_svg(chart);
        return core::replace_file(files, path, std::as_bytes(std::span(svg)));
    }
    const auto png = core::render_png(chart);
    if (!png) {
        return Unexpected(png.error());
    }
    return core::replace_file(files, path, *png);
}

} // namespace satpad::service
