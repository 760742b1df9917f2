// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"
#include "progress.h"

#include <satpad/keyclient/courier/courier.h>
#include <satpad/keyclient/intake/cut_intake.h>
#include <satpad/service/pull.h>

namespace satpad::cli {

json::object pad_json(const core::PadSummary& pad)
{
    return {{"id", pad.id.hex()},
        {"direction", core::name_of(pad.direction)},
        {"pages", pad.pages},
        {"free", pad.free},
        {"reserved", pad.reserved},
        {"spent", pad.spent},
        {"burnt", pad.burnt},
        {"handed_over", pad.handed_over},
        {"mark", pad.mark},
        {"origin", pad.origin},
        {"generator", pad.generator},
        {"simulated", pad.simulated},
        {"epsilon", pad.epsilon},
        {"suspect", pad.suspect},
        {"state", core::name_of(pad.state)}};
}

std::string pad_line(const core::PadSummary& pad)
{
    std::string text = "  " + pad.id.hex() + "  " + std::string(core::name_of(pad.direction));
    text += ": " + std::to_string(pad.free) + " free of " + std::to_string(pad.pages) + " pages";
    text += ", " + std::to_string(pad.reserved) + " reserved, " + std::to_string(pad.spent) +
            " spent, " + std::to_string(pad.burnt) + " burnt";
    if (pad.handed_over != 0) {
        text += ", " + std::to_string(pad.handed_over) + " handed over";
    }
    text += "  [" + std::string(core::name_of(pad.state)) + (pad.suspect ? ", suspect" : "") +
            "; " + pad.origin;
    if (!pad.generator.empty()) {
        text += ", generator " + pad.generator;
    }
    return text + (pad.simulated ? "; SIMULATED]\n" : "]\n");
}

namespace {

namespace courier = keyclient::courier;

struct LeftWords
{
    const char* name;
    const char* meaning;
};

LeftWords words_for(keyclient::LeftState state)
{
    switch (state) {
    case keyclient::LeftState::half:
        return {"half", "a half-written file; remove it with satpad keys close --pad ID"};
    case keyclient::LeftState::whole:
        return {"whole",
            "its taking in was cut before the ledger knew it, so nothing uses it; the same courier "
            "file or relay takes it in again, satpad keys close --pad ID removes it"};
    case keyclient::LeftState::used:
        return {"used",
            "pages of it were used, and the ledger does not know: this home came from a backup. "
            "Keep the file, it shows it"};
    case keyclient::LeftState::unreadable:
        break;
    }
    return {"unreadable", "no pad file of this home, or a damaged one"};
}

/// What is in pads/ and not in the ledger.
core::Expected<void> show_left_over(service::Site& site, Outcome& outcome)
{
    auto found = keyclient::cut_intakes(site.home(), site.ledger());
    if (!found) {
        return core::fail(std::move(found));
    }
    if (!*found) {
        outcome.json["left_over"] = nullptr;
        outcome.text += "Key is being taken in; what may be left over was not looked for.\n";
        return {};
    }
    json::array rows;
    for (const keyclient::CutIntake& left : **found) {
        const LeftWords words = words_for(left.state);
        rows.push_back({{"id", left.pad.hex()}, {"pages", left.pages}, {"state", words.name}});
        outcome.text += "  " + left.pad.hex() + "  left over, " + std::to_string(left.pages) +
                        " pages: " + words.meaning + "\n";
    }
    outcome.json["left_over"] = std::move(rows);
    return {};
}

/// What the KME says it has: beside what is held here, and never counted with it.
void add_stock(const core::Peer& peer, json::object& row, std::string& text)
{
    const auto status = service::kme_stock(peer);
    if (!status) {
        const std::string why = service::sentence(status.error());
        row["kme"] = {{"url", peer.kme->url}, {"error", why}};
        text += "  KME: " + why + "\n";
        return;
    }
    const std::uint64_t bits = status->stored_key_count * status->key_size;
    row["kme"] = {{"url", peer.kme->url},
        {"stored_bits", bits},
        {"simulated", status->simulated || peer.kme->simulated}};
    text += "  KME says it has " + std::to_string(status->stored_key_count) + " keys of " +
            std::to_string(status->key_size) + " bits (advice; satpad keys pull gets them)\n";
}

Outcome run_status(const Context& context, const std::string& only)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    std::vector<core::Peer> peers = (*site)->config().peers;
    if (!only.empty()) {
        auto peer = (*site)->peer(only);
        if (!peer) {
            return failed(std::move(peer));
        }
        peers = {*peer};
    }
    Outcome outcome;
    json::array rows;
    for (const core::Peer& peer : peers) {
        auto left = service::key_left(**site, peer.id);
        if (!left) {
            return failed(std::move(left));
        }
        json::array pads;
        outcome.text +=
            peer.name + ": " + service::bytes_in_words(left->send_pages * core::k_page_bytes) +
            " free to send, " + service::bytes_in_words(left->receive_pages * core::k_page_bytes) +
            " to receive\n";
        for (const core::PadSummary& pad : left->pads) {
            pads.push_back(pad_json(pad));
            outcome.text += pad_line(pad);
        }
        json::object row{{"name", peer.name},
            {"free_send_bytes", left->send_pages * core::k_page_bytes},
            {"free_receive_bytes", left->receive_pages * core::k_page_bytes},
            {"pads", std::move(pads)}};
        if (peer.kme) {
            add_stock(peer, row, outcome.text);
        }
        rows.push_back(std::move(row));
    }
    if (rows.empty()) {
        outcome.text = "No peer yet. Add one with its card: satpad peer add CARD\n";
    }
    outcome.json["peers"] = std::move(rows);
    if (only.empty()) {
        if (auto shown = show_left_over(**site, outcome); !shown) {
            return failed(std::move(shown));
        }
    }
    return outcome;
}

struct CourierOptions
{
    std::string peer;
    std::string bytes;
    double share = 0.5;
    fs::path entropy;
    bool again = false;
    fs::path out;
};

Outcome delivery_outcome(const service::Site& site, const courier::Delivery& delivery)
{
    Outcome outcome;
    json::array pads;
    for (const core::PadSummary& pad : delivery.pads) {
        pads.push_back(pad_json(pad));
        outcome.text += pad_line(pad);
    }
    outcome.json = {{"peer", site.name_of(delivery.peer)},
        {"batch", delivery.batch.hex()},
        {"already", delivery.already},
        {"pads", std::move(pads)}};
    return outcome;
}

Outcome run_courier(const Context& context, const CourierOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto peer = (*site)->peer(options.peer);
    if (!peer) {
        return failed(std::move(peer));
    }
    Bar bar(context, "making key");
    auto delivery = [&]() -> core::Expected<courier::Delivery> {
        if (options.again) {
            return courier::make_again((*site)->home(), (*site)->ledger(), peer->id, options.out);
        }
        auto bytes = core::image::parse_size(options.bytes);
        if (!bytes) {
            return core::fail(std::move(bytes));
        }
        courier::MakeRequest request;
        request.peer = peer->id;
        request.bytes = *bytes;
        request.send_share = options.share;
        request.out = options.out;
        if (!options.entropy.empty()) {
            request.entropy = options.entropy;
        }
        return courier::make((*site)->home(),
            (*site)->ledger(),
            request,
            [&](std::uint64_t done, std::uint64_t total) { return bar.show(done, total); });
    }();
    bar.clear();
    if (!delivery) {
        return failed(std::move(delivery));
    }
    Outcome outcome = delivery_outcome(**site, *delivery);
    outcome.json["file"] = options.out.string();
    outcome.text += "Wrote " + options.out.string() + ". It holds the key in clear: carry it to " +
                    peer->name +
                    " by hand, import it there (satpad keys import), then destroy it.\n";
    return outcome;
}

struct ImportOptions
{
    fs::path file;
    fs::path reply;
};

Outcome run_import(const Context& context, const ImportOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    core::Home& home = (*site)->home();
    auto reply = courier::is_reply(home, options.file);
    if (!reply) {
        return failed(std::move(reply));
    }
    if (*reply) {
        auto confirmed = courier::import_reply(home, (*site)->ledger(), options.file);
        if (!confirmed) {
            return failed(std::move(confirmed));
        }
        Outcome outcome = delivery_outcome(**site, *confirmed);
        outcome.text +=
            (*site)->name_of(confirmed->peer) + " has proved that it holds these pads.\n";
        return outcome;
    }
    Bar bar(context, "importing key");
    auto delivery = courier::import(
        home, (*site)->ledger(), options.file, [&](std::uint64_t done, std::uint64_t total) {
            return bar.show(done, total);
        });
    bar.clear();
    if (!delivery) {
        return failed(std::move(delivery));
    }
    Outcome outcome = delivery_outcome(**site, *delivery);
    if (!options.reply.empty()) {
        if (auto written =
                courier::write_reply(home, (*site)->ledger(), delivery->batch, options.reply);
            !written) {
            return failed(std::move(written));
        }
        outcome.json["reply"] = options.reply.string();
        outcome.text += "Give " + options.reply.string() + " back to " +
                        (*site)->name_of(delivery->peer) +
                        ": it proves the pads arrived. It holds no secret.\n";
    }
    outcome.text += delivery->already ? "This file was imported before; nothing changed.\n"
                                      : "Imported from " + (*site)->name_of(delivery->peer) +
                                            ". Destroy the file now.\n";
    return outcome;
}

struct PadOptions
{
    std::string pad;
    std::uint64_t to = 0;
};

/// Such a pad never had a page to burn.
Outcome close_left_over(service::Site& site, const core::PadId& id)
{
    if (auto closed = keyclient::close_cut_intake(site.home(), site.ledger(), id); !closed) {
        return failed(std::move(closed));
    }
    Outcome outcome;
    outcome.json = {{"pad", nullptr}, {"left_over", id.hex()}, {"burnt_pages", 0}};
    outcome.text = "Removed what was left of pad " + id.hex() +
                   ": the ledger never knew it, and no page of it was used.\n";
    return outcome;
}

Outcome run_pad(const Context& context, const PadOptions& options, bool closing)
{
    auto id = core::PadId::from_hex(options.pad);
    if (!id) {
        return failed(core::Error{
            core::make_error_code(core::Errc::unknown_pad), "'" + options.pad + "' is no pad id"});
    }
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    if (const auto known = (*site)->ledger().pad(*id);
        closing && !known && known.error().is(core::Errc::unknown_pad)) {
        return close_left_over(**site, *id);
    }
    auto burnt =
        closing ? (*site)->ledger().close(*id) : (*site)->ledger().advance(*id, options.to);
    if (!burnt) {
        return failed(std::move(burnt));
    }
    auto pad = (*site)->ledger().pad(*id);
    if (!pad) {
        return failed(std::move(pad));
    }
    Outcome outcome;
    outcome.json = {{"pad", pad_json(*pad)}, {"burnt_pages", *burnt}};
    outcome.text = std::to_string(*burnt) + " pages burnt.\n" + pad_line(*pad);
    return outcome;
}

void add_courier(CLI::App& command, Context& context)
{
    auto options = std::make_shared<CourierOptions>();
    auto* sub = command.add_subcommand("courier",
        "Make shared pads from the system's generator, keep mine, write the peer's copy to carry "
        "by hand");
    sub->add_option("--peer", options->peer, "For whom")->required()->type_name("PEER");
    auto* bytes =
        sub->add_option("--bytes", options->bytes, "Key in both pads together, such as 4MB")
            ->type_name("N");
    sub->add_option(
           "--send-share", options->share, "Part of it that this site sends with (default 0.5)")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("0..1");
    sub->add_option(
           "--entropy", options->entropy, "Mix this file in by XOR (dice, a hardware generator)")
        ->type_name("FILE");
    auto* again = sub->add_flag(
        "--again", options->again, "Write the peer's file of the newest unused delivery once more");
    again->excludes(bytes);
    sub->add_option("-o,--output", options->out, "The peer's file")->required()->type_name("FILE");
    sub->footer("Example:\n  satpad keys courier --peer stellenbosch --bytes 4MB -o pads.courier");
    sub->callback([options, bytes, &context] {
        if (!options->again && bytes->count() == 0) {
            throw CLI::RequiredError("--bytes");
        }
        context.run = [options, &context] { return run_courier(context, *options); };
    });
}

} // namespace

