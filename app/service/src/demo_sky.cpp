// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_sky.h"

#include <satpad/keyclient/courier/courier.h>

#include <algorithm>
#include <cmath>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

constexpr const char* k_name = "jinan-class-1";
constexpr double k_overhead_degrees = 88;
/// Of the relayed key, what the sender of the photos sends with.
constexpr double k_share = 0.95;

/// Pages of passes that the satellite may send with; launch key is not for relaying.
std::uint64_t pages_from(Site& satellite, const core::SiteId& station)
{
    std::uint64_t pages = 0;
    const auto left = key_left(satellite, station);
    for (const core::PadSummary& pad : left ? left->pads : std::vector<core::PadSummary>{}) {
        if (pad.direction == core::PadDirection::send && pad.origin.starts_with("pass")) {
            pages += pad.free;
        }
    }
    return pages;
}

} // namespace

Expected<std::unique_ptr<DemoSky>> DemoSky::launch(
    const World& world, const fs::path& folder, std::array<Site*, 2> sites)
{
    auto sky = std::unique_ptr<DemoSky>(new DemoSky(world));
    SatelliteInit init;
    init.home = folder / k_name;
    init.name = k_name;
    init.listen = "127.0.0.1:0";
    init.out = folder;
    init.launch_key_bytes = 4096;
    for (Site* site : sites) {
        const std::string card = core::format_card(site->card());
        init.stations.push_back(folder / (site->config().name + ".card"));
        if (auto written = core::replace_file(
                world.files, init.stations.back(), std::as_bytes(std::span(card)));
            !written) {
            return fail(std::move(written));
        }
    }
    auto presets = load_presets(world.files, {});
    auto made = init_satellite(world, init);
    if (!presets || !made) {
        return !presets ? fail(std::move(presets)) : fail(std::move(made));
    }
    sky->m_presets = std::move(*presets);
    auto satellite = Site::open(world, init.home, {});
    if (!satellite) {
        return fail(std::move(satellite));
    }
    sky->m_satellite = std::move(*satellite);
    if (auto serving = sky->serve(); !serving) {
        return fail(std::move(serving));
    }
    for (Site* site : sites) {
        if (auto given = sky->give_launch_key(*made, *site); !given) {
            return fail(std::move(given));
        }
    }
    return sky;
}

DemoSky::~DemoSky()
{
    m_signals.stop.store(true);
    if (m_serving.joinable()) {
        m_serving.join();
    }
}

Expected<void> DemoSky::serve()
{
    m_serving = std::thread([this] {
        const ReceiveRequest request{"127.0.0.1:0", 0, {}, {}};
        static_cast<void>(
            serve_satellite(*m_satellite, m_world.clock, request, m_signals, m_screen, m_nobody)
                .has_value());
        m_screen.ended();
    });
    const std::uint16_t port = m_screen.wait();
    if (port == 0) {
        return Unexpected(Errc::internal, "the demo's satellite did not start");
    }
    m_address = "127.0.0.1:" + std::to_string(port);
    return {};
}

Expected<void> DemoSky::give_launch_key(const SatelliteMade& made, Site& site)
{
    auto peer = site.add_peer(m_satellite->card(), m_address, Site::Replace::no);
    if (!peer) {
        return fail(std::move(peer));
    }
    for (const LaunchKey& key : made.launch_keys) {
        if (key.station != site.config().name) {
            continue;
        }
        if (auto taken = keyclient::courier::import(site.home(), site.ledger(), key.file); !taken) {
            return fail(std::move(taken));
        }
        return m_world.files.remove(key.file);
    }
    return Unexpected(Errc::internal, "the demo's satellite has no key for a station");
}

Expected<core::Peer> DemoSky::as_peer_of(Site& site) const
{
    return site.peer(k_name);
}

Expected<DemoPass> DemoSky::fly(
    Site& site, double speed, const std::atomic<bool>& stop, PassScreen& screen)
{
    auto satellite = as_peer_of(site);
    if (!satellite) {
        return fail(std::move(satellite));
    }
    RunPassRequest request;
    request.satellite = std::move(*satellite);
    request.pass.station = site.config().name;
    request.pass.sky = "excellent";
    request.pass.maximum_elevation = k_overhead_degrees;
    request.analytic = true;
    request.speed = speed;
    auto report = run_pass_at(site, m_world.clock, m_presets, request, stop, screen);
    if (!report) {
        return fail(std::move(report));
    }
    const sat::PassOutcome& outcome = report->result.outcome;
    if (report->result.pads.empty()) {
        return Unexpected(Errc::internal, "the demo's pass gave no key: " + report->reason);
    }
    return DemoPass{site.config().name,
        outcome.usable_s,
        outcome.clicks,
        outcome.sifted,
        outcome.qber(),
        outcome.station.key_bits};
}

Expected<std::uint64_t> DemoSky::relay(Site& asker, Site& far_end, const std::atomic<bool>& stop)
{
    const auto stopped = [&stop] {
        return stop.load() ? Expected<void>(Unexpected(Errc::cancelled, "stopped by the operator"))
                           : Expected<void>();
    };
    auto satellite = as_peer_of(asker);
    auto again = as_peer_of(far_end);
    if (!satellite || !again) {
        return fail(std::move(!satellite ? satellite : again));
    }
    const std::uint64_t there = std::min(
        pages_from(*m_satellite, asker.config().id), pages_from(*m_satellite, far_end.config().id));
    // A page authenticates what the far end is told, and a contact may want one for a tag.
    constexpr std::uint64_t k_kept = 16;
    const std::uint64_t pages =
        std::min(there > k_kept ? there - k_kept : 0, sat::k_greatest_relay_pages);
    RelayRequest request;
    request.relay = std::move(*satellite);
    request.wanted = {far_end.config().id, pages * core::k_page_bytes, k_share};
    auto asked = relay_key(asker, m_world.clock, request);
    if (!asked.result) {
        return fail(std::move(asked.result));
    }
    if (auto wanted = stopped(); !wanted) {
        return fail(std::move(wanted));
    }
    auto collected = relay_key(far_end, m_world.clock, {std::move(*again)});
    if (!collected.result) {
        return fail(std::move(collected.result));
    }
    if (auto wanted = stopped(); !wanted) {
        return fail(std::move(wanted));
    }
    // Once more, to hear that the far end holds its pads.
    auto heard = relay_key(asker, m_world.clock, {request.relay});
    if (!heard.result) {
        return fail(std::move(heard.result));
    }
    return pages;
}

double DemoSky::distance_km(const std::string& one, const std::string& other) const
{
    constexpr double k_earth_km = 6371;
    const auto a = m_presets.station(one);
    const auto b = m_presets.station(other);
    if (!a || !b) {
        return 0;
    }
    const double cosine = std::sin(a->place.latitude) * std::sin(b->place.latitude) +
                          std::cos(a->place.latitude) * std::cos(b->place.latitude) *
                              std::cos(a->place.longitude - b->place.longitude);
    return k_earth_km * std::acos(std::clamp(cosine, -1.0, 1.0));
}

} // namespace satpad::service
