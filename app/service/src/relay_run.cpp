// SPDX-License-Identifier: GPL-3.0-or-later
#include "begun_contact.h"
#include "contact_serving.h"

#include <satpad/service/relay_run.h>
#include <satpad/service/site_host.h>
#include <satpad/transport/error.h>

#include <algorithm>
#include <cmath>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

constexpr std::uint64_t k_most_bytes = sat::k_greatest_relay_pages * core::k_page_bytes;

Expected<sat::RelayOrder> order_of(
    const RelayRequest::Wanted& wanted, const std::vector<core::SiteId>& further)
{
    if (wanted.bytes > k_most_bytes) {
        return Unexpected(Errc::invalid_argument,
            "a relay makes at most " + std::to_string(k_most_bytes) +
                " bytes of key at once; ask several times for more");
    }
    const std::uint64_t pages = (wanted.bytes + core::k_page_bytes - 1) / core::k_page_bytes;
    if (pages < 2 * sat::k_least_relay_pages) {
        return Unexpected(Errc::invalid_argument,
            "a relay makes at least " +
                std::to_string(2 * sat::k_least_relay_pages * core::k_page_bytes) +
                " bytes of key");
    }
    const auto out = static_cast<std::uint64_t>(
        std::llround(static_cast<double>(pages) * std::clamp(wanted.send_share, 0.0, 1.0)));
    const std::uint64_t sends =
        std::clamp(out, sat::k_least_relay_pages, pages - sat::k_least_relay_pages);
    return sat::RelayOrder{wanted.peer, sends, pages - sends, further};
}

/// A relay that the last contact began and this one finished here is what was wanted.
bool is_wanted(const sat::RelayedKey& row, const sat::RelayOrder& order)
{
    const auto sends = [&](core::PadDirection direction, std::uint64_t pages) {
        return std::any_of(row.pads.begin(), row.pads.end(), [&](const core::PadSummary& pad) {
            return pad.direction == direction && pad.pages == pages;
        });
    };
    return row.step == sat::RelayStep::made && row.peer == order.peer &&
           sends(core::PadDirection::send, order.out_pages) &&
           sends(core::PadDirection::receive, order.back_pages);
}

ContactNews failed(core::Error why)
{
    ContactNews news;
    news.result = Unexpected(std::move(why));
    return news;
}

ContactNews talk(Site& site,
    const core::Clock& clock,
    const RelayRequest& request,
    BegunContact& contact,
    const std::optional<sat::RelayOrder>& order)
{
    const core::Peer& relay = request.relay;
    sat::MessageStream& stream = *contact.stream;
    ContactNews news = do_what_waits(site, clock, relay, stream, request.progress);
    if (!news.result) {
        return news;
    }
    const bool there = order && std::any_of(news.relays.begin(),
                                    news.relays.end(),
                                    [&](const auto& row) { return is_wanted(row, *order); });
    if (order && !there) {
        auto row = sat::RelayStation(site.home(), site.ledger(), clock, relay, stream).ask(*order);
        if (!row) {
            news.result = fail(std::move(row));
            return news;
        }
        news.relays.push_back(std::move(*row));
    }
    static_cast<void>(contact.station.end().has_value()); // all is written down either way
    return news;
}

} // namespace

ContactNews relay_key(Site& site, const core::Clock& clock, const RelayRequest& request)
{
    std::optional<sat::RelayOrder> order;
    if (request.wanted) {
        auto wanted = order_of(*request.wanted, request.further);
        if (!wanted) {
            return failed(std::move(wanted).error());
        }
        order = *wanted;
    }
    if (request.relay.address.empty()) {
        return failed({core::make_error_code(Errc::invalid_argument),
            "no address is known for " + request.relay.name +
                "; satpad peer add CARD --address HOST:PORT --replace"});
    }
    DeliveryWatcher silent;
    SiteHost host(site, silent);
    const SitePeers peers(site.config());
    auto node = make_node(site, host, peers, silent);
    if (!node) {
        return failed(std::move(node).error());
    }
    ContactNews news = [&] {
        auto contact = begin_contact(site, **node, request.relay, request.stop);
        if (!contact) {
            return failed(std::move(contact).error());
        }
        const std::stop_callback cut(request.stop, [&] { contact->wire->cancel(); });
        return talk(site, clock, request, *contact, order);
    }();
    if (request.stop.stop_requested() && !news.result &&
        news.result.error().code == make_error_code(transport::Errc::closed)) {
        news.result = Unexpected(Errc::cancelled, "stopped in contact with " + request.relay.name);
    }
    (*node)->stop(std::chrono::milliseconds(0));
    return news;
}

Expected<void> serve_relay(Site& site,
    const core::Clock& clock,
    const ReceiveRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen)
{
    sat::SatelliteSetup setup;
    setup.name = "relay";
    setup.flies = false;
    sat::ContactWatcher silent;
    return serve_contacts(site, clock, request, signals, screen, setup, silent);
}

} // namespace satpad::service
