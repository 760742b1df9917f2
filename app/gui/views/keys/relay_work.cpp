// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_work.h"

#include <satpad/service/relay_run.h>
#include <satpad/service/words.h>

#include <QStringList>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace satpad::gui {
namespace {

namespace sat = keyclient::satellite;

constexpr std::chrono::milliseconds k_lookEvery{100};

/// Turns a wish to stop that has to be asked for into one that cuts a contact which waits.
class Cutter
{
public:
    explicit Cutter(const CourierWatch& watch)
        : m_thread([this, &watch](const std::stop_token& over) {
            std::unique_lock lock(m_mutex);
            while (!over.stop_requested() && !(watch.stop && watch.stop())) {
                m_wake.wait_for(lock, over, k_lookEvery, [] { return false; });
            }
            if (!over.stop_requested()) {
                m_cut.request_stop();
            }
        })
    {}
    [[nodiscard]] std::stop_token token() const { return m_cut.get_token(); }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::stop_source m_cut;
    std::jthread m_thread; ///< last: it uses the rest
};

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
    row.knownBy = names.join(", ");
    if (key.why.code) {
        row.why = QString::fromStdString(
            key.step == sat::RelayStep::waiting ? key.why.context : service::sentence(key.why));
    }
    return row;
}

} // namespace

RelayResult relayKey(service::Site& site,
    const core::Clock& clock,
    const RelayOrder& order,
    const CourierWatch& watch)
{
    const Cutter cutter(watch);
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
        result.error = cutter.token().stop_requested()
                           ? core::Error{core::make_error_code(core::Errc::cancelled), "cut"}
                           : news.result.error();
    }
    return result;
}

} // namespace satpad::gui
