// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_work.h"

#include "models/sentences.h"

#include <satpad/service/relay_run.h>
#include <satpad/service/stop_when.h>

#include <QCoreApplication>
#include <QStringList>

namespace satpad::gui {
namespace {

namespace sat = keyclient::satellite;

/// A relay that waits says why in words of its own.
QString whyOf(const sat::RelayedKey& key)
{
    if (key.step != sat::RelayStep::waiting) {
        return whatHappened(key.why); // what is done about it is said beside it
    }
    return key.why.context.empty() ? QCoreApplication::translate("Relay", "The relay waits")
                                   : QCoreApplication::translate("Relay", "The relay waits (%1)")
                                         .arg(QString::fromStdString(key.why.context));
}

RelayRow rowOf(const service::Site& site, const sat::RelayedKey& key)
{
    RelayRow row;
    row.step = key.step;
    if (key.peer != core::SiteId{}) {
        row.peer = QString::fromStdString(site.name_of(key.peer));
    }
    for (const core::PadSummary& pad : key.pads) {
        (pad.direction == core::PadDirection::send ? row.sendPages : row.receivePages) += pad.free;
    }
    QStringList names;
    for (const core::SiteId& id : key.known_by) {
        names.append(QString::fromStdString(site.name_of(id)));
    }
    row.knownBy = names.join(QCoreApplication::translate("Relay", ", "));
    if (key.why.code) {
        row.why = whyOf(key);
    }
    return row;
}

} // namespace

RelayResult relayKey(service::Site& site,
    const core::Clock& clock,
    const RelayOrder& order,
    const CourierWatch& watch)
{
    const service::StopWhen cutter([&watch] { return watch.stop && watch.stop(); });
    service::RelayRequest request{order.relay};
    if (order.peer) {
        request.wanted = service::RelayRequest::Wanted{*order.peer, order.bytes, order.sendShare};
    }
    request.stop = cutter.token();
    request.progress = [&watch](std::uint64_t done) -> core::Expected<void> {
        if (watch.progress) {
            watch.progress(done, 0);
        }
        return {};
    };
    const service::ContactNews news = service::relay_key(site, clock, request);
    RelayResult result;
    for (const sat::RelayedKey& key : news.relays) {
        result.rows.push_back(rowOf(site, key));
    }
    result.messages = news.messages.size();
    if (!news.result) {
        result.error = news.result.error();
    }
    return result;
}

} // namespace satpad::gui
