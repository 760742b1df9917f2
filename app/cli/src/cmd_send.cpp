// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_pull.h"
#include "contact_rows.h"
#include "progress.h"
#include "send_screen.h"

#include <satpad/service/via.h>
#include <satpad/transport/error.h>

#include <algorithm>
#include <cmath>

namespace satpad::cli {
namespace {

struct SendOptions
{
    std::vector<fs::path> files;
    std::string peer;
    ModeOptions mode;
    bool dry_run = false;
    bool pull = false;
    double pool_wait_s = 0;
    double wait_s = 30;
    std::string via;
};

json::object plan_json(const fs::path& file, const core::image::Plan& plan, const std::string& peer)
{
    json::object made{{"id", nullptr},
        {"file", file.string()},
        {"peer", peer},
        {"mode", word(plan.content.mode)},
        {"payload_bytes", plan.payload_bytes},
        {"key_bytes", plan.pages * core::k_page_bytes},
        {"pages", plan.pages},
        {"state", "planned"},
        {"elapsed_s", 0.0},
        {"metadata", travelling_metadata_json(plan)},
        {"metadata_left", left_metadata_json(plan)}};
    if (plan.content.mode != core::SendMode::exact) {
        made["codec"] = service::codec_word(plan.content.codec);
        made["sent_width"] = plan.sent_width;
        made["sent_height"] = plan.sent_height;
        made["pixels_exact"] = plan.lossless;
        made["score"] = plan.score.ssimulacra2;
        made["score_word"] = core::image::score_word(plan.score);
        made["psnr_db"] = plan.lossless ? json::value(nullptr) : json::value(plan.score.psnr_db);
        made["largest_error"] = plan.largest_error;
    }
    if (const auto saving = service::saving_of(plan)) {
        add_saving(made, *saving);
    }
    return made;
}

core::Expected<void> unless_stopped()
{
    return stop_raised().load() ? core::Expected<void>(core::Unexpected(
                                      core::Errc::cancelled, "stopped by the operator"))
                                : core::Expected<void>{};
}

std::string planned_saving(const core::image::Plan& plan)
{
    const auto saving = service::saving_of(plan);
    return saving ? ", " + service::saving_in_words(
                               saving->codec, saving->saved_bytes, plan.payload_bytes)
                  : "";
}

std::string colour_words(core::image::ColourSource source)
{
    switch (source) {
    case core::image::ColourSource::converted:
        return "; colours converted to sRGB";
    case core::image::ColourSource::approximate:
        return "; colours approximate";
    case core::image::ColourSource::ignored:
        return "; colour profile unreadable, ignored";
    case core::image::ColourSource::srgb:
        break;
    }
    return "";
}

/// What the receiver will see of a fitted picture, and how near it comes.
std::string planned_look(const core::image::Plan& plan)
{
    if (plan.content.mode == core::SendMode::exact) {
        return "";
    }
    std::string text = "; seen as " + std::to_string(plan.sent_width) + " x " +
                       std::to_string(plan.sent_height) + " pixels of " +
                       std::to_string(plan.content.width) + " x " +
                       std::to_string(plan.content.height) + ", ";
    text += plan.lossless ? std::string(core::image::score_word(plan.score))
                          : "score " + std::to_string(std::lround(plan.score.ssimulacra2)) + ", " +
                                std::string(core::image::score_word(plan.score)) + " (PSNR " +
                                std::to_string(std::lround(plan.score.psnr_db)) + " dB)";
    if (plan.largest_error > 0) {
        text += ", largest error " + std::to_string(plan.largest_error) + " of 65535";
    }
    return text + colour_words(plan.colour);
}

Outcome run_dry(const Context& context,
    service::Site& site,
    const core::Peer& peer,
    const SendOptions& options,
    const ModeOptions::Chosen& mode)
{
    auto left = service::key_left(site, peer.id);
    if (!left) {
        return failed(std::move(left));
    }
    TerminalSendScreen screen(context);
    Outcome outcome;
    json::array messages;
    std::uint64_t pages = 0;
    for (const fs::path& file : options.files) {
        auto plan =
            core::image::plan({file, mode.mode, mode.budget_bytes, mode.keep_metadata, mode.strip},
                [&](double fraction) {
                    screen.planning(file, fraction);
                    return unless_stopped();
                });
        if (!plan) {
            return failed(std::move(plan));
        }
        screen.planned(file, *plan);
        pages += plan->pages;
        messages.push_back(plan_json(file, *plan, peer.name));
        outcome.text += file.string() + ": " + std::string(word(mode.mode)) + ", " +
                        service::bytes_in_words(plan->payload_bytes) + ", would spend " +
                        std::to_string(plan->pages) + " pages (" +
                        service::bytes_in_words(plan->pages * core::k_page_bytes) + " of key)" +
                        planned_saving(*plan) + planned_look(*plan) + "\n" + metadata_lines(*plan);
    }
    screen.done();
    outcome.json["messages"] = std::move(messages);
    outcome.json["free_pages"] = left->send_pages;
    outcome.text +=
        pages <= left->send_pages
            ? std::to_string(left->send_pages - pages) + " pages would be left for " + peer.name +
                  ". Nothing was spent.\n"
            : std::to_string(pages - left->send_pages) + " pages are missing. Nothing was spent.\n";
    return outcome;
}

/// What these files need and is not here comes from this site's KME first. What it came to, as
/// `keys pull` says it.
Outcome pull_missing(const Context& context,
    service::Site& site,
    const core::Peer& peer,
    const SendOptions& options,
    const ModeOptions::Chosen& mode)
{
    auto left = service::key_left(site, peer.id);
    if (!left) {
        return failed(std::move(left));
    }
    std::uint64_t pages = 0;
    std::vector<std::uint64_t> of_messages;
    TerminalSendScreen screen(context);
    for (const fs::path& file : options.files) {
        auto plan =
            core::image::plan({file, mode.mode, mode.budget_bytes, mode.keep_metadata, mode.strip},
                [&](double fraction) {
                    screen.planning(file, fraction);
                    return unless_stopped();
                });
        if (!plan) {
            return failed(std::move(plan));
        }
        pages += plan->pages;
        of_messages.push_back(plan->pages);
    }
    screen.done();
    if (pages <= left->send_pages) {
        return {};
    }
    const std::uint64_t missing = (pages - left->send_pages) * core::k_page_bytes;
    if (auto possible = service::check_pads_reach(*left, missing, of_messages); !possible) {
        return failed(std::move(possible));
    }
    context.say("satpad: pulling " + service::bytes_in_words(missing) + " of key that is missing");
    return pull_outcome(peer, pull_from(context, site, peer, missing, options.pool_wait_s));
}

std::string summary(const service::SentFile& file, const std::string& peer)
{
    std::string text = file.file.string() + ": " + std::string(core::name_of(file.state));
    text += file.state == core::MessageState::verified ? " by " + peer : "";
    return text + ", " + std::to_string(file.pages) + " pages (" +
           service::bytes_in_words(file.pages * core::k_page_bytes) + " of key)" +
           saving_words(file) + "\n";
}

/// Who goes on with what was not verified in time.
std::string who_goes_on(const service::Site& site, const core::Peer& peer, const core::Error& error)
{
    if (error.code == make_error_code(transport::Errc::refused) ||
        error.code == make_error_code(transport::Errc::wrong_peer)) {
        return "kept in the outbox, sealed; exchange cards with " + peer.name +
               " (satpad peer add CARD --replace), then: satpad outbox retry";
    }
    return "kept in the outbox, sealed; the receiver of " + site.config().name +
           " goes on (satpad receive), or: satpad outbox retry" +
           (peer.address.empty() ? " once " + peer.name + " dials in" : "");
}

/// Left with a relay, sealed as `seal` does.
Outcome run_via(const Context& context,
    service::Site& site,
    const core::Peer& peer,
    const SendOptions& options,
    const ModeOptions::Chosen& mode)
{
    auto relay = site.peer(options.via);
    if (!relay) {
        return failed(std::move(relay));
    }
    if (options.dry_run) {
        return run_dry(context, site, peer, options, mode);
    }
    TerminalSendScreen screen(context);
    service::ViaReport report = service::send_via(site,
        context.world.clock,
        {options.files, peer, *relay, mode.mode, mode.budget_bytes, mode.keep_metadata, mode.strip},
        stop_raised(),
        screen);
    screen.done();
    const auto ways = ways_by_message(site);
    if (!ways) {
        return failed(ways.error());
    }
    Outcome outcome;
    json::array messages;
    for (const service::SentFile& file : report.files) {
        json::object row = to_json(file, peer.name);
        const auto way = ways->find(file.id);
        std::string how;
        if (way != ways->end()) {
            add_way(row, site, way->second);
            how = ", " + way_words(site, way->second);
        }
        messages.push_back(std::move(row));
        outcome.text += file.file.string() + ": sealed, " + std::to_string(file.pages) +
                        " pages (" + service::bytes_in_words(file.pages * core::k_page_bytes) +
                        " of key)" + saving_words(file) + how + "\n";
    }
    add_news(outcome, site, report.news, relay->name);
    outcome.json["messages"] = std::move(messages);
    outcome.result = std::move(report.result);
    return outcome;
}

Outcome run_send(const Context& context, const SendOptions& options)
{
    auto mode = options.mode.chosen();
    if (!mode) {
        return failed(std::move(mode));
    }
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto peer = (*site)->peer(options.peer);
    if (!peer) {
        return failed(std::move(peer));
    }
    if (options.pull) {
        if (Outcome pulled = pull_missing(context, **site, *peer, options, *mode); !pulled.result) {
            return pulled;
        }
    }
    if (!options.via.empty()) {
        return run_via(context, **site, *peer, options, *mode);
    }
    if (options.dry_run) {
        return run_dry(context, **site, *peer, options, *mode);
    }
    service::SendRequest request;
    request.files = options.files;
    request.peer = *peer;
    request.mode = mode->mode;
    request.budget_bytes = mode->budget_bytes;
    request.keep_metadata = mode->keep_metadata;
    request.strip = mode->strip;
    request.wait = std::chrono::milliseconds(static_cast<std::int64_t>(options.wait_s * 1000));
    TerminalSendScreen screen(context);
    service::SendReport report = service::send_files(**site, request, stop_raised(), screen);
    screen.done();

    Outcome outcome;
    json::array messages;
    bool all_verified = true;
    for (const service::SentFile& file : report.files) {
        messages.push_back(to_json(file, peer->name));
        outcome.text += summary(file, peer->name);
        all_verified = all_verified && file.state == core::MessageState::verified;
    }
    outcome.json["messages"] = std::move(messages);
    outcome.result = std::move(report.result);
    if (!report.files.empty() && !all_verified && !outcome.result) {
        const core::Error& error = outcome.result.error();
        const bool waits = std::ranges::any_of(report.files,
            [](const auto& file) { return file.state == core::MessageState::sealed; });
        if (waits && !error.is(core::Errc::key_already_used)) {
            outcome.result = core::Unexpected(error.code,
                (error.context.empty() ? "" : error.context + "; ") +
                    who_goes_on(**site, *peer, error));
        }
    }
    return outcome;
}

} // namespace

void add_send(CLI::App& app, Context& context)
{
    auto options = std::make_shared<SendOptions>();
    auto* command = app.add_subcommand("send",
        "Seal files under the pad and deliver them; waits until the peer has verified them");
    command->add_option("files", options->files, "What to send")->required()->type_name("FILE...");
    command->add_option("--to", options->peer, "The peer")->required()->type_name("PEER");
    options->mode.add_to(*command);
    auto* dry_run =
        command->add_flag("--dry-run", options->dry_run, "Say what it would cost; touches no key");
    auto* pull = command->add_flag(
        "--pull", options->pull, "Draw what key is missing from this site's KME first");
    pull->excludes(dry_run);
    add_pool_wait(*command, "--pull-wait", options->pool_wait_s)->needs(pull);
    auto* wait =
        command
            ->add_option(
                "--wait", options->wait_s, "Seconds to wait for the peer's answer (default 30)")
            ->check(CLI::Range(0.0, 1e6))
            ->type_name("SECONDS");
    command
        ->add_option("--via",
            options->via,
            "Leave it, sealed, with this site in one contact; the peer collects it there")
        ->excludes(wait)
        ->type_name("SITE");
    command->footer(
        "Examples:\n  satpad send photo.jpg --to stellenbosch\n  satpad send photo.jpg "
        "--to stellenbosch --budget 32KiB --dry-run\n\n"
        "Not verified in time: exit 6, the sealed message stays in the outbox and is "
        "delivered later\n"
        "with the same bytes and no new key. With --via a satellite, or a site with relay "
        "serve, keeps it for\nthe peer (satpad receive --via SITE there) and can neither "
        "read nor alter it.");
    command->callback([options, &context] {
        context.run = [options, &context] { return run_send(context, *options); };
    });
}

} // namespace satpad::cli
