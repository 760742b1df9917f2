// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_pull.h"

#include "progress.h"

#include <satpad/service/stop_when.h>

#include <cmath>

namespace satpad::cli {

namespace etsi = service::etsi;

namespace {

struct PullOptions
{
    std::string peer;
    std::string bytes;
    double wait_s = 0;
    bool give_up = false;
};

class PullScreen final : public etsi::PullWatcher
{
public:
    explicit PullScreen(const Context& context)
        : m_context(context)
        , m_bar(context, "pulling key")
    {}
    void progress(std::uint64_t /*drawn*/,
        std::uint64_t agreed,
        std::uint64_t /*confirmed*/,
        std::uint64_t wanted) override
    {
        static_cast<void>(m_bar.show(agreed, wanted).has_value()); // a stop has its own way
        m_agreed = agreed;
        m_wanted = wanted;
    }
    void waiting(std::chrono::milliseconds /*pause*/,
        std::optional<std::uint64_t> bits,
        std::optional<double> seconds_left) override
    {
        std::string line = "waiting for key: " + service::bytes_in_words(m_agreed) + " of " +
                           service::bytes_in_words(m_wanted);
        if (bits) {
            line += ", the KME has " + service::bytes_in_words(*bits / 8);
        }
        if (seconds_left) {
            line += ", about " + std::to_string(std::llround(std::ceil(*seconds_left))) + " s left";
        }
        if (!m_context.draws_progress() && !m_told) {
            m_context.say("satpad: " + line + " (Ctrl-C keeps what both sites have)");
        }
        m_told = true;
        m_bar.stage(line + ";");
    }
    void remark(const std::string& sentence) override
    {
        m_bar.clear();
        m_context.say("satpad: note: " + sentence);
    }
    void clear() { m_bar.clear(); }

private:
    const Context& m_context;
    Bar m_bar;
    bool m_told = false;
    std::uint64_t m_agreed = 0;
    std::uint64_t m_wanted = 0;
};

std::uint64_t usable_bytes(const std::vector<core::PadSummary>& pads)
{
    std::uint64_t pages = 0;
    for (const core::PadSummary& pad : pads) {
        pages += pad.free;
    }
    return pages * core::k_page_bytes;
}

std::string_view word_of(core::PullSide side)
{
    return side == core::PullSide::drawer ? "drawer" : "fetcher";
}

json::object given_up_json(const etsi::GivenUpPull& given)
{
    return {{"pull", given.row.what.id.hex()},
        {"side", word_of(given.row.what.side)},
        {"begun", core::iso8601(given.row.created)},
        {"confirmed_pages", given.row.confirmed_pages},
        {"batches", given.batches},
        {"keys", given.keys},
        {"wasted_keys", given.row.wasted_keys}};
}

std::string given_up_line(const etsi::GivenUpPull& given, const core::Peer& peer)
{
    const bool drawn = given.row.what.side == core::PullSide::drawer;
    return "Given up: the pull begun " + core::iso8601(given.row.created) + ", which " +
           (drawn ? "this site" : peer.name) + " draws. " +
           service::bytes_in_words(given.row.confirmed_pages * core::k_page_bytes) +
           " of it are confirmed and stay; " + std::to_string(given.keys) +
           " keys that were in no pad are gone.\n";
}

Outcome run_give_up(const Context& context, const PullOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto peer = (*site)->peer(options.peer);
    if (!peer) {
        return failed(std::move(peer));
    }
    const etsi::GivenUpPulls given = service::give_up_pulls(**site, *peer);
    Outcome outcome;
    json::array rows;
    for (const etsi::GivenUpPull& each : given.pulls) {
        rows.push_back(given_up_json(each));
        outcome.text += given_up_line(each, *peer);
    }
    outcome.json = {{"peer", peer->name}, {"given_up", std::move(rows)}};
    outcome.result = given.result;
    if (given.pulls.empty() && given.result) {
        outcome.text = "No pull with " + peer->name + " is open.\n";
    }
    return outcome;
}

Outcome run_pull(const Context& context, const PullOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto peer = (*site)->peer(options.peer);
    if (!peer) {
        return failed(std::move(peer));
    }
    auto bytes = core::image::parse_size(options.bytes);
    if (!bytes) {
        return failed(std::move(bytes));
    }
    return pull_outcome(*peer, pull_from(context, **site, *peer, *bytes, options.wait_s));
}

} // namespace

etsi::PullResult pull_from(const Context& context,
    service::Site& site,
    const core::Peer& peer,
    std::uint64_t bytes,
    double wait_s)
{
    const service::StopWhen stop([] { return stop_raised().load(); });
    service::PullRequest request;
    request.peer = peer;
    request.bytes = bytes;
    request.wait = std::chrono::seconds(static_cast<std::int64_t>(wait_s));
    request.stop = stop.token();
    PullScreen screen(context);
    etsi::PullResult result = service::pull_key(site, context.world.clock, request, screen);
    screen.clear();
    return result;
}

Outcome pull_outcome(const core::Peer& peer, const etsi::PullResult& result)
{
    Outcome outcome;
    json::array pads;
    std::uint64_t pages = 0;
    bool simulated = false;
    std::string lines;
    for (const core::PadSummary& pad : result.pads) {
        pages += pad.pages;
        simulated = simulated || pad.simulated;
        pads.push_back(pad_json(pad));
        lines += pad_line(pad);
    }
    const core::PullRow& row = result.row;
    const bool begun = row.what.id != core::BatchId{};
    outcome.json = {{"pull", begun ? json::value(row.what.id.hex()) : json::value(nullptr)},
        {"peer", peer.name},
        {"bytes", usable_bytes(result.pads)},
        {"pages", pages},
        {"pads", std::move(pads)},
        {"drawn_keys", row.drawn_keys},
        {"lost_keys", row.lost_keys},
        {"wasted_keys", row.wasted_keys},
        {"refused_keys", row.refused_keys},
        {"simulated", simulated},
        {"stopped", result.stopped}};
    outcome.text = service::bytes_in_words(usable_bytes(result.pads)) + " of key to send to " +
                   peer.name + (simulated ? ", SIMULATED" : "") + ", confirmed by both sites.\n" +
                   lines;
    if (row.lost_keys + row.wasted_keys + row.refused_keys != 0) {
        outcome.text += std::to_string(row.drawn_keys) + " keys were drawn; " +
                        std::to_string(row.lost_keys) + " were lost on the way, " +
                        std::to_string(row.wasted_keys) + " wasted, " +
                        std::to_string(row.refused_keys) + " refused.\n";
    }
    outcome.result = result.result;
    return outcome;
}

CLI::Option* add_pool_wait(CLI::App& command, const char* name, double& seconds)
{
    return command
        .add_option(name,
            seconds,
            "Give up when the KME's pool stays empty for so long (default: wait until Ctrl-C)")
        ->check(CLI::Range(1.0, 1e7))
        ->type_name("SECONDS");
}

void add_pull(CLI::App& app, Context& context)
{
    auto options = std::make_shared<PullOptions>();
    auto* sub = app.get_subcommand("keys")->add_subcommand("pull",
        "Draw key from this site's KME (ETSI GS QKD 014); the peer fetches the same at its own");
    sub->add_option("--peer", options->peer, "Key to send to whom")->required()->type_name("PEER");
    auto* bytes = sub->add_option("--bytes", options->bytes, "So much of it")->type_name("N");
    auto* wait = add_pool_wait(*sub, "--wait", options->wait_s);
    sub->add_flag("--give-up",
           options->give_up,
           "Close what is open with the peer here; what is confirmed stays, the rest is gone")
        ->excludes(bytes)
        ->excludes(wait);
    sub->footer("Needs satpad peer kme at both sites, and satpad receive at the peer. Ctrl-C keeps "
                "what both sites have.\nExample:\n  satpad keys pull --peer stellenbosch --bytes "
                "125kB");
    sub->callback([options, bytes, &context] {
        if (!options->give_up && bytes->count() == 0) {
            throw CLI::RequiredError("--bytes");
        }
        context.run = [options, &context] {
            return options->give_up ? run_give_up(context, *options) : run_pull(context, *options);
        };
    });
    add_peer_kme(*app.get_subcommand("peer"), context);
}

} // namespace satpad::cli
