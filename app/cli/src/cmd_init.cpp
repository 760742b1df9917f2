// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <satpad/service/transfer.h>

namespace satpad::cli {
namespace {

struct InitOptions
{
    std::string name;
    std::string listen;
    fs::path from;
    bool simulated = false;
};

Outcome run_init(const Context& context, const InitOptions& options)
{
    service::InitRequest request;
    request.home = context.home_option.empty() ? service::default_homes_folder() / options.name
                                               : context.home_option;
    request.name = options.name;
    request.listen = options.listen;
    request.kind = options.simulated ? core::HomeKind::simulated : core::HomeKind::real;
    std::error_code none;
    fs::create_directories(
        request.home.parent_path(), none); // parents only; the home itself is made 0700
    if (auto made = service::Site::init(context.world, request); !made) {
        return failed(std::move(made));
    }
    Outcome outcome;
    outcome.json = {
        {"name", options.name}, {"home", request.home.string()}, {"simulated", options.simulated}};
    outcome.text = "Site " + options.name + " is set up in " + request.home.string() +
                   (options.simulated ? " (SIMULATED)" : "") + ".\nNext: satpad site card -o " +
                   options.name +
                   ".card, give it to a peer and add theirs with satpad peer add.\n" +
                   "Keep this folder out of backups: a restored copy could use key twice (satpad "
                   "will notice and stop).\n";
    return outcome;
}

Outcome run_init_from(const Context& context, const InitOptions& options)
{
    auto taken = service::take_over(context.world,
        options.from,
        context.home_option,
        service::default_homes_folder(),
        [&context] { return read_passphrase(context, "Passphrase of this home: "); });
    if (!taken) {
        return failed(std::move(taken));
    }
    Outcome outcome;
    outcome.json = {{"name", taken->name},
        {"home", taken->home.string()},
        {"simulated", taken->simulated},
        {"pages", taken->pages}};
    outcome.text = "Site " + taken->name + " lives in " + taken->home.string() + " now, with " +
                   std::to_string(taken->pages) +
                   " free pages.\nDestroy the transfer file: a second home made from it would be "
                   "refused by the peers.\n"
                   "Next: satpad send something to each peer; until a peer has recorded, nothing "
                   "leaves by hand (satpad seal).\n";
    return outcome;
}

} // namespace

void add_init(CLI::App& app, Context& context)
{
    auto options = std::make_shared<InitOptions>();
    auto* command = app.add_subcommand(
        "init", "Set this site up: its home folder, identity key and empty ledger");
    auto* name = command->add_option("--name", options->name, "Name of the site, also its folder")
                     ->type_name("NAME");
    command
        ->add_option("--listen", options->listen, "Where `receive` listens (default 0.0.0.0:7740)")
        ->type_name("HOST:PORT")
        ->needs(name);
    command
        ->add_flag(
            "--simulated", options->simulated, "A home for simulated key only; fixed for ever")
        ->needs(name);
    auto* from =
        command
            ->add_option(
                "--from", options->from, "Take a site over that `home transfer` handed over")
            ->type_name("FILE");
    from->excludes(name);
    command->footer("Example:\n  satpad init --name beijing --listen 0.0.0.0:7740\n  satpad init "
                    "--from beijing.transfer");
    command->callback([options, &context] {
        if (options->name.empty() && options->from.empty()) {
            throw CLI::RequiredError("--name NAME or --from FILE");
        }
        context.run = [options, &context] {
            return options->from.empty() ? run_init(context, *options)
                                         : run_init_from(context, *options);
        };
    });
}

} // namespace satpad::cli
