// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_pass.h"
#include "contact_rows.h"

#include <satpad/service/pass_run.h>

#include <iostream>
#include <numbers>
#include <unistd.h>

namespace satpad::cli {

using core::Expected;
using core::Unexpected;
namespace sat = service::sat;

namespace {

constexpr double k_degree = std::numbers::pi / 180;

struct RunOptions
{
    PassOptions pass;
    service::SimulateRequest request;
    std::string peer;
    std::string from;
    std::string at;
    double maximum_elevation = 0; ///< 0: a real pass
    double speed = 0;
    std::string seed;
    std::string attack = "none";
    bool anyway = false;
};

/// On a terminal one line that is drawn over itself; with --json one event a line; else nothing
/// but the list.
class Screen final : public service::PassScreen
{
public:
    explicit Screen(const Context& context)
        : m_context(context)
    {}
    ~Screen() override { clear(); }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    void chosen(const service::PlannedPass& planned) override
    {
        for (const std::string& note : planned.notes) {
            m_context.say("satpad: " + note);
        }
        const std::string when = planned.pass ? " at " + service::iso8601(planned.pass->culmination)
                                              : std::string(" on an analytic orbit");
        m_context.say("SIMULATED pass of " + planned.request.satellite + " over " +
                      planned.request.station + ", highest " +
                      decimals(planned.maximum_elevation, 1) + " deg" + when + ", " +
                      std::to_string(planned.simulated.track.size()) + " s usable, sky " +
                      planned.request.sky);
    }
    void checked(const std::vector<service::GoCheck>& list) override
    {
        for (const service::GoCheck& check : list) {
            m_context.say("  " + std::string(check.go ? "go     " : "NO GO  ") +
                          column(check.what, 11, Align::left) + check.found);
        }
    }
    void second(const sat::PassSecond& now, std::size_t of) override
    {
        if (m_context.quiet) {
            return;
        }
        if (m_context.json_output) {
            std::cerr << json::serialize(event(now, of)) + "\n";
        } else if (m_context.draws_progress()) {
            std::cerr << "\r\033[K" + line(now, of);
            m_drawn = true;
        }
    }
    void phase(const std::string& phase) override
    {
        clear();
        if (m_context.json_output && !m_context.quiet) {
            std::cerr << json::serialize(json::object{{"event", "phase"}, {"phase", phase}}) + "\n";
        } else {
            m_context.say("  " + phase);
        }
    }

private:
    static json::object event(const sat::PassSecond& now, std::size_t of)
    {
        return {{"event", "second"},
            {"simulated", true},
            {"phase", "sifting"},
            {"second", now.second},
            {"of", of},
            {"elevation_deg", now.at.elevation / k_degree},
            {"azimuth_deg", now.at.azimuth / k_degree},
            {"range_km", now.at.range_km},
            {"loss_db", now.loss_db},
            {"clicks", now.clicks},
            {"sifted_bits", now.sifted},
            {"qber", now.qber},
            {"secure_bits", now.secure_bits}};
    }
    static std::string line(const sat::PassSecond& now, std::size_t of)
    {
        return "SIMULATED " + std::to_string(now.second + 1) + "/" + std::to_string(of) +
               " s  el " + decimals(now.at.elevation / k_degree, 1) + "  az " +
               decimals(now.at.azimuth / k_degree, 0) + "  " + decimals(now.at.range_km, 0) +
               " km  " + decimals(now.loss_db, 1) + " dB  " + std::to_string(now.clicks) +
               "/s  sifted " + bits_in_words(now.sifted) + "  QBER " + decimals(100 * now.qber, 2) +
               " %  secure " + bits_in_words(now.secure_bits);
    }
    void clear()
    {
        if (m_drawn) {
            std::cerr << "\r\033[K";
            m_drawn = false;
        }
    }

