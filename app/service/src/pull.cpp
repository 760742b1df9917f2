// SPDX-License-Identifier: GPL-3.0-or-later
#include "begun_contact.h"
#include "fetchers.h"

#include <satpad/service/pull.h>
#include <satpad/service/site_host.h>
#include <satpad/transport/error.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <thread>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::minutes k_silence{5};
/// A fetcher is to answer before its drawer takes it for dead.
constexpr etsi::Limits k_fetchers_limits{milliseconds(5'000), milliseconds(20'000)};

/// A stop lets a request under way come home, for keys come with it; not for ever.
class Grace
{
public:
    Grace(std::stop_token stop, milliseconds grace)
        : m_thread([this, stop = std::move(stop), grace](const std::stop_token& over) {
            std::mutex mutex;
            std::condition_variable_any wake;
            const std::stop_callback stopped(stop, [&] {
                const std::scoped_lock guard(mutex);
                wake.notify_all();
            });
            std::unique_lock guard(mutex);
            wake.wait(guard, over, [&] { return stop.stop_requested(); });
            wake.wait_for(guard, over, grace, [] { return false; });
            if (!over.stop_requested()) {
                m_late.request_stop();
            }
        })
    {}
    [[nodiscard]] std::stop_token token() const { return m_late.get_token(); }

private:
    std::stop_source m_late;
    std::jthread m_thread;
};

etsi::PullResult failed(core::Error why)
{
    etsi::PullResult result;
    result.result = Unexpected(std::move(why));
    return result;
}

Expected<void> check(const PullRequest& request)
{
    if (!request.peer.kme) {
        return Unexpected(Errc::invalid_argument,
            "no KME is set for key with " + request.peer.name + ": satpad peer kme " +
                request.peer.name + " --url …");
    }
    if (request.peer.address.empty()) {
        return Unexpected(Errc::invalid_argument,
            "no address is known for " + request.peer.name + "; satpad peer address " +
                request.peer.name + " HOST:PORT");
    }
    return {};
}

etsi::PullResult talk(Site& site,
    const core::Clock& clock,
    const PullRequest& request,
    etsi::KeySource& source,
    const etsi::KnownKme& kme,
    BegunContact& contact,
    etsi::PullWatcher& watcher)
{
    etsi::Puller puller(
        site.home(), site.ledger(), clock, source, *contact.stream, watcher, request.stop);
    etsi::PullOrder order;
    order.peer = request.peer.id;
    order.bytes = request.bytes;
    order.wait = request.wait;
    order.kme = kme;
    etsi::PullResult result = puller.run(order);
    static_cast<void>(contact.station.end().has_value()); // all is written down either way
    return result;
}

Expected<std::unique_ptr<etsi::KeySource>> open_source(
    const core::Peer& peer, const std::stop_token& stop)
{
    auto client = etsi::KmeClient::make(*peer.kme, k_fetchers_limits, stop);
    if (!client) {
        return Unexpected(at_kme(std::move(client).error(), *peer.kme));
    }
    return std::unique_ptr<etsi::KeySource>(std::move(*client));
}

} // namespace

Expected<etsi::Status> kme_stock(const core::Peer& peer, const std::stop_token& stop)
{
    constexpr etsi::Limits k_quick{milliseconds(2'000), milliseconds(4'000)};
    auto client = etsi::KmeClient::make(*peer.kme, k_quick, stop);
    auto status = client ? (*client)->status() : fail(std::move(client));
    return status ? std::move(status) : Unexpected(at_kme(std::move(status).error(), *peer.kme));
}

core::Error at_kme(core::Error why, const core::KmeAccess& access)
{
    if (why.code.category() == etsi::kme_category() &&
        why.context.find(access.url) == std::string::npos) {
        why.context = access.url + (why.context.empty() ? "" : ": " + why.context);
    }
    return why;
}

