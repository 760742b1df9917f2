// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_receive.h"

#include <satpad/service/satellite_site.h>

namespace satpad::cli {

using core::Expected;
namespace sat = service::sat;

namespace {

struct InitOptions
{
    service::SatelliteInit request;
    std::string launch_key = "64KiB";
};

Outcome run_init(const Context& context, InitOptions options)
{
    service::SatelliteInit& request = options.request;
    request.home = context.home_option.empty() ? service::default_homes_folder() / request.name
                                               : context.home_option;
    const auto bytes = core::image::parse_size(options.launch_key);
    if (!bytes) {
        return failed(bytes.error());
    }
    request.launch_key_bytes = *bytes;
    std::error_code none;
    fs::create_directories(request.home.parent_path(), none); // the home itself is made 0700
    const auto made = service::init_satellite(context.world, request);
    if (!made) {
        return failed(made.error());
    }
    Outcome outcome;
    json::array keys;
    outcome.text = "SIMULATED satellite " + request.name + " is set up in " +
                   request.home.string() + ", flies " + request.flies + ".\n";
    for (const service::LaunchKey& key : made->launch_keys) {
        keys.push_back(json::object{
            {"station", key.station}, {"file", key.file.string()}, {"bytes", key.bytes}});
        outcome.text += "Launch key for " + key.station + ": " + key.file.string() + ", " +
                        service::bytes_in_words(key.bytes) + "\n";
    }
    outcome.text += "At each station: satpad peer add " + made->card.string() +
                    " --address HOST:PORT, then satpad keys import its launch key.\n"
                    "Launch keys are in clear: destroy the files once they are imported.\n"
                    "Then: satpad satellite serve\n";
    outcome.json = {{"name", request.name},
        {"home", request.home.string()},
        {"simulated", true},
        {"flies", request.flies},
        {"card", made->card.string()},
        {"launch_keys", std::move(keys)}};
    return outcome;
}

/// Called from the contacts' threads.
class Watcher final : public sat::ContactWatcher
{
public:
    explicit Watcher(const Context& context)
        : m_context(context)
    {}
    void pass_began(const std::string& label, std::size_t seconds) override
    {
        m_context.say("satpad: SIMULATED pass begins: " + label + ", " + std::to_string(seconds) +
                      " s of light");
    }
    void pass_ended(const std::string& label,
        const sat::DistillReport& report,
        const std::vector<core::PadSummary>& pads) override
    {
        if (pads.empty()) {
            m_context.say("satpad: pass ended without key: " + label + ": " +
                          (report.why.empty() ? "too little of it" : report.why));
            return;
        }
        std::uint64_t pages = 0;
        for (const core::PadSummary& pad : pads) {
            pages += pad.pages;
        }
        m_context.say("satpad: pass ended: " + label + ", " + std::to_string(report.key_bits) +
                      " secure bits, " + std::to_string(pages) + " pages in two confirmed pads");
    }

private:
    const Context& m_context;
};

Outcome run_serve(const Context& context, const std::string& listen)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    service::ReceiveRequest request;
    request.listen = listen;
    Watcher watcher(context);
    return receive_until_stopped(
        context, **site, [&](service::ReceiveSignals& signals, service::ReceiveScreen& screen) {
            return service::serve_satellite(
                **site, context.world.clock, request, signals, screen, watcher);
        });
}

} // namespace

void add_satellite(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand("satellite", "A SIMULATED satellite: set it up, let it fly");
    command->require_subcommand(1);

    auto init = std::make_shared<InitOptions>();
    auto* make = command->add_subcommand(
        "init", "A satellite's home, and a launch key for each station to carry there by hand");
    make->add_option("--name", init->request.name, "Name of the satellite, also its folder")
        ->required()
        ->type_name("NAME");
    make->add_option("--listen", init->request.listen, "Where `satellite serve` listens")
        ->type_name("HOST:PORT");
    make->add_option("--station", init->request.stations, "Card of a station; one or more")
        ->required()
        ->type_name("CARD");
    make->add_option(
            "--orbit", init->request.flies, "The satellite preset it flies (default jinan-class)")
        ->type_name("NAME");
    make->add_option("--presets", init->request.presets, "More presets; copied into its home")
        ->type_name("FILE");
    make->add_option(
            "--launch-key", init->launch_key, "Key for each station, both ways (default 64KiB)")
        ->type_name("SIZE");
    make->add_option("-o,--output", init->request.out, "Folder for its card and the launch keys")
        ->required()
        ->check(CLI::ExistingDirectory)
        ->type_name("DIR");
    make->footer("Example:\n  satpad --home sat satellite init --name jinan-1 --station "
                 "beijing.card --station stellenbosch.card -o launch");
    make->callback(
        [init, &context] { context.run = [init, &context] { return run_init(context, *init); }; });

    auto listen = std::make_shared<std::string>();
    auto* serve = command->add_subcommand(
        "serve", "Answer stations: passes, and messages like any receiver; until stopped");
    serve->add_option("--listen", *listen, "Instead of the satellite's own address")
        ->type_name("HOST:PORT");
    serve->callback([listen, &context] {
        context.run = [listen, &context] { return run_serve(context, *listen); };
    });
}

} // namespace satpad::cli