    const Context& m_context;
    bool m_drawn = false;
};

Expected<service::RunPassRequest> request_of(
    const Context& context, const RunOptions& options, service::Site& site)
{
    service::RunPassRequest request;
    auto peer = site.peer(options.peer);
    if (!peer) {
        return Unexpected(peer.error());
    }
    request.satellite = std::move(*peer);
    request.pass = options.request;
    request.pass.sky = options.pass.sky;
    request.pass.terminal = options.pass.terminal;
    request.pass.rules = options.pass.rules();
    request.pass.old_elements = options.pass.old();
    const auto attack = attack_of(options.attack);
    if (!attack) {
        return Unexpected(attack.error());
    }
    request.pass.attack = *attack;
    request.analytic = options.maximum_elevation > 0;
    if (request.analytic) {
        request.pass.maximum_elevation = options.maximum_elevation;
    }
    request.from = sat::Instant(std::chrono::seconds(context.world.clock.now().seconds));
    if (!options.from.empty()) {
        const auto from = service::parse_instant(options.from);
        if (!from) {
            return Unexpected(from.error());
        }
        request.from = *from;
    }
    if (!options.at.empty()) {
        const auto at = service::parse_instant(options.at);
        if (!at) {
            return Unexpected(at.error());
        }
        request.pass.at = *at;
    }
    request.speed = options.speed;
    request.anyway = options.anyway;
    if (!options.seed.empty()) {
        request.seed = std::stoull(options.seed);
    }
    return request;
}

json::array checks_json(const std::vector<service::GoCheck>& checks)
{
    json::array list;
    for (const service::GoCheck& check : checks) {
        list.push_back(
            json::object{{"what", check.what}, {"go", check.go}, {"found", check.found}});
    }
    return list;
}

json::object to_json(const service::RunPassReport& report)
{
    const service::SimulateRequest& request = report.planned.request;
    const sat::PassOutcome& outcome = report.result.outcome;
    json::array pads;
    for (const core::PadSummary& pad : report.result.pads) {
        pads.push_back(pad_json(pad));
    }
    return {{"simulated", true},
        {"station", request.station},
        {"satellite", request.satellite},
        {"max_elevation_deg", report.planned.maximum_elevation},
        {"culmination",
            report.planned.pass ? json::value(service::iso8601(report.planned.pass->culmination))
                                : json::value()},
        {"seed", report.seed},
        {"pass", report.result.pass.hex()},
        {"usable_s", outcome.usable_s},
        {"clicks", outcome.clicks},
        {"sifted_bits", outcome.sifted},
        {"qber", outcome.qber()},
        {"f_ec", outcome.efficiency()},
        {"leak_ec_bits", outcome.station.z.leaked() + outcome.station.x.leaked()},
        {"secure_bits", outcome.station.key_bits},
        {"secure_bps",
            outcome.usable_s > 0 ? static_cast<double>(outcome.station.key_bits) / outcome.usable_s
                                 : 0.0},
        {"key_after_s", outcome.key_after_s},
        {"epsilon", outcome.station.secrecy + outcome.station.correctness},
        {"tag_pages", report.result.tag_pages},
        {"reason", report.reason},
        {"checks", checks_json(report.checks)},
        {"pads", std::move(pads)}};
}

std::string text_of(const service::RunPassReport& report)
{
    const sat::PassOutcome& outcome = report.result.outcome;
    std::string text = "SIMULATED: " + std::to_string(outcome.clicks) + " clicks, " +
                       std::to_string(outcome.sifted) + " sifted, QBER " +
                       decimals(100 * outcome.qber(), 2) + " %, f " +
                       decimals(outcome.efficiency(), 3) + "\n";
    if (report.result.pads.empty()) {
        return text + "No key: " + report.reason + "\n";
    }
    text += std::to_string(outcome.station.key_bits) + " secure bits, ready " +
            decimals(outcome.key_after_s, 1) + " s after the last click; both ends hold:\n";
    for (const core::PadSummary& pad : report.result.pads) {
        text += pad_line(pad);
    }
    return text;
}

Outcome run_pass(const Context& context, const RunOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto request = request_of(context, options, **site);
    if (!request) {
        return failed(std::move(request));
    }
    const auto presets = options.pass.presets(context);
    if (!presets) {
        return failed(presets.error());
    }
    auto report = [&] {
        Screen screen(context);
        return service::run_pass_at(
            **site, context.world.clock, *presets, *request, stop_raised(), screen);
    }();
    if (!report) {
        return failed(std::move(report));
    }
    Outcome outcome;
    outcome.json = to_json(*report);
    outcome.text = text_of(*report);
    add_news(outcome, **site, report->news, request->satellite.name);
    outcome.result = {}; // the pass went well; the rest has its rows
    if (!report->news.result) {
        context.say(
            "satpad: note: after the pass: " + service::sentence(report->news.result.error()));
    }
    return outcome;
}

} // namespace

void add_pass_run(CLI::App& pass, Context& context)
{
    auto options = std::make_shared<RunOptions>();
    auto* command = pass.add_subcommand(
        "run", "Take key from the next pass of a satellite that is a peer; SIMULATED light");
    command->add_option("--satellite", options->peer, "The satellite, as a peer of this site")
        ->required()
        ->type_name("PEER");
    command
        ->add_option("--station", options->request.station, "Where this site is (default beijing)")
        ->type_name("NAME");
    command->add_option("--orbit", options->request.satellite, "What flies (default jinan-class)")
        ->type_name("NAME");
    auto* from = command->add_option(
        "--from", options->from, "The next usable pass after this time, UTC (default now)");
    from->type_name("TIME");
    auto* at = command->add_option("--at", options->at, "The pass that is up at this time, UTC")
                   ->excludes(from)
                   ->type_name("TIME");
    command
        ->add_option("--max-elevation",
            options->maximum_elevation,
            "A pass on an analytic orbit instead, with this highest elevation, degrees")
        ->check(CLI::Range(0.1, 90.0))
        ->excludes(at)
        ->excludes(from)
        ->type_name("DEG");
    command
        ->add_option("--speed",
            options->speed,
            "Simulated seconds a second (default: as fast as possible; 1 is real time)")
        ->check(CLI::Range(0.0, 1e6))
        ->type_name("X");
    command->add_option("--seed", options->seed, "Of the simulated physics (default: drawn)")
        ->check(CLI::TypeValidator<std::uint64_t>())
        ->type_name("N");
    command
        ->add_option("--attack",
            options->attack,
            "What somebody does to the light: none (default), pns, intercept[:FRACTION]")
        ->type_name("KIND");
    command->add_flag("--anyway", options->anyway, "Fly although a check says no go");
    options->pass.add_to(*command);
    command->footer(
        "Ctrl-C in mid-pass ends the light; what came down till then is kept. Needs launch key\n"
        "(satpad satellite init). Example:\n"
        "  satpad pass run --satellite jinan-1 --station beijing --max-elevation 60");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_pass(context, *options); };
    });
}

} // namespace satpad::cli
