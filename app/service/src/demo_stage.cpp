// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_sites.h"
#include "demo_sky.h"
#include "demo_watch.h"

#include <satpad/service/demo_stage.h>

#include <algorithm>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

/// The visitor may cut the link as often as they like.
constexpr auto k_wait = std::chrono::minutes(10);

Expected<void> go_on(const std::atomic<bool>& stop)
{
    return stop.load() ? Expected<void>(Unexpected(Errc::cancelled, "stopped by the operator"))
                       : Expected<void>();
}

bool same_content(core::FileStore& files, const fs::path& a, const fs::path& b)
{
    constexpr std::size_t k_limit = std::size_t{1} << 30;
    const auto first = core::read_file(files, a, k_limit);
    const auto second = core::read_file(files, b, k_limit);
    return first && second && *first == *second;
}

DemoPages pages_of(
    const std::vector<core::PadSummary>& pads, const core::SiteId& peer, core::PadDirection way)
{
    DemoPages all;
    for (const core::PadSummary& pad : pads) {
        if (pad.peer != peer || pad.direction != way) {
            continue; // shared with the satellite, or for the other way
        }
        all.pages += pad.pages;
        all.free += pad.free;
        all.reserved += pad.reserved;
        all.spent += pad.spent;
        all.burnt += pad.burnt;
    }
    return all;
}

} // namespace

transport::LinkSettings link_settings(const DemoLink& link)
{
    constexpr std::uint64_t k_least_window = 4200;
    transport::LinkSettings settings;
    settings.latency = std::chrono::microseconds(link.round_trip) / 2;
    settings.bytes_per_second = std::max<std::uint64_t>(link.bits_per_second / 8, 1);
    settings.stall_chance = link.loss;
    // What the link holds and a quarter of a second: a change of it is felt at once.
    const auto held = static_cast<std::uint64_t>(settings.latency.count()) + 250'000;
    settings.window = std::max(k_least_window, settings.bytes_per_second * held / 1'000'000);
    return settings;
}

struct DemoStage::Parts
{
    std::unique_ptr<DemoSites> sites;
    std::unique_ptr<DemoSky> sky; ///< serves until it goes, before the sites do
    DemoWatch watch;
    DemoWatch::Statistics statistics = [this] { return sites->link_statistics(); };
};

