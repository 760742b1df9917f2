// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

namespace satpad::cli {
namespace {

struct InitOptions
{
    std::string name;
    std::string listen;
    bool simulated = false;
};

Outcome run_init(const Context& context, const InitOptions& options)
{
    service::InitRequest request;
    request.home = context.home_option.empty() ? service::default_homes_folder() / options.name : context.home_option;
    request.name = options.name;
    request.listen = options.listen;
    request.kind = options.simulated ? core::HomeKind::simulated : core::HomeKind::real;
    std::error_code none;
    fs::create_directories(request.home.parent_path(), none); // parents only; the home itself is made 0700
    if (auto made = service::Site::init(context.world, request); !made) {
        return failed(std::move(made));
    }
    Outcome outcome;
    outcome.json = {{"name", options.name}, {"home", request.home.string()}, {"simulated", options.simulated}};
    outcome.text = "Site " + options.name + " is set up in " + request.home.string() + (options.simulated ? " (SIMULATED)" : "")
        + ".\nNext: satpad site card -o " + options.name + ".card, give it to a peer and add theirs with satpad peer add.\n"
        + "Keep this folder out of backups: a restored copy could use key twice (satpad will notice and stop).\n";
    return outcome;
}

} // namespace

void add_init(CLI::App& app, Context& context)
{
    auto options = std::make_shared<InitOptions>();
    auto* command = app.add_subcommand("init", "Set this site up: its home folder, identity key and empty ledger");
    command->add_option("--name", options->name, "Name of the site, also its folder")->required()->type_name("NAME");
    command->add_option("--listen", options->listen, "Where `receive` listens (default 0.0.0.0:7740)")->type_name("HOST:PORT");
    command->add_flag("--simulated", options->simulated, "A home for simulated key only; fixed for ever");
    command->footer("Example:\n  satpad init --name beijing --listen 0.0.0.0:7740");
    command->callback([options, &context] { context.run = [options, &context] { return run_init(context, *options); }; });
}

} // namespace satpad::cli
