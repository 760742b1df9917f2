// SPDX-License-Identifier: GPL-3.0-or-later
#include "begun_contact.h"

#include <satpad/transport/error.h>

#include <thread>

namespace satpad::service {

using core::Expected;

namespace {

constexpr int k_tries = 3;
constexpr std::chrono::milliseconds k_between_tries{300};
/// A name or route that is slow to fail is not asked thrice.
constexpr std::chrono::seconds k_patience{5};

Expected<BegunContact> try_once(Site& site,
    transport::Node& node,
    const core::Peer& peer,
    const std::stop_token& stop,
    std::chrono::seconds silence)
{
    const auto dialled = std::chrono::steady_clock::now();
    auto wire = node.dial_contact(peer.id, peer.address, stop);
    if (!wire) {
        return fail(std::move(wire));
    }
    transport::Contact* const contact = wire->get(); // `wire` is moved from before `cut` ends
    const std::stop_callback cut(stop, [contact] { contact->cancel(); });
    auto stream = std::make_unique<ContactStream>(**wire, silence);
    auto station =
        keyclient::satellite::StationContact::begin(site.home(), site.ledger(), peer.id, *stream);
    if (!station) {
        return fail(std::move(station));
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - dialled);
    return BegunContact{std::move(*wire), std::move(stream), std::move(*station), took};
}

bool may_pass(const core::Error& why)
{
    return why.code == make_error_code(transport::Errc::closed) ||
           why.code == make_error_code(transport::Errc::unreachable);
}

} // namespace

Expected<BegunContact> begin_contact(Site& site,
    transport::Node& node,
    const core::Peer& peer,
    const std::stop_token& stop,
    std::chrono::seconds silence)
{
    const auto patience = std::chrono::steady_clock::now() + k_patience;
    auto begun = try_once(site, node, peer, stop, silence);
    for (int tries = 1; !begun && tries < k_tries && may_pass(begun.error()); ++tries) {
        std::this_thread::sleep_for(k_between_tries);
        if (stop.stop_requested() || std::chrono::steady_clock::now() > patience) {
            break;
        }
        auto again = try_once(site, node, peer, stop, silence);
        if (again || may_pass(again.error())) {
            begun = std::move(again);
        }
    }
    if (!begun && stop.stop_requested()) {
        return core::Unexpected(core::Errc::cancelled, "stopped while calling " + peer.name);
    }
    return begun;
}

} // namespace satpad::service
