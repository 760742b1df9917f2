// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <satpad/service/transfer.h>

namespace satpad::cli {
namespace {

Outcome run_transfer(const Context& context, const fs::path& file)
{
    auto root = context.home();
    if (!root) {
        return failed(std::move(root));
    }
    auto done = service::hand_over(
        context.world,
        *root,
        [&context] { return read_passphrase(context, "Passphrase of this home: "); },
        file);
    if (!done) {
        return failed(std::move(done));
    }
    Outcome outcome;
    outcome.json = {{"name", done->name},
        {"file", file.string()},
        {"bytes", done->moved.bytes},
        {"pages", done->moved.pages},
        {"pads", done->moved.pads},
        {"inbox_files", done->moved.inbox_files},
        {"passphrase", done->wrapped}};
    outcome.text = "Site " + done->name + " is handed over: " + std::to_string(done->moved.pages) +
                   " free pages went into " + file.string() +
                   " and are erased here; this home is locked for ever.\n" +
                   (done->wrapped ? "The file holds the site's identity and the opened images in "
                                    "clear; the passphrase protects its pages.\n"
                                  : "The file holds key in clear: whoever reads it reads what this "
                                    "site will send.\n") +
                   "Carry it by hand, run there: satpad init --from FILE, then destroy the file. "
                   "Take it over once only.\n";
    return outcome;
}

} // namespace

void add_home(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand("home", "Move this site to another computer");
    command->require_subcommand(1);
    auto file = std::make_shared<fs::path>();
    auto* transfer = command->add_subcommand(
        "transfer", "Hand everything over into one file and lock this home for ever");
    transfer->add_option("-o,--output", *file, "The transfer file, to be carried by hand")
        ->required()
        ->type_name("FILE");
    transfer->footer("Example:\n  satpad home transfer -o /media/stick/beijing.transfer\n  satpad "
                     "init --from /media/stick/beijing.transfer");
    transfer->callback([file, &context] {
        context.run = [file, &context] { return run_transfer(context, *file); };
    });
}

} // namespace satpad::cli