DemoStage::DemoStage(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{}

DemoStage::~DemoStage() = default;

Expected<std::unique_ptr<DemoStage>> DemoStage::make(core::FileStore& files,
    core::RandomSource& random,
    const core::Clock& clock,
    const fs::path& folder)
{
    auto parts = std::make_unique<Parts>();
    auto sites = DemoSites::make(files, random, clock, folder);
    if (!sites) {
        return fail(std::move(sites));
    }
    parts->sites = std::move(*sites);
    DemoSites& made = *parts->sites;
    auto sky = DemoSky::launch(made.world(), folder, {&made.sender(), &made.receiver()});
    if (!sky) {
        return fail(std::move(sky));
    }
    parts->sky = std::move(*sky);
    return std::unique_ptr<DemoStage>(new DemoStage(std::move(parts)));
}

Expected<DemoPass> DemoStage::fly(DemoEnd end, double speed, const std::atomic<bool>& stop)
{
    DemoSites& sites = *m_parts->sites;
    m_parts->watch.flying(true);
    auto pass = m_parts->sky->fly(
        end == DemoEnd::sender ? sites.sender() : sites.receiver(), speed, stop, m_parts->watch);
    m_parts->watch.flying(false);
    if (auto wanted = go_on(stop); !wanted) {
        return fail(std::move(wanted));
    }
    return pass;
}

Expected<std::uint64_t> DemoStage::relay(const std::atomic<bool>& stop)
{
    return m_parts->sky->relay(m_parts->sites->sender(), m_parts->sites->receiver(), stop);
}

Expected<void> DemoStage::start_link(const transport::LinkSettings& settings)
{
    return m_parts->sites->start_link(settings);
}

Expected<DemoPhoto> DemoStage::send(const fs::path& file,
    core::SendMode mode,
    std::uint64_t budget,
    const std::atomic<bool>& stop,
    const Sealed& sealed_hook)
{
    DemoSites& sites = *m_parts->sites;
    DemoWatch& watch = m_parts->watch;
    watch.begin_photo(mode, m_parts->statistics);
    const core::Peer& peer = sites.receiver_as_peer();
    const auto planned_from = std::chrono::system_clock::now();
    auto plan = plan_file(file, mode, budget, [&](double) { return go_on(stop); });
    if (!plan) {
        return fail(std::move(plan));
    }
    if (auto enough = check_key(sites.sender(), peer, std::span(&*plan, 1)); !enough) {
        return fail(std::move(enough));
    }
    auto sealed = seal_file(sites.sender(), peer, file, *plan, planned_from, [&](std::uint64_t) {
        watch.reserved(plan->pages);
        return go_on(stop);
    });
    if (!sealed) {
        return fail(std::move(sealed));
    }
    const fs::path bytes = sites.sender().home().paths().outbox() / (sealed->id.hex() + ".sealed");
    watch.sealed(bytes, plan->payload_bytes);
    if (auto told = sealed_hook ? sealed_hook(bytes) : Expected<void>(); !told) {
        return fail(std::move(told));
    }
    SentFile sent;
    sent.id = sealed->id;
    sent.file = file;
    sent.mode = mode;
    sent.payload_bytes = plan->payload_bytes;
    sent.pages = sealed->pages;
    sent.state = core::MessageState::sealed;
    auto photo = sites.deliver_photo(sent, k_wait, stop, watch);
    if (photo) {
        photo->same_bytes =
            mode == core::SendMode::exact && same_content(sites.files(), file, photo->arrived);
        watch.verified();
    }
    return photo;
}

Expected<DemoAgreement> DemoStage::compare()
{
    DemoSites& sites = *m_parts->sites;
    DemoAgreement found;
    found.accounted = true;
    for (Site* site : {&sites.sender(), &sites.receiver()}) {
        auto verified = site->ledger().verify();
        if (!verified) {
            return fail(std::move(verified));
        }
        found.accounted = found.accounted && verified->ok;
        if (site == &sites.sender()) {
            for (const auto way : {core::PadDirection::send, core::PadDirection::receive}) {
                const DemoPages pages = pages_of(verified->pads, sites.receiver_as_peer().id, way);
                found.sender.pages += pages.pages;
                found.sender.free += pages.free;
                found.sender.spent += pages.spent;
                found.sender.burnt += pages.burnt;
            }
        }
    }
    auto theirs = sites.sender().ledger().export_text();
    if (!theirs) {
        return fail(std::move(theirs));
    }
    auto differences = sites.receiver().ledger().compare(*theirs);
    if (!differences) {
        return fail(std::move(differences));
    }
    found.agree = differences->empty();
    return found;
}

DemoNow DemoStage::now()
{
    return m_parts->watch.now(m_parts->statistics);
}

Expected<DemoPages> DemoStage::pages(DemoEnd end)
{
    DemoSites& sites = *m_parts->sites;
    const bool sender = end == DemoEnd::sender;
    const core::SiteId& peer = sender ? sites.receiver_as_peer().id : sites.sender().config().id;
    auto left = key_left(sender ? sites.sender() : sites.receiver(), peer);
    if (!left) {
        return fail(std::move(left));
    }
    return pages_of(
        left->pads, peer, sender ? core::PadDirection::send : core::PadDirection::receive);
}

void DemoStage::change_link(const DemoLink& link)
{
    m_parts->sites->with_link(
        [&](transport::LinkProxy& proxy) { proxy.change(link_settings(link)); });
}

void DemoStage::cut_link()
{
    m_parts->sites->with_link([](transport::LinkProxy& proxy) { proxy.cut(); });
}

void DemoStage::change_one_bit()
{
    m_parts->sites->with_link([](transport::LinkProxy& proxy) { proxy.corrupt_next(); });
}

const std::string& DemoStage::satellite_name() const
{
    return m_parts->sky->name();
}

double DemoStage::distance_km() const
{
    return m_parts->sky->distance_km(
        m_parts->sites->sender().config().name, m_parts->sites->receiver().config().name);
}

transport::LinkStatistics DemoStage::stop_link()
{
    return m_parts->sites->stop_link();
}

} // namespace satpad::service