etsi::PullResult pull_key(
    Site& site, const core::Clock& clock, const PullRequest& request, etsi::PullWatcher& watcher)
{
    if (auto possible = check(request); !possible) {
        return failed(std::move(possible).error());
    }
    const Grace soon(request.stop, milliseconds(2'000));
    const Grace late(request.stop, milliseconds(30'000));
    auto source = etsi::KmeClient::make(*request.peer.kme, {}, soon.token());
    if (!source) {
        return failed(at_kme(std::move(source).error(), *request.peer.kme));
    }
    // A peer that was called would wait for it.
    const auto kme = etsi::look_at_kme(site.home(), *request.peer.kme, **source, {}, request.stop);
    if (!kme) {
        return failed(at_kme(kme.error(), *request.peer.kme));
    }
    DeliveryWatcher silent;
    SiteHost host(site, silent);
    const SitePeers peers(site.config());
    auto node = make_node(site, host, peers, silent);
    if (!node) {
        return failed(std::move(node).error());
    }
    const auto once = [&] {
        auto contact = begin_contact(site, **node, request.peer, request.stop);
        if (!contact) {
            return failed(std::move(contact).error());
        }
        const std::stop_callback cut(late.token(), [&] { contact->wire->cancel(); });
        return talk(site, clock, request, **source, *kme, *contact, watcher);
    };
    etsi::PullResult result = once();
    while (result.gave_up && !request.stop.stop_requested()) { // one pull fewer each time
        std::vector<core::PadSummary> pads = std::move(result.pads);
        result = once();
        result.pads.insert(result.pads.begin(), pads.begin(), pads.end());
    }
    if (!result.result) {
        result.result = Unexpected(at_kme(result.result.error(), *request.peer.kme));
    }
    (*node)->stop(milliseconds(0));
    return result;
}

etsi::GivenUpPulls give_up_pulls(Site& site, const core::Peer& peer)
{
    return etsi::give_up_pulls(site.home(), site.ledger(), peer.id);
}

std::vector<std::unique_ptr<sat::ContactDesk>> pull_desks(
    Site& site, const core::Clock& clock, const core::SiteId& peer, const std::stop_token& stop)
{
    std::vector<std::unique_ptr<sat::ContactDesk>> desks;
    const core::Peer* known = site.config().peer_by_id(peer);
    if (known != nullptr && known->kme) {
        desks.push_back(etsi::make_pull_desk(site.home(),
            site.ledger(),
            clock,
            peer,
            [stop](const core::Peer& with) { return open_source(with, stop); },
            {}));
    }
    return desks;
}

Expected<void> receive_and_fetch(Site& site,
    const core::Clock& clock,
    const ReceiveRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen)
{
    sat::SatelliteSetup setup;
    setup.name = "receiver";
    setup.flies = false;
    setup.relays = false;
    Fetchers fetchers;
    setup.desks = [&](const core::SiteId& peer) {
        return pull_desks(site, clock, peer, fetchers.token());
    };
    ReceiveRequest serving = request;
    serving.takes_contacts = [](const core::SiteConfig& config) {
        return std::any_of(config.peers.begin(), config.peers.end(), [](const core::Peer& peer) {
            return peer.kme.has_value();
        });
    };
    serving.beside = [&](const std::stop_token& stop) { fetchers.run(stop); };
    serving.contact = [&](std::unique_ptr<transport::Contact> contact) {
        ++fetchers.contacts();
        ContactStream stream(*contact, k_silence);
        sat::ContactWatcher silent;
        auto served = sat::serve_contact(
            site.home(), site.ledger(), clock, contact->peer(), stream, setup, silent);
        if (!served) {
            screen.trouble(core::Error{served.error().code,
                "contact with " + site.name_of(contact->peer()) + ": " + served.error().context});
        }
        --fetchers.contacts();
    };
    return receive(site, serving, signals, screen);
}

Expected<void> set_peer_kme(
    Site& site, std::string_view name, std::optional<core::KmeAccess> access)
{
    auto known = site.peer(name);
    if (!known) {
        return fail(std::move(known));
    }
    if (access) {
        if (auto usable = etsi::KmeClient::make(*access, {}, {}); !usable) {
            return Unexpected(at_kme(std::move(usable).error(), *access));
        }
    }
    return site.home().change_config([&](core::SiteConfig& changed) -> Expected<void> {
        const auto at = std::ranges::find(changed.peers, known->id, &core::Peer::id);
        if (at == changed.peers.end()) {
            return Unexpected(Errc::unknown_peer, "'" + known->name + "' was removed meanwhile");
        }
        at->kme = std::move(access);
        return {};
    });
}

} // namespace satpad::service
