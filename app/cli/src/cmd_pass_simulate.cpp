// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_pass.h"
#include "progress.h"

#include <satpad/service/pass_chart.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace satpad::cli {

using core::Errc;
using core::Expected;
using core::Unexpected;
namespace sat = service::sat;

namespace {

struct SimulateOptions
{
    PassOptions pass;
    service::SimulateRequest request;
    std::string at;
    std::string attack = "none";
    std::string fluctuation = "chernoff";
    std::uint64_t seed = 1;
    std::uint64_t repeat = 0; ///< 0: not given, one run and no list
    fs::path plot;
};

Expected<service::SimulateRequest> request_of(const SimulateOptions& options)
{
    service::SimulateRequest request = options.request;
    request.sky = options.pass.sky;
    request.terminal = options.pass.terminal;
    request.rules = options.pass.rules();
    request.old_elements = options.pass.old();
    if (options.fluctuation == "hoeffding") {
        request.security.fluctuation = sat::Fluctuation::hoeffding;
    }
    const auto attack = attack_of(options.attack);
    if (!attack) {
        return Unexpected(attack.error());
    }
    request.attack = *attack;
    if (!options.at.empty()) {
        const auto at = service::parse_instant(options.at);
        if (!at) {
            return Unexpected(at.error());
        }
        request.at = *at;
    }
    return request;
}

json::object to_json(const sat::BasisReport& basis)
{
    const auto counts = [](const std::array<double, sat::k_intensities>& of) {
        json::array made;
        for (const double count : of) {
            made.push_back(static_cast<std::uint64_t>(count));
        }
        return made;
    };
    return {{"clicks", counts(basis.counts.clicks)},
        {"errors", counts(basis.counts.errors)},
        {"frames", basis.frames},
        {"dropped_frames", basis.dropped},
        {"parities", basis.parities},
        {"vacuum", basis.bounds.vacuum},
        {"single", basis.bounds.single},
        {"phase_error", basis.bounds.phase_error},
        {"length_bits", basis.bounds.length}};
}

json::object to_json(const SimulateOptions& options,
    const service::PlannedPass& planned,
    const service::PassRun& run)
{
    const service::SimulateRequest& request = planned.request;
    const sat::PassOutcome& outcome = run.outcome;
    const sat::DistillReport& report = outcome.station;
    json::object made{{"simulated", true},
        {"station", request.station},
        {"satellite", request.satellite},
        {"sky", request.sky},
        {"terminal", request.terminal},
        {"attack", options.attack},
        {"seed", run.seed},
        {"culmination",
            planned.pass ? json::value(service::iso8601(planned.pass->culmination))
                         : json::value()},
        {"max_elevation_deg", planned.maximum_elevation},
        {"usable_s", outcome.usable_s},
        {"clicks", outcome.clicks},
        {"sifted_bits", outcome.sifted},
        {"qber", outcome.qber()},
        {"f_ec", outcome.efficiency()},
        {"leak_ec_bits", static_cast<std::uint64_t>(run.leaked_bits())},
        {"secure_bits", report.key_bits},
        {"secure_bps", run.bits_per_second()},
        {"key_after_s", outcome.key_after_s},
        {"reason", run.reason}};
    made["bounds"] = {
        {"z", to_json(report.z)}, {"x", to_json(report.x)}, {"fluctuation", options.fluctuation}};
    made["epsilon"] = {{"secrecy", report.secrecy}, {"correctness", report.correctness}};
    made["laser_link"] = {{"rounds", report.rounds},
        {"bytes_up", report.bytes_up},
        {"bytes_down", report.bytes_down}};
    return made;
}

std::string heading(const service::PlannedPass& planned)
{
    const service::SimulateRequest& request = planned.request;
    return "SIMULATED pass of " + request.satellite + " over " + request.station + ", highest " +
           decimals(planned.maximum_elevation, 1) + " deg" +
           (planned.pass ? " at " + service::iso8601(planned.pass->culmination)
                         : std::string(" (analytic orbit)")) +
           ", sky " + request.sky + ", " + request.terminal + " terminal\n";
}

/// "signal / decoy / vacuum".
std::string three(const std::array<double, sat::k_intensities>& of)
{
    return decimals(of[0], 0) + " / " + decimals(of[1], 0) + " / " + decimals(of[2], 0);
}

std::string basis_lines(const std::string& name, const sat::BasisReport& basis)
{
    return "  basis " + name + "   signal / decoy / vacuum: " + three(basis.counts.clicks) +
           " clicks, " + three(basis.counts.errors) +
           " wrong\n            vacuum s0 >= " + decimals(basis.bounds.vacuum, 0) +
           ", single photons s1 >= " + decimals(basis.bounds.single, 0) +
           ", phase error <= " + decimals(100 * basis.bounds.phase_error, 2) + " %\n";
}

/// Such as 5.5e-14.
std::string tiny(double value)
{
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.1e", value);
    return text.data();
}

std::string text_of(const service::PassRun& run)
{
    const sat::PassOutcome& outcome = run.outcome;
    const sat::DistillReport& report = outcome.station;
    const std::string text =
        "  usable    " + decimals(outcome.usable_s, 0) + " s, seed " + std::to_string(run.seed) +
        "\n  clicks    " + std::to_string(outcome.clicks) + ", sifted " +
        std::to_string(outcome.sifted) + " bit\n  QBER      " + decimals(100 * outcome.qber(), 3) +
        " %\n  leak      " + decimals(run.leaked_bits(), 0) +
        " bit, f = " + decimals(outcome.efficiency(), 4) + "; frames " +
        std::to_string(report.z.frames + report.x.frames) + ", dropped " +
        std::to_string(report.z.dropped + report.x.dropped) + "\n" + basis_lines("Z", report.z) +
        basis_lines("X", report.x);
    if (!report.has_key()) {
        return text + "  key       none: " + run.reason + "\n";
    }
    return text + "  key       " + std::to_string(report.key_bits) + " secure bit, " +
           decimals(run.bits_per_second(), 0) + " bit/s, ready " +
           decimals(outcome.key_after_s, 1) +
           " s after the last click\n            secret but for " + tiny(report.secrecy) +
           ", the same at both ends but for " + tiny(report.correctness) + "; stored nowhere\n";
}

std::string row_of(const service::PassRun& run)
{
    const sat::PassOutcome& outcome = run.outcome;
    const std::string text =
        column(std::to_string(run.seed), 8) + column(std::to_string(outcome.clicks), 11) +
        column(std::to_string(outcome.sifted), 11) + column(decimals(100 * outcome.qber(), 3), 9) +
        column(decimals(outcome.efficiency(), 4), 9) +
        column(std::to_string(outcome.station.key_bits), 11) +
        column(decimals(outcome.key_after_s, 1), 9);
    return text + (run.reason.empty() ? "" : "  " + run.reason) + "\n";
}

/// What `--repeat` came to: least, mean and most.
struct Summary
{
    std::uint64_t runs = 0;
    std::uint64_t with_key = 0;
    std::uint64_t least = 0;
    std::uint64_t most = 0;
    double bits = 0;
    double qber = 0;

