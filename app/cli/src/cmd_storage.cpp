// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <algorithm>

namespace satpad::cli {
namespace {

Outcome run_set(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto passphrase = read_passphrase(context, "New passphrase of this home: ");
    if (!passphrase) {
        return failed(std::move(passphrase));
    }
    if (context.passphrase_fd < 0) {
        auto again = read_passphrase(context, "Once more: ");
        if (!again) {
            return failed(std::move(again));
        }
        if (!std::ranges::equal(
                passphrase->view(), again->view())) { // both typed here and now: nothing to time
            return failed(core::Error{core::make_error_code(core::Errc::invalid_argument),
                "the two passphrases differ; nothing was changed"});
        }
    }
    if (auto set = (*site)->home().set_passphrase(passphrase->view()); !set) {
        return failed(std::move(set));
    }
    Outcome outcome;
    outcome.json["passphrase"] = true;
    outcome.text =
        "The storage key is wrapped by the passphrase now. Forgotten, the pads are lost.\n";
    return outcome;
}

Outcome run_remove(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    if (auto removed = (*site)->home().remove_passphrase(); !removed) {
        return failed(std::move(removed));
    }
    Outcome outcome;
    outcome.json["passphrase"] = false;
    outcome.text =
        "The storage key needs no passphrase any more; the folder's permissions protect it.\n";
    return outcome;
}

} // namespace

void add_storage(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand("storage", "How this home is protected at rest");
    command->require_subcommand(1);
    auto* passphrase =
        command->add_subcommand("passphrase", "Wrap the storage key by a passphrase, or unwrap it");
    passphrase->require_subcommand(1);
    auto* set = passphrase->add_subcommand("set",
        "Set or change it (asks, or --passphrase-fd N: the current one, if any, then the new one)");
    set->callback([&context] { context.run = [&context] { return run_set(context); }; });
    auto* remove = passphrase->add_subcommand("remove", "Remove it");
    remove->callback([&context] { context.run = [&context] { return run_remove(context); }; });
}

} // namespace satpad::cli
