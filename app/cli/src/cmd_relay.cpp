// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_receive.h"
#include "contact_rows.h"

#include <satpad/service/relay_run.h>

namespace satpad::cli {

using core::Errc;
namespace sat = service::sat;

namespace {

struct RelayOptions
{
    std::vector<std::string> via;
    std::string peer;
    std::string bytes;
    double share = 0.5;
    bool list = false;
    std::string close;
};

std::string_view word_of(sat::OpenRelay::Stage stage)
{
    using Stage = sat::OpenRelay::Stage;
    switch (stage) {
    case Stage::asker:
        return "asker";
    case Stage::far_end:
        return "far_end";
    case Stage::news:
        return "news";
    case Stage::given_up:
        return "given_up";
    case Stage::ordered:
        return "ordered";
    case Stage::half:
        return "half";
    case Stage::damaged:
        return "damaged";
    }
    return "damaged";
}

Outcome run_contact(const Context& context, const RelayOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    std::vector<core::Peer> relays;
    for (const std::string& name : options.via) {
        auto relay = (*site)->peer(name);
        if (!relay) {
            return failed(std::move(relay));
        }
        relays.push_back(std::move(*relay));
    }
    service::RelayRequest request{relays.front()};
    for (std::size_t i = 1; i < relays.size(); ++i) {
        request.further.push_back(relays[i].id);
    }
    if (!options.peer.empty()) {
        auto peer = (*site)->peer(options.peer);
        if (!peer) {
            return failed(std::move(peer));
        }
        auto bytes = core::image::parse_size(options.bytes);
        if (!bytes) {
            return failed(std::move(bytes));
        }
        request.wanted = service::RelayRequest::Wanted{peer->id, *bytes, options.share};
    }
    const service::ContactNews news = service::relay_key(**site, context.world.clock, request);
    Outcome outcome;
    add_news(outcome, **site, news, relays.front().name);
    if (!news.result) {
        outcome.result = news.result;
    } else if (news.relays.empty() && news.messages.empty()) {
        outcome.text = "Nothing waits at " + relays.front().name + " for this site.\n";
    }
    return outcome;
}

std::string stage_line(const service::Site& site, const sat::OpenRelay& row)
{
    using Stage = sat::OpenRelay::Stage;
    const std::string asker = site.name_of(row.asker);
    const std::string far_end = site.name_of(row.far_end);
    switch (row.stage) {
    case Stage::asker:
        return "waits for " + asker + " to prove that it holds its pads";
    case Stage::far_end:
        return "waits for " + far_end + " to fetch its key";
    case Stage::news:
        return "done; waits for " + asker + " to hear it";
    case Stage::given_up:
        return "given up (" + row.why + "); waits for " + asker + " to hear it";
    case Stage::ordered:
        return "ordered here; its end is not heard of yet";
    case Stage::half:
        return "this site's half; the relay has the other one";
    case Stage::damaged:
        return "its files cannot be read";
    }
    return {};
}

Outcome run_list(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto open = sat::open_relays((*site)->home(), (*site)->ledger());
    if (!open) {
        return failed(std::move(open));
    }
    Outcome outcome;
    json::array rows;
    for (const sat::OpenRelay& row : *open) {
        rows.push_back(json::object{{"relay", row.relay.hex()},
            {"stage", word_of(row.stage)},
            {"asker", (*site)->name_of(row.asker)},
            {"far_end", (*site)->name_of(row.far_end)},
            {"bytes", row.pages * core::k_page_bytes}});
        outcome.text += row.relay.hex() + "  " + (*site)->name_of(row.asker) + " to " +
                        (*site)->name_of(row.far_end) + ", " +
                        service::bytes_in_words(row.pages * core::k_page_bytes) + ": " +
                        stage_line(**site, row) + "\n";
    }
    if (rows.empty()) {
        outcome.text = "No relay is open at this site.\n";
    }
    outcome.json["relays"] = std::move(rows);
    return outcome;
}

Outcome run_close(const Context& context, const std::string& which)
{
    const auto id = core::BatchId::from_hex(which);
    if (!id) {
        return failed(core::Error{
            core::make_error_code(Errc::invalid_argument), "'" + which + "' is no relay's id"});
    }
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto closed = sat::close_relay((*site)->home(), (*site)->ledger(), *id);
    if (!closed) {
        return failed(std::move(closed));
    }
    Outcome outcome;
    outcome.json["relay"] = which;
    outcome.text = "Relay " + which + " is given up; what was kept of its key is gone.\n";
    return outcome;
}

void add_keys_relay(CLI::App& keys, Context& context)
{
    auto options = std::make_shared<RelayOptions>();
    auto* sub = keys.add_subcommand("relay",
        "Key with a peer through a trusted relay, which knows it; without --peer: fetch what waits "
        "there");
    auto* via = sub->add_option("--via",
                       options->via,
                       "The relay: a satellite, or a site with "
                       "satpad relay serve")
                    ->delimiter(',')
                    ->type_name("SITE[,SITE...]");
    auto* peer = sub->add_option("--peer", options->peer, "Key with whom")->type_name("PEER");
    auto* bytes =
        sub->add_option("--bytes", options->bytes, "Key in both pads together, 3 MiB at most")
            ->type_name("N");
    sub->add_option(
           "--send-share", options->share, "Part of it that this site sends with (default 0.5)")
        ->check(CLI::Range(0.0, 1.0))
        ->needs(peer)
        ->type_name("0..1");
    auto* list = sub->add_flag("--list", options->list, "Relays that are not over at this site");
    auto* close = sub->add_option("--close", options->close, "Give this one up at this site")
                      ->type_name("ID");
    peer->needs(via)->needs(bytes);
    bytes->needs(peer);
    list->excludes(via)->excludes(close);
    close->excludes(via);
    sub->footer(
        "Ask at one end, fetch at the other, hours apart if need be:\n"
        "  beijing:      satpad keys relay --via jinan-1 --peer stellenbosch --bytes 64KiB\n"
        "  stellenbosch: satpad keys relay --via jinan-1\n"
        "A contact that was cut is finished by the next one.");
    sub->callback([options, &context] {
        if (options->via.empty() && options->close.empty() && !options->list) {
            throw CLI::RequiredError("--via");
        }
        context.run = [options, &context] {
            if (options->list) {
                return run_list(context);
            }
            return options->close.empty() ? run_contact(context, *options)
                                          : run_close(context, options->close);
        };
    });
}

Outcome run_kept(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto kept = sat::kept_for_others((*site)->home());
    if (!kept) {
        return failed(std::move(kept));
    }
    Outcome outcome;
    json::array rows;
    for (const sat::KeptForOthers& row : *kept) {
        const std::string from = (*site)->name_of(row.id.from);
        const std::string to = (*site)->name_of(row.id.to);
        const std::string_view stage = row.damaged         ? "damaged"
                                       : !row.back.empty() ? "returned"
                                       : row.whole         ? "kept"
                                                           : "coming";
        const std::string_view kind = row.id.kind == sat::LeftKind::answer ? "answer" : "message";
        rows.push_back(json::object{{"id", row.id.message.hex()},
            {"kind", kind},
            {"from", from},
            {"to", to},
            {"bytes", row.bytes},
            {"stage", stage},
            {"left", core::iso8601(row.left)},
            {"why", row.back}});
        outcome.text += row.id.message.hex() + "  " + std::string(kind) + "  " + from + " to " +
                        to + "  " + service::bytes_in_words(row.bytes) + "  " + std::string(stage) +
                        (row.back.empty() ? "" : ": " + row.back) + "\n";
    }
    if (rows.empty()) {
        outcome.text = "Nothing is kept here for others.\n";
    }
    outcome.json["messages"] = std::move(rows);
    return outcome;
}

Outcome run_drop(const Context& context, const std::string& which)
{
    const auto id = core::MessageId::from_hex(which);
    if (!id) {
        return failed(core::Error{core::make_error_code(Errc::invalid_argument),
            "'" + which + "' is no message id; satpad relay list shows what is kept"});
    }
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto dropped = sat::drop_kept((*site)->home(), *id);
    if (!dropped) {
        return failed(std::move(dropped));
    }
    Outcome outcome;
    outcome.json["id"] = which;
    outcome.text = "Dropped. Its sender still has it, and hears of it at its next contact.\n";
    return outcome;
}

Outcome run_serve(const Context& context, const std::string& listen)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    service::ReceiveRequest request;
    request.listen = listen;
    return receive_until_stopped(
        context, **site, [&](service::ReceiveSignals& signals, service::ReceiveScreen& screen) {
            return service::serve_relay(**site, context.world.clock, request, signals, screen);
        });
}

} // namespace

void add_relay(CLI::App& app, Context& context)
{
    add_keys_relay(*app.get_subcommand("keys"), context);
    auto* command = app.add_subcommand(
        "relay", "A relay between other sites: for their key, which it knows, and for messages");
    command->require_subcommand(1);
    auto listen = std::make_shared<std::string>();
    auto* serve = command->add_subcommand("serve",
        "Answer stations that relay key or leave messages through this site, and messages like any "
        "receiver; until stopped");
    serve->add_option("--listen", *listen, "Instead of the site's own address")
        ->type_name("HOST:PORT");
    serve->callback([listen, &context] {
        context.run = [listen, &context] { return run_serve(context, *listen); };
    });
    auto* list = command->add_subcommand("list", "Sealed messages kept here for other sites");
    list->callback([&context] { context.run = [&context] { return run_kept(context); }; });
    auto which = std::make_shared<std::string>();
    auto* drop = command->add_subcommand(
        "drop", "Keep this message no longer; its sender hears of it, and still has it");
    drop->add_option("id", *which, "The message")->required()->type_name("ID");
    drop->callback([which, &context] {
        context.run = [which, &context] { return run_drop(context, *which); };
    });
}

} // namespace satpad::cli
