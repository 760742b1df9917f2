// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_pass.h"

#include "progress.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <numbers>

namespace satpad::cli {

using core::Errc;
using core::Expected;
namespace sat = service::sat;

namespace {

constexpr double k_degree = std::numbers::pi / 180;

struct PredictOptions
{
    PassOptions pass;
    service::PredictRequest request;
    std::string from;
};

double rounded(double value, double unit)
{
    return std::round(value / unit) * unit;
}

json::object to_json(const service::PredictedPass& one)
{
    const sat::Pass& pass = one.pass;
    json::array reasons;
    for (const std::string& reason : one.reasons) {
        reasons.emplace_back(reason);
    }
    return {{"satellite", one.satellite},
        {"rise", service::iso8601(pass.rise)},
        {"culmination", service::iso8601(pass.culmination)},
        {"set", service::iso8601(pass.set)},
        {"max_elevation_deg", rounded(pass.highest.elevation / k_degree, 0.01)},
        {"azimuth_deg", rounded(pass.highest.azimuth / k_degree, 0.01)},
        {"range_km", rounded(pass.highest.range_km, 0.1)},
        {"sun_elevation_deg", rounded(pass.highest_sun / k_degree, 0.01)},
        {"usable", pass.usable()},
        {"usable_from",
            pass.usable() ? json::value(service::iso8601(pass.usable_from)) : json::value()},
        {"usable_s", rounded(one.usable_s, 0.1)},
        {"reasons", std::move(reasons)},
        {"expected_secure_bits", one.expected_bits}};
}

std::string row(const service::PredictedPass& one, int name_width)
{
    const sat::Pass& pass = one.pass;
    const auto clock = [](sat::Instant when) { return service::iso8601(when).substr(11, 8); };
    std::string text = std::string(pass.usable() ? "* " : "  ") +
                       column(one.satellite, name_width, Align::left) + "  " +
                       service::iso8601(pass.rise).substr(0, 10) + " " + clock(pass.rise) + "  " +
                       column(clock(pass.culmination), 11, Align::left) + "  " + clock(pass.set) +
                       column(decimals(pass.highest.elevation / k_degree, 1), 8) +
                       column(decimals(pass.highest.azimuth / k_degree, 0), 9) +
                       column(decimals(pass.highest_sun / k_degree, 1), 8) +
                       column(pass.usable() ? decimals(one.usable_s, 0) + " s" : "-", 8) +
                       column(pass.usable() ? bits_in_words(one.expected_bits) : "-", 12) + "  ";
    for (std::size_t i = 0; i < one.reasons.size(); ++i) {
        text += (i == 0 ? "" : ", ") + one.reasons[i];
    }
    return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
}

std::string table(const service::PredictRequest& request, const service::Prediction& found)
{
    const std::string span =
        service::iso8601(request.from) + " to " +
        service::iso8601(request.from + sat::microseconds_of(request.days * 86'400));
    if (found.passes.empty()) {
        return "No satellite rises over " + request.station + " from " + span + ".\n";
    }
    int width = 9;
    for (const service::PredictedPass& one : found.passes) {
        width = std::max(width, static_cast<int>(one.satellite.size()));
    }
    std::string text = "Passes over " + request.station + ", " + span +
                       "\nKey: expected of a SIMULATED link, sky " + request.sky + ", " +
                       request.terminal + " terminal. Degrees at the culmination.\n\n  " +
                       column("satellite", width, Align::left) +
                       "  rise (UTC)           culmination  set       max el  azimuth     Sun"
                       "  usable         key  against it\n";
    for (const service::PredictedPass& one : found.passes) {
        text += row(one, width);
    }
    return text + "\n* " + std::to_string(found.usable) + " of " +
           std::to_string(found.passes.size()) + " passes usable, " +
           bits_in_words(found.expected_bits) + " of key expected in all\n";
}

Outcome run_predict(const Context& context, PredictOptions options)
{
    service::PredictRequest& request = options.request;
    request.sky = options.pass.sky;
    request.terminal = options.pass.terminal;
    request.rules = options.pass.rules();
    request.old_elements = options.pass.old();
    request.from = sat::Instant(std::chrono::seconds(context.world.clock.now().seconds));
    if (!options.from.empty()) {
        const auto from = service::parse_instant(options.from);
        if (!from) {
            return failed(from.error());
        }
        request.from = *from;
    }
    const auto presets = options.pass.presets(context);
    if (!presets) {
        return failed(presets.error());
    }
    Bar bar(context, "looking for passes", "days");
    auto found = service::predict(*presets, request, [&](std::uint64_t done, std::uint64_t total) {
        return bar.show(done, total);
    });
    bar.clear();
    if (!found) {
        return failed(std::move(found));
    }
    for (const std::string& note : found->notes) {
        context.say("satpad: " + note);
    }
    Outcome outcome;
    json::array passes;
    for (const service::PredictedPass& one : found->passes) {
        passes.push_back(to_json(one));
    }
    outcome.json = {{"simulated", true},
        {"station", request.station},
        {"sky", request.sky},
        {"terminal", request.terminal},
        {"passes", std::move(passes)},
        {"usable_passes", found->usable},
        {"expected_secure_bits", found->expected_bits}};
    outcome.text = table(request, *found);
    return outcome;
}

void add_predict(CLI::App& pass, Context& context)
{
    auto options = std::make_shared<PredictOptions>();
    auto* command = pass.add_subcommand(
        "predict", "Coming passes over a station, which are usable, and the key to expect");
    command->add_option("--station", options->request.station, "Whose sky")
        ->required()
        ->type_name("NAME");
    command
        ->add_option("--satellite",
            options->request.satellites,
            "Only these (default: all whose elements are not too old)")
        ->type_name("NAME");
    command->add_option("--from", options->from, "UTC, such as 2026-11-26T18:00:00Z (default now)")
        ->type_name("TIME");
    command->add_option("--days", options->request.days, "How far ahead (default 3)")
        ->check(CLI::Range(0.01, 60.0))
        ->type_name("N");
    options->pass.add_to(*command);
    command->footer("Example:\n  satpad pass predict --station stellenbosch --days 7 --sky hazy\n"
                    "  satpad pass predict --station beijing --elements fresh.tle");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_predict(context, *options); };
    });
}

} // namespace

