// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"

#include <fstream>

namespace satpad::cli {
namespace {

struct ShowOptions
{
    std::uint64_t after = 0;
    std::size_t limit = 1000;
    std::string pad;
};

json::object event_json(const core::LedgerEvent& event)
{
    json::object made{{"sequence", event.sequence},
        {"time", core::iso8601(event.time)},
        {"kind", event.kind},
        {"note", event.note}};
    if (event.pad != core::PadId{}) {
        made["pad"] = event.pad.hex();
        made["first"] = event.first;
        made["count"] = event.count;
    }
    if (event.message != core::MessageId{}) {
        made["message"] = event.message.hex();
    }
    return made;
}

std::string event_line(const core::LedgerEvent& event)
{
    std::string text =
        std::to_string(event.sequence) + "  " + core::iso8601(event.time) + "  " + event.kind;
    if (event.pad != core::PadId{}) {
        text += "  pad " + event.pad.hex().substr(0, 8) + " pages " + std::to_string(event.first) +
                "+" + std::to_string(event.count);
    }
    if (event.message != core::MessageId{}) {
        text += "  message " + event.message.hex().substr(0, 8);
    }
    return text + (event.note.empty() ? "" : "  " + event.note) + "\n";
}

Outcome run_show(const Context& context, const ShowOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto events = (*site)->ledger().events(options.after, options.limit);
    if (!events) {
        return failed(std::move(events));
    }
    Outcome outcome;
    json::array rows;
    for (const core::LedgerEvent& event : *events) {
        if (!options.pad.empty() && !event.pad.hex().starts_with(options.pad)) {
            continue;
        }
        rows.push_back(event_json(event));
        outcome.text += event_line(event);
    }
    outcome.json["events"] = std::move(rows);
    return outcome;
}

Outcome run_verify(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto report = (*site)->ledger().verify();
    if (!report) {
        return failed(std::move(report));
    }
    Outcome outcome;
    json::array pads;
    for (const core::PadSummary& pad : report->pads) {
        pads.push_back({{"id", pad.id.hex()},
            {"pages", pad.pages},
            {"free", pad.free},
            {"reserved", pad.reserved},
            {"spent", pad.spent},
            {"burnt", pad.burnt},
            {"handed_over", pad.handed_over}});
    }
    outcome.json = {{"ok", report->ok},
        {"events", report->events},
        {"pads", std::move(pads)},
        {"faults", json::value_from(report->faults)}};
    outcome.text = std::to_string(report->events) + " events, " +
                   std::to_string(report->pads.size()) + " pads: " +
                   (report->ok ? "the chain holds and every page is accounted for.\n"
                               : "the ledger does NOT add up.\n");
    for (const std::string& fault : report->faults) {
        outcome.text += "  " + fault + "\n";
    }
    if (!report->ok) {
        outcome.result = core::Unexpected(
            core::Errc::home_damaged, "the ledger does not add up; see satpad ledger verify");
    }
    return outcome;
}

Outcome run_export(const Context& context, const fs::path& out)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto text = (*site)->ledger().export_text();
    if (!text) {
        return failed(std::move(text));
    }
    Outcome outcome;
    if (out.empty()) {
        outcome.json["export"] = *text;
        outcome.text = std::move(*text);
        return outcome;
    }
    std::ofstream file(out, std::ios::binary | std::ios::trunc);
    file << *text;
    file.close();
    if (!file) {
        return failed(core::Error{
            core::make_error_code(core::Errc::io_failed), out.string() + " cannot be written"});
    }
    outcome.json["file"] = out.string();
    outcome.text = "Ledger written to " + out.string() + ". It holds no key and no names.\n";
    return outcome;
}

Outcome run_compare(const Context& context, const fs::path& file)
{
    constexpr std::size_t k_limit = std::size_t{1} << 30;
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto bytes = core::read_file(context.world.files, file, k_limit);
    if (!bytes) {
        return failed(core::Error{
            core::make_error_code(core::Errc::unreadable_file), file.string() + " cannot be read"});
    }
    auto differences =
        (*site)->ledger().compare({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
    if (!differences) {
        return failed(std::move(differences));
    }
    Outcome outcome;
    json::array rows;
    for (const core::LedgerDifference& each : *differences) {
        rows.push_back({{"pad", each.where.pad.hex()},
            {"first", each.where.first},
            {"count", each.where.count},
            {"mine", each.mine},
            {"theirs", each.theirs},
            {"alarm", each.alarm}});
        outcome.text += core::describe(each.where) + ": mine " + each.mine + ", theirs " +
                        each.theirs + (each.alarm ? "  ALARM" : "") + "\n";
    }
    outcome.json = {{"ok", differences->empty()}, {"differences", std::move(rows)}};
    if (differences->empty()) {
        outcome.text = "Both ledgers agree: no page served twice.\n";
    } else {
        outcome.result = core::Unexpected(core::Errc::key_already_used,
            std::to_string(differences->size()) +
                " differences between the two ledgers; see satpad ledger compare");
    }
    return outcome;
}

} // namespace

void add_ledger(CLI::App& app, Context& context)
{
    auto* command =
        app.add_subcommand("ledger", "The durable record of what every page was used for");
    command->require_subcommand(1);

    auto options = std::make_shared<ShowOptions>();
    auto* show = command->add_subcommand("show", "Events, oldest first");
    show->add_option("--after", options->after, "Only events after this one")->type_name("N");
    show->add_option("--limit", options->limit, "At most this many (default 1000)")->type_name("N");
    show->add_option("--pad", options->pad, "Only this pad (or the start of its id)")
        ->type_name("ID");
    show->callback([options, &context] {
        context.run = [options, &context] { return run_show(context, *options); };
    });

    auto* verify = command->add_subcommand(
        "verify", "Recompute every page from the events and check the chain");
    verify->callback([&context] { context.run = [&context] { return run_verify(context); }; });

    auto out = std::make_shared<fs::path>();
    auto* export_command =
        command->add_subcommand("export", "Write the ledger for the peer to compare");
    export_command->add_option("-o,--output", *out, "Write here instead of stdout")
        ->type_name("FILE");
    export_command->callback(
        [out, &context] { context.run = [out, &context] { return run_export(context, *out); }; });

    auto file = std::make_shared<fs::path>();
    auto* compare = command->add_subcommand("compare", "Compare a peer's export with this ledger");
    compare->add_option("file", *file, "The peer's export")->required()->type_name("FILE");
    compare->callback([file, &context] {
        context.run = [file, &context] { return run_compare(context, *file); };
    });
}

} // namespace satpad::cli
