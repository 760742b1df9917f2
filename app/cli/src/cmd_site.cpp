// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <fstream>

namespace satpad::cli {
namespace {

Outcome run_show(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    const core::SiteConfig& config = (*site)->config();
    const bool simulated = config.kind == core::HomeKind::simulated;
    auto suspect = (*site)->ledger().suspect();
    if (!suspect) {
        return failed(std::move(suspect));
    }
    Outcome outcome;
    outcome.json = {{"name", config.name},
        {"id", config.id.hex()},
        {"key", (*site)->home().public_key().hex()},
        {"home", (*site)->home().paths().root.string()},
        {"listen", config.listen},
        {"simulated", simulated},
        {"passphrase", (*site)->home().has_passphrase()},
        {"suspect", *suspect},
        {"peers", config.peers.size()}};
    outcome.text = "site    " + config.name + (simulated ? "  SIMULATED" : "") + "\nid      " +
                   config.id.hex() + "\nkey     " + (*site)->home().public_key().hex() +
                   "\nhome    " + (*site)->home().paths().root.string() + "\nlisten  " +
                   config.listen + "\n";
    if (*suspect) {
        outcome.text += "This home may be a copy or a restored backup: nothing leaves by file "
                        "until a peer has recorded.\n";
    }
    return outcome;
}

Outcome run_card(const Context& context, const fs::path& out)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    const std::string card = core::format_card((*site)->card());
    Outcome outcome;
    outcome.json = {{"name", (*site)->config().name}, {"card", card}};
    if (out.empty()) {
        outcome.text = card;
        return outcome;
    }
    std::ofstream file(out, std::ios::binary | std::ios::trunc);
    file << card;
    file.close();
    if (!file) {
        return failed(core::Error{
            core::make_error_code(core::Errc::io_failed), out.string() + " cannot be written"});
    }
    outcome.json["file"] = out.string();
    outcome.text = "Card of " + (*site)->config().name + " written to " + out.string() +
                   ". It holds no secret.\n";
    return outcome;
}

} // namespace

void add_site(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand("site", "This site: what it is, and its card for peers");
    command->require_subcommand(1);
    auto* show = command->add_subcommand("show", "Name, id, public key, address");
    show->callback([&context] { context.run = [&context] { return run_show(context); }; });

    auto out = std::make_shared<fs::path>();
    auto* card = command->add_subcommand(
        "card", "Print this site's card, or write it to a file; it holds no secret");
    card->add_option("-o,--output", *out, "Write here instead of stdout")->type_name("FILE");
    card->footer("Example:\n  satpad site card -o beijing.card");
    card->callback(
        [out, &context] { context.run = [out, &context] { return run_card(context, *out); }; });
}

} // namespace satpad::cli
