// SPDX-License-Identifier: GPL-3.0-or-later
#include "context.h"
#include "remark_rows.h"
#include "send_screen.h"

#include <satpad/transport/error.h>

#include <charconv>

namespace satpad::cli {
namespace {

struct RequestOptions
{
    std::string id;
    std::string region;
    std::string budget;
    bool dry_run = false;
    double wait_s = 30;
};

/// "X,Y,W,H" in pixels.
core::Expected<core::Region> parse_region(const std::string& text)
{
    std::array<std::uint32_t, 4> numbers{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto [next, error] = std::from_chars(at, end, numbers.at(i));
        const bool is_last = i + 1 == numbers.size();
        if (error != std::errc() || (is_last ? next != end : next == end || *next != ',')) {
            return core::Unexpected(core::Errc::invalid_argument,
                "'" + text + "' is no region; say X,Y,W,H in pixels, such as 100,50,640,480");
        }
        at = is_last ? next : next + 1;
    }
    return core::Region{numbers[0], numbers[1], numbers[2], numbers[3]};
}

core::Expected<service::RequestCost> cost_of(service::Site& site, const RequestOptions& options)
{
    auto id = core::MessageId::from_hex(options.id);
    if (!id) {
        return core::Unexpected(
            core::Errc::unknown_message, "'" + options.id + "' is no message id");
    }
    std::optional<core::Region> region;
    if (!options.region.empty()) {
        auto parsed = parse_region(options.region);
        if (!parsed) {
            return core::fail(std::move(parsed));
        }
        region = *parsed;
    }
    std::uint64_t budget = 0;
    if (!options.budget.empty()) {
        auto parsed = core::image::parse_size(options.budget);
        if (!parsed) {
            return core::fail(std::move(parsed));
        }
        if (*parsed == 0) {
            return core::Unexpected(
                core::Errc::invalid_argument, "a budget has at least 128 bytes");
        }
        budget = *parsed;
    }
    return service::cost_of_request(site, *id, region, budget);
}

json::object cost_json(const service::RequestCost& cost)
{
    json::object made = request_json(cost.request);
    made["id"] = nullptr;
    made["peer"] = cost.peer.name;
    made["name"] = cost.item.name;
    made["pages"] = cost.pages;
    made["key_bytes"] = cost.pages * core::k_page_bytes;
    made["free_pages"] = cost.free_pages;
    made["answer_bytes"] = cost.answer_bytes;
    made["answer_pages"] = cost.answer_pages;
    made["answer_key_bytes"] = cost.answer_pages * core::k_page_bytes;
    made["answer_free_pages"] = cost.answer_free_pages;
    made["state"] = "planned";
    made["elapsed_s"] = 0.0;
    return made;
}

std::string cost_text(const service::RequestCost& cost)
{
    return cost.item.content.name + ", " + request_words(cost.request) +
           "\n  asking: " + std::to_string(cost.pages) + " pages of key to " + cost.peer.name +
           " (" + std::to_string(cost.free_pages) + " are free)\n  the answer: at most " +
           service::bytes_in_words(cost.answer_bytes) + ", " + std::to_string(cost.answer_pages) +
           " pages of " + cost.peer.name + "'s key for this site (" +
           std::to_string(cost.answer_free_pages) + " are left)\n";
}

core::Error kept(const core::Error& error, const std::string& peer)
{
    return {error.code,
        (error.context.empty() ? "" : error.context + "; ") +
            "the request is kept in the outbox, sealed; a receiver of this site goes on (satpad "
            "receive), or: satpad outbox retry once " +
            peer + " can be reached"};
}

Outcome run_request(const Context& context, const RequestOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    const auto cost = cost_of(**site, options);
    if (!cost) {
        return failed(cost.error());
    }
    Outcome outcome;
    json::object row = cost_json(*cost);
    outcome.text = cost_text(*cost);
    outcome.result = service::check_cost(*cost);
    if (options.dry_run || !outcome.result) {
        outcome.json["request"] = std::move(row);
        outcome.text += "Nothing was spent.\n";
        return outcome;
    }
    context.say("satpad: asking for " + cost_text(*cost));
    TerminalSendScreen screen(context);
    service::SendReport report = service::send_request(**site,
        *cost,
        std::chrono::milliseconds(static_cast<std::int64_t>(options.wait_s * 1000)),
        stop_raised(),
        screen);
    screen.done();
    for (const service::SentFile& file : report.files) {
        row["id"] = file.id.hex();
        row["state"] = core::name_of(file.state);
        row["elapsed_s"] = file.elapsed_s;
        outcome.text += "Request " + file.id.hex() + ": " +
                        (file.state == core::MessageState::verified
                                ? cost->peer.name + " has it and answers in this contact or the "
                                                    "next; see satpad inbox list"
                                : std::string(core::name_of(file.state))) +
                        "\n";
    }
    outcome.json["request"] = std::move(row);
    outcome.result = std::move(report.result);
    if (!outcome.result && !report.files.empty() &&
        report.files.front().state == core::MessageState::sealed) {
        outcome.result = core::Unexpected(kept(outcome.result.error(), cost->peer.name));
    }
    return outcome;
}

} // namespace

void add_request(CLI::App& app, Context& context)
{
    auto options = std::make_shared<RequestOptions>();
    auto* command = app.add_subcommand("request",
        "Ask the sender of a thumbnail or fitted picture for the whole picture or a part of it");
    command->add_option("id", options->id, "The picture, as inbox list shows it")
        ->required()
        ->type_name("ID");
    command
        ->add_option("--region",
            options->region,
            "Only this part, in pixels of the original (inbox list shows its size)")
        ->type_name("X,Y,W,H");
    command
        ->add_option("--budget",
            options->budget,
            "Fitted into SIZE bytes; without it the file itself, or a region at its share of it")
        ->type_name("SIZE");
    command->add_flag("--dry-run", options->dry_run, "Say what it would cost; touches no key");
    command
        ->add_option(
            "--wait", options->wait_s, "Seconds to wait until the peer has it (default 30)")
        ->check(CLI::Range(0.0, 1e6))
        ->type_name("SECONDS");
    command->footer(
        "Examples:\n  satpad request ID --dry-run\n  satpad request ID --region 100,50,640,480 "
        "--budget 16KiB\n\nThe request costs this site's key to the peer (4 or 5 pages), the answer "
        "the peer's key to this\nsite. The peer answers in the same contact or the next, with the "
        "picture or the reason why not\n(satpad inbox list). Without enough key: exit 3, nothing "
        "is spent.");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_request(context, *options); };
    });
}

} // namespace satpad::cli
