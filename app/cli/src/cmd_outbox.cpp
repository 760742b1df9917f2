// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_rows.h"
#include "context.h"
#include "send_screen.h"

#include <satpad/transport/error.h>

namespace satpad::cli {
namespace {

core::Expected<std::vector<core::MessageRow>> waiting(service::Site& site)
{
    return site.ledger().messages(
        {.direction = core::MessageDirection::outgoing, .peer = {}, .open_only = true});
}

service::SentFile as_file(service::Site& site, const core::MessageRow& row)
{
    service::SentFile file;
    file.id = row.id;
    file.mode = row.mode;
    file.payload_bytes = row.payload_bytes;
    file.pages = row.pages;
    file.state = row.state;
    // A reservation under way has no note yet; a name is a comfort, not a need.
    if (const auto note = site.outbox().note(row); !row.sealed_note.empty() && note) {
        file.file = note->file;
    }
    return file;
}

Outcome run_list(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto rows = waiting(**site);
    if (!rows) {
        return failed(std::move(rows));
    }
    const auto ways = ways_by_message(**site);
    if (!ways) {
        return failed(ways.error());
    }
    Outcome outcome;
    json::array messages;
    for (const core::MessageRow& row : *rows) {
        const service::SentFile file = as_file(**site, row);
        json::object made = to_json(file, (*site)->name_of(row.peer));
        made["created"] = core::iso8601(row.created);
        std::string how;
        if (const auto way = ways->find(row.id); way != ways->end()) {
            add_way(made, **site, way->second);
            how = "  " + way_words(**site, way->second);
        }
        messages.push_back(std::move(made));
        outcome.text += row.id.hex() + "  " + std::string(core::name_of(row.state)) + "  to " +
                        (*site)->name_of(row.peer) + "  " + std::to_string(row.pages) + " pages  " +
                        file.file.string() + how + "\n";
    }
    if (messages.empty()) {
        outcome.text = "Nothing is waiting.\n";
    }
    outcome.json["messages"] = std::move(messages);
    return outcome;
}

struct RetryOptions
{
    std::string id;
    double wait_s = 30;
};

Outcome run_retry(const Context& context, const RetryOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto rows = waiting(**site);
    if (!rows) {
        return failed(std::move(rows));
    }
    if (auto swept = (*site)->outbox().sweep(); !swept) {
        return failed(std::move(swept));
    }
    std::map<core::SiteId, std::vector<service::SentFile>> by_peer;
    for (const core::MessageRow& row : *rows) {
        if (row.state != core::MessageState::reserved &&
            (options.id.empty() || row.id.hex() == options.id)) {
            by_peer[row.peer].push_back(as_file(**site, row));
        }
    }
    if (by_peer.empty() && !options.id.empty()) {
        return failed(core::Error{core::make_error_code(core::Errc::unknown_message),
            "no message " + options.id + " waits in the outbox"});
    }
    Outcome outcome;
    json::array messages;
    TerminalSendScreen screen(context);
    for (auto& [id, files] : by_peer) {
        const core::Peer* peer = (*site)->config().peer_by_id(id);
        if (peer == nullptr) {
            outcome.result = core::Unexpected(
                core::Errc::unknown_peer, "message for a site that is no peer any more");
            continue;
        }
        const auto wait =
            std::chrono::milliseconds(static_cast<std::int64_t>(options.wait_s * 1000));
        service::SendReport report =
            service::deliver(**site, *peer, std::move(files), wait, stop_raised(), screen);
        for (const service::SentFile& file : report.files) {
            messages.push_back(to_json(file, peer->name));
            outcome.text += file.id.hex() + "  " + std::string(core::name_of(file.state)) +
                            "  to " + peer->name + "\n";
        }
        if (!report.result) {
            outcome.result = std::move(report.result);
        }
    }
    screen.done();
    if (messages.empty()) {
        outcome.text = "Nothing is waiting.\n";
    }
    outcome.json["messages"] = std::move(messages);
    return outcome;
}

Outcome run_cancel(const Context& context, const std::string& text)
{
    auto id = core::MessageId::from_hex(text);
    if (!id) {
        return failed(core::Error{
            core::make_error_code(core::Errc::unknown_message), "'" + text + "' is no message id"});
    }
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto row = (*site)->ledger().message(*id);
    if (!row) {
        return failed(std::move(row));
    }
    auto begun = (*site)->outbox().cancel(*id);
    if (!begun) {
        return failed(std::move(begun));
    }
    if (auto forgotten = service::sat::forget_way_out((*site)->home(), *id); !forgotten) {
        return failed(std::move(forgotten));
    }
    // Settle at once when the peer can be reached; otherwise it stays "cancelling".
    const core::Peer* peer = (*site)->config().peer_by_id(row->peer);
    service::SentFile file = as_file(**site, *row);
    file.state = core::MessageState::cancelling;
    Outcome outcome;
    if (peer != nullptr && !peer->address.empty()) {
        TerminalSendScreen screen(context);
        constexpr auto k_try = std::chrono::milliseconds(3000);
        auto report = service::deliver(**site, *peer, {file}, k_try, stop_raised(), screen);
        file = report.files.front();
        // A peer that is away is no fault: the message stays "cancelling". Anything else is.
        if (!report.result &&
            service::exit_for(report.result.error().code) != service::Exit::network) {
            outcome.result = std::move(report.result);
        }
    }
    outcome.json["messages"] = json::array{to_json(file, (*site)->name_of(row->peer))};
    switch (file.state) {
    case core::MessageState::cancelled:
        outcome.text = "Cancelled, " + std::to_string(row->pages) + " pages burnt.\n";
        break;
    case core::MessageState::verified:
        outcome.text = "Too late to cancel: delivered.\n";
        break;
    default:
        outcome.text = "Cancelling: the sealed bytes are deleted and nothing leaves; " +
                       (*site)->name_of(row->peer) + " is told at the next contact. " +
                       std::to_string(row->pages) + " pages are burnt.\n";
    }
    return outcome;
}

} // namespace

void add_outbox(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand("outbox", "Sealed messages that wait for the peer's answer");
    command->require_subcommand(1);
    auto* list = command->add_subcommand("list", "What waits");
    list->callback([&context] { context.run = [&context] { return run_list(context); }; });

    auto retry_options = std::make_shared<RetryOptions>();
    auto* retry = command->add_subcommand("retry", "Deliver now: the same bytes, no new key");
    retry->add_option("id", retry_options->id, "Only this message")->type_name("ID");
    retry->add_option("--wait", retry_options->wait_s, "Seconds to wait (default 30)")
        ->check(CLI::Range(0.0, 1e6))
        ->type_name("SECONDS");
    retry->callback([retry_options, &context] {
        context.run = [retry_options, &context] { return run_retry(context, *retry_options); };
    });

    auto id = std::make_shared<std::string>();
    auto* cancel = command->add_subcommand(
        "cancel", "Give a message up; its pages are burnt. Too late when it was accepted");
    cancel->add_option("id", *id, "The message")->required()->type_name("ID");
    cancel->callback(
        [id, &context] { context.run = [id, &context] { return run_cancel(context, *id); }; });
}

} // namespace satpad::cli
