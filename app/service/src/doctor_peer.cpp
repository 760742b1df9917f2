// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor_peer.h"

#include "begun_contact.h"
#include "doctor_kme.h"

#include <satpad/service/reach.h>
#include <satpad/service/site_host.h>

#include <atomic>
#include <cstdlib>
#include <future>

namespace satpad::service {

using core::Expected;

namespace {

using Steady = std::chrono::steady_clock;

/// Looks, and lets nothing through: what waits in the outbox stays there, no pad is confirmed.
class LookingHost final : public SiteHost
{
public:
    using SiteHost::SiteHost;
    std::vector<core::PadId> pads_to_check(const core::SiteId& /*peer*/) override { return {}; }
    std::vector<core::MessageId> outgoing(const core::SiteId& /*peer*/) override { return {}; }
    Expected<std::variant<transport::RecordReply, core::UsedNotice>> record(
        const core::SiteId& /*from*/, const core::MessageHeader& /*header*/) override
    {
        m_offered = true;
        return core::Unexpected(core::Errc::cancelled, "this site only looks who is there");
    }
    /// The peer offered a message: it is there. The session is over, the message stays with it.
    [[nodiscard]] bool offered() const noexcept { return m_offered.load(); }

private:
    std::atomic<bool> m_offered{false};
};

Expected<std::chrono::milliseconds> greet(transport::Node& node,
    const LookingHost& host,
    const core::Peer& peer,
    const std::stop_token& stop)
{
    auto over = std::make_shared<std::promise<Expected<void>>>();
    auto ended = over->get_future();
    const auto dialled = Steady::now();
    node.dial(
        peer.id, peer.address, transport::Node::Until::idle, [over](transport::SessionEnd end) {
            over->set_value(std::move(end.result));
        });
    constexpr auto k_tick = std::chrono::milliseconds(20);
    while (ended.wait_for(k_tick) != std::future_status::ready) {
        if (stop.stop_requested()) {
            return core::Unexpected(core::Errc::cancelled, "stopped while calling " + peer.name);
        }
    }
    if (auto result = ended.get(); !result && !host.offered()) {
        return fail(std::move(result));
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - dialled);
}

/// Clocks are labels, never state: a difference is worth a word, no more.
constexpr std::int64_t k_clocks_apart_s = 120;

Check check_contact(Site& site,
    transport::Node& node,
    const core::Clock& clock,
    const core::Peer& peer,
    const std::stop_token& stop)
{
    Check check{Layer::peer, peer.name, Found::good, {}, {}};
    auto contact = begin_contact(site, node, peer, stop);
    if (!contact) {
        return bad(std::move(check), contact.error());
    }
    const std::int64_t apart = contact->station.satellite().clock.seconds - clock.now().seconds;
    check.text = peer.name + " fetches what this site draws.";
    check.cause = Cause::peer_fetches;
    check.facts.counts = {apart};
    if (std::abs(apart) > k_clocks_apart_s) {
        check.found = Found::note;
        check.text += " Its clock is " + std::to_string(std::abs(apart)) + " s " +
                      (apart > 0 ? "ahead of" : "behind") + " this one.";
    }
    static_cast<void>(contact->station.end().has_value()); // nothing was begun
    return check;
}

} // namespace

Expected<std::chrono::milliseconds> reach(
    Site& site, const core::Peer& peer, const std::stop_token& stop)
{
    DeliveryWatcher silent;
    LookingHost host(site, silent);
    const SitePeers peers(site.config());
    auto node = make_node(site, host, peers, silent);
    if (!node) {
        return fail(std::move(node));
    }
    auto took = greet(**node, host, peer, stop);
    (*node)->stop(std::chrono::milliseconds(0));
    return took;
}

void check_peer(Site& site,
    const core::Clock& clock,
    const core::Peer& peer,
    const std::stop_token& stop,
    const EachCheck& tell)
{
    Check check{Layer::peer, peer.name, Found::good, {}, {}};
    if (peer.address.empty()) {
        check.found = Found::skipped;
        check.cause = Cause::peer_has_to_call;
        check.text = "No address is known for " + peer.name + ": it has to dial this site.";
        tell(check);
        return;
    }
    DeliveryWatcher silent;
    LookingHost host(site, silent);
    const SitePeers peers(site.config());
    auto node = make_node(site, host, peers, silent);
    if (!node) {
        tell(bad(std::move(check), node.error()));
        return;
    }
    auto took = greet(**node, host, peer, stop);
    if (!took) {
        tell(bad(std::move(check), took.error()));
    } else {
        check.cause = Cause::peer_answers;
        check.facts = {{peer.address}, {took->count()}};
        check.text = peer.name + " answers at " + peer.address + " in " +
                     std::to_string(took->count()) + " ms.";
        tell(check);
        if (peer.kme) {
            tell(check_contact(site, **node, clock, peer, stop));
        }
    }
    (*node)->stop(std::chrono::milliseconds(0));
}

} // namespace satpad::service
