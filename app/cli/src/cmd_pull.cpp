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
    const auto wait = std::chrono::seconds(static_cast<std::int64_t>(options.wait_s));
    return pull_outcome(*peer, pull_from(context, **site, *peer, *bytes, wait));
}

} // namespace

etsi::PullResult pull_from(const Context& context,
    service::Site& site,
    const core::Peer& peer,
    std::uint64_t bytes,
    std::chrono::seconds wait)
{
    const service::StopWhen stop([] { return stop_raised().load(); });
    service::PullRequest request;
    request.peer = peer;
    request.bytes = bytes;
    request.wait = wait;
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

void add_pull(CLI::App& app, Context& context)
{
    auto options = std::make_shared<PullOptions>();
    auto* sub = app.get_subcommand("keys")->add_subcommand("pull",
        "Draw key from this site's KME (ETSI GS QKD 014); the peer fetches the same at its own");
    sub->add_option("--peer", options->peer, "Key to send to whom")->required()->type_name("PEER");
    sub->add_option("--bytes", options->bytes, "So much of it")->required()->type_name("N");
    sub->add_option("--wait",
           options->wait_s,
           "Give up when the KME's pool stays empty for so long (default: wait until Ctrl-C)")
        ->check(CLI::Range(1.0, 1e7))
        ->type_name("SECONDS");
    sub->footer("Needs satpad peer kme at both sites, and satpad receive at the peer. Ctrl-C keeps "
                "what both sites have.\nExample:\n  satpad keys pull --peer stellenbosch --bytes "
                "125kB");
    sub->callback([options, &context] {
        context.run = [options, &context] { return run_pull(context, *options); };
    });
    add_peer_kme(*app.get_subcommand("peer"), context);
}

} // namespace satpad::cli
