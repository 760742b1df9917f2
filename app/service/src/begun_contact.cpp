// SPDX-License-Identifier: GPL-3.0-or-later
#include "begun_contact.h"

#include <satpad/transport/error.h>

#include <thread>

namespace satpad::service {

using core::Expected;

namespace {

constexpr int k_tries = 3;
constexpr std::chrono::milliseconds k_between_tries{300};

Expected<BegunContact> try_once(
    Site& site, transport::Node& node, const core::Peer& peer, const std::stop_token& stop)
{
    auto wire = node.dial_contact(peer.id, peer.address);
    if (!wire) {
        return fail(std::move(wire));
    }
    const std::stop_callback cut(stop, [&] { (*wire)->cancel(); });
    auto stream = std::make_unique<ContactStream>(**wire, k_callers_patience);
    auto station =
        keyclient::satellite::StationContact::begin(site.home(), site.ledger(), peer.id, *stream);
    if (!station) {
        return fail(std::move(station));
    }
    return BegunContact{std::move(*wire), std::move(stream), std::move(*station)};
}

bool may_pass(const core::Error& why)
{
    return why.code == make_error_code(transport::Errc::closed) ||
           why.code == make_error_code(transport::Errc::unreachable);
}

} // namespace

Expected<BegunContact> begin_contact(
    Site& site, transport::Node& node, const core::Peer& peer, const std::stop_token& stop)
{
    auto begun = try_once(site, node, peer, stop);
    for (int tries = 1; !begun && tries < k_tries && may_pass(begun.error()); ++tries) {
        std::this_thread::sleep_for(k_between_tries);
        if (stop.stop_requested()) {
            break;
        }
        begun = try_once(site, node, peer, stop);
    }
    return begun;
}

} // namespace satpad::service