    void take(const service::PassRun& run)
    {
        const std::uint64_t key = run.outcome.station.key_bits;
        least = runs == 0 ? key : std::min(least, key);
        most = std::max(most, key);
        ++runs;
        with_key += key != 0 ? 1 : 0;
        bits += static_cast<double>(key);
        qber += run.outcome.qber();
    }
    [[nodiscard]] json::object to_json() const
    {
        const auto count = static_cast<double>(runs);
        return {{"runs", runs},
            {"with_key", with_key},
            {"secure_bits_least", least},
            {"secure_bits_mean", bits / count},
            {"secure_bits_most", most},
            {"qber_mean", qber / count}};
    }
    [[nodiscard]] std::string text() const
    {
        const auto count = static_cast<double>(runs);
        return std::to_string(runs) + " runs, " + std::to_string(with_key) +
               " with key: " + std::to_string(least) + " to " + std::to_string(most) +
               " secure bit, on average " + decimals(bits / count, 0) + "; QBER on average " +
               decimals(100 * qber / count, 3) + " %\n";
    }
};

/// Runs them all; the first one is plotted.
Expected<void> run_all(const Context& context,
    const SimulateOptions& options,
    const service::PlannedPass& planned,
    Outcome& outcome)
{
    const std::uint64_t count = std::max<std::uint64_t>(1, options.repeat);
    const bool listed = options.repeat != 0;
    Bar bar(context, "SIMULATED pass", "s");
    json::array runs;
    Summary summary;
    outcome.text = heading(planned);
    if (listed) {
        outcome.text += "    seed     clicks     sifted   QBER %        f    key bit  ready s\n";
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto run = service::simulate(planned,
            options.seed + i,
            context.world.random,
            [&](std::uint64_t done, std::uint64_t total) {
                return bar.show(i * total + done, count * total);
            });
        if (!run) {
            return Unexpected(run.error());
        }
        if (i == 0 && !options.plot.empty()) {
            const auto chart = service::chart_of(planned, *run);
            if (auto plotted = service::write_chart(context.world.files, options.plot, chart);
                !plotted) {
                return plotted;
            }
        }
        summary.take(*run);
        runs.push_back(to_json(options, planned, *run));
        outcome.text += listed ? row_of(*run) : text_of(*run);
    }
    bar.clear();
    if (listed) {
        outcome.json = {{"runs", std::move(runs)}, {"summary", summary.to_json()}};
        outcome.text += summary.text();
    } else {
        outcome.json = std::move(runs.front().as_object());
    }
    if (!options.plot.empty()) {
        outcome.json["plot"] = options.plot.string();
        outcome.text += "  plot      " + options.plot.string() + "\n";
    }
    return {};
}

Outcome run_simulate(const Context& context, const SimulateOptions& options)
{
    const auto request = request_of(options);
    if (!request) {
        return failed(request.error());
    }
    if (!options.plot.empty()) {
        if (auto path = service::check_chart_path(options.plot); !path) {
            return failed(std::move(path));
        }
    }
    const auto presets = options.pass.presets(context);
    if (!presets) {
        return failed(presets.error());
    }
    const auto planned = service::plan_pass(*presets, *request);
    if (!planned) {
        return failed(planned.error());
    }
    for (const std::string& note : planned->notes) {
        context.say("satpad: " + note);
    }
    Outcome outcome;
    if (auto ran = run_all(context, options, *planned, outcome); !ran) {
        return failed(std::move(ran));
    }
    return outcome;
}

} // namespace

