// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/what_waits.h>

#include <algorithm>

namespace satpad::service {

using core::Expected;
using core::fail;

namespace {

/// As the next relay of something that waits here.
Expected<void> hand_on(
    Site& site, const core::Clock& clock, const core::SiteId& there, sat::MessageStream& stream)
{
    auto sites = sat::relays_waited_for(site.home());
    if (!sites) {
        return fail(std::move(sites));
    }
    if (std::find(sites->begin(), sites->end(), there) == sites->end()) {
        return {};
    }
    return sat::hand_on_relays(site.home(), site.ledger(), clock, there, stream);
}

} // namespace

ContactNews do_what_waits(Site& site,
    const core::Clock& clock,
    const core::Peer& there,
    sat::MessageStream& stream,
    const core::Progress& progress)
{
    ContactNews news;
    auto relays = sat::RelayStation(site.home(), site.ledger(), clock, there, stream).collect();
    if (!relays) {
        news.result = fail(std::move(relays));
        return news;
    }
    news.relays = std::move(*relays);
    news.result = hand_on(site, clock, there.id, stream);
    if (!news.result) {
        return news;
    }
    auto left = sat::LeftStation(
        site.home(), site.ledger(), site.outbox(), site.inbox(), there, stream, progress)
                    .exchange();
    news.messages = std::move(left.rows);
    news.result = std::move(left.result);
    return news;
}

} // namespace satpad::service