void PassOptions::add_to(CLI::App& command)
{
    command.add_option("--presets", files.presets, "Your own stations, satellites, skies (TOML)")
        ->type_name("FILE");
    command.add_option("--elements", files.elements, "Two-line element sets of satellites")
        ->type_name("FILE");
    command
        .add_option("--source",
            files.source,
            "Light source of satellites in --elements that are new (default jinan-class-1)")
        ->type_name("NAME");
    command.add_option("--sky", sky, "excellent, good (default), hazy, or one of your own")
        ->type_name("NAME");
    command.add_option("--terminal", terminal, "portable (default), observatory, or your own")
        ->type_name("NAME");
    command
        .add_option(
            "--min-elevation", minimum_elevation, "Lowest usable elevation, degrees (default 15)")
        ->check(CLI::Range(0.0, 89.0))
        ->type_name("DEG");
    command
        .add_option("--sun-below",
            sun_below,
            "Dark enough when the Sun is below this elevation, degrees (default -6)")
        ->check(CLI::Range(-90.0, 90.0))
        ->type_name("DEG");
    command.add_flag(
        "--old-elements", old_elements, "Take elements over 30 days away from the time asked");
}

Expected<sat::Presets> PassOptions::presets(const Context& context) const
{
    service::PresetFiles wanted = files;
    // No home is needed: one that is there may hold presets of its own.
    if (const auto home = context.home(); home) {
        wanted.home = *home;
    }
    return service::load_presets(context.world.files, wanted);
}

sat::PassRules PassOptions::rules() const
{
    sat::PassRules rules;
    rules.minimum_elevation = minimum_elevation * k_degree;
    rules.sun_below = sun_below * k_degree;
    return rules;
}

service::OldElements PassOptions::old() const
{
    return old_elements ? service::OldElements::taken : service::OldElements::refused;
}

std::string decimals(double value, int count)
{
    std::array<char, 64> text{};
    (void)std::snprintf(text.data(), text.size(), "%.*f", count, value);
    return text.data();
}

std::string column(const std::string& text, int width, Align align)
{
    const auto room = static_cast<std::size_t>(width);
    const std::string space(room > text.size() ? room - text.size() : 0, ' ');
    return align == Align::left ? text + space : space + text;
}

std::string bits_in_words(std::uint64_t bits)
{
    const auto value = static_cast<double>(bits);
    return bits >= 999'500 ? decimals(value / 1e6, 2) + " Mbit"
           : bits >= 1'000 ? decimals(value / 1e3, 0) + " kbit"
                           : std::to_string(bits) + " bit";
}

void add_pass(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand("pass", "Satellite passes over a station, SIMULATED");
    command->require_subcommand(1);
    add_predict(*command, context);
    add_pass_simulate(*command, context);
    add_pass_run(*command, context);
}

} // namespace satpad::cli