Expected<sat::Attack> attack_of(const std::string& text)
{
    static constexpr std::string_view k_intercept = "intercept";
    if (text == "none") {
        return sat::Attack{};
    }
    if (text == "pns") {
        return sat::Attack{true, 0};
    }
    if (text == k_intercept) {
        return sat::Attack{false, 1};
    }
    if (text.starts_with(std::string(k_intercept) + ":")) {
        double share = 0;
        const char* end = text.data() + text.size();
        const auto [stopped, error] =
            std::from_chars(text.data() + k_intercept.size() + 1, end, share);
        if (error == std::errc() && stopped == end && share > 0 && share <= 1) {
            return sat::Attack{false, share};
        }
    }
    return Unexpected(Errc::invalid_argument,
        "an attack is none, pns, intercept, or intercept:FRACTION with a fraction up to 1");
}

void add_pass_simulate(CLI::App& pass, Context& context)
{
    auto options = std::make_shared<SimulateOptions>();
    service::SimulateRequest& request = options->request;
    auto* command = pass.add_subcommand(
        "simulate", "Run one pass, from photons to key, without storing any; SIMULATED");
    command->add_option("--station", request.station, "Where it comes down (default beijing)")
        ->type_name("NAME");
    command->add_option("--satellite", request.satellite, "What flies (default jinan-class)")
        ->type_name("NAME");
    auto* at = command->add_option("--at", options->at, "A real pass: any moment of it, UTC")
                   ->type_name("TIME");
    command
        ->add_option("--max-elevation",
            request.maximum_elevation,
            "A pass on an analytic orbit with this highest elevation, degrees (default 88)")
        ->check(CLI::Range(0.1, 90.0))
        ->excludes(at)
        ->type_name("DEG");
    command->add_option("--seed", options->seed, "Of the simulated physics (default 1)")
        ->type_name("N");
    command
        ->add_option("--attack",
            options->attack,
            "none (default), pns (photon-number splitting), intercept[:FRACTION]")
        ->type_name("KIND");
    command->add_option("--fluctuation", options->fluctuation, "chernoff (default) or hoeffding")
        ->check(CLI::IsMember({"chernoff", "hoeffding"}))
        ->type_name("KIND");
    command
        ->add_option("--scintillation",
            request.scintillation,
            "Fading: variance of the logarithm of the light in 5 ms (default 0; 0.1 is strong)")
        ->check(CLI::Range(0.0, 4.0))
        ->type_name("X");
    command->add_option("--repeat", options->repeat, "So many runs, each with the next seed")
        ->check(CLI::Range(1, 10'000))
        ->type_name("N");
    command
        ->add_option("--plot",
            options->plot,
            "Draw elevation, rates, QBER and key of the (first) run: .png or .svg")
        ->type_name("FILE");
    options->pass.add_to(*command);
    command->footer("Examples:\n"
                    "  satpad pass simulate --sky excellent --plot pass.png\n"
                    "  satpad pass simulate --max-elevation 40 --attack intercept:0.2\n"
                    "  satpad pass simulate --station stellenbosch --at 2026-11-26T21:57:00Z");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_simulate(context, *options); };
    });
}

} // namespace satpad::cli