void add_keys(CLI::App& app, Context& context)
{
    auto* command =
        app.add_subcommand("keys", "Pads shared with peers: look, make, import, repair");
    command->require_subcommand(1);

    auto only = std::make_shared<std::string>();
    auto* status =
        command->add_subcommand("status", "Free, reserved, spent and burnt pages of every pad");
    status->add_option("--peer", *only, "Only this peer")->type_name("PEER");
    status->callback([only, &context] {
        context.run = [only, &context] { return run_status(context, *only); };
    });

    add_courier(*command, context);

    auto import = std::make_shared<ImportOptions>();
    auto* sub =
        command->add_subcommand("import", "Take a courier file, or the reply to one of ours");
    sub->add_option("file", import->file, "The file")->required()->type_name("FILE");
    sub->add_option("-o,--reply", import->reply, "Write the proof of arrival for the exporter here")
        ->type_name("REPLY");
    sub->callback([import, &context] {
        context.run = [import, &context] { return run_import(context, *import); };
    });

    auto advance = std::make_shared<PadOptions>();
    auto* forward = command->add_subcommand(
        "advance", "Burn pages up to PAGE; lifts a suspension. There is no way back");
    forward->add_option("--pad", advance->pad, "The pad")->required()->type_name("ID");
    forward->add_option("--to", advance->to, "The next page to use")->required()->type_name("PAGE");
    forward->callback([advance, &context] {
        context.run = [advance, &context] { return run_pad(context, *advance, false); };
    });

    auto closing = std::make_shared<PadOptions>();
    auto* close = command->add_subcommand(
        "close", "Burn what is free of a pad and fold it away; remove one that is left over");
    close->add_option("--pad", closing->pad, "The pad")->required()->type_name("ID");
    close->callback([closing, &context] {
        context.run = [closing, &context] { return run_pad(context, *closing, true); };
    });
}

} // namespace satpad::cli
