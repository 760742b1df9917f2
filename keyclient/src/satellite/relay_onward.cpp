// SPDX-License-Identifier: GPL-3.0-or-later
// From one relay to the next. docs/contact.md, "Several relays".
#include "contact_common.h"
#include "relay_desk.h"
#include "relay_pads.h"

#include <satpad/keyclient/satellite/relay.h>

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Expected;
using core::Unexpected;

namespace {

/// A relay takes three, and one to see that there is no other.
constexpr std::size_t k_most_of_turn = 4 * k_most_rows;

} // namespace

Expected<std::vector<core::SiteId>> relays_waited_for(const core::Home& home)
{
    const RelayFolder folder(home);
    auto relays = folder.list(RelayFile::note);
    if (!relays) {
        return fail(std::move(relays));
    }
    std::vector<core::SiteId> sites;
    for (const core::BatchId& relay : *relays) {
        auto note = read_note(folder, relay);
        if (!note || note->asker_proofs.empty() || !note->given_up.empty()) {
            continue;
        }
        const auto next = next_after(note->pads, home.config().id);
        if (next && *next != note->pads.far_end &&
            std::find(sites.begin(), sites.end(), *next) == sites.end()) {
            sites.push_back(*next);
        }
    }
    return sites;
}

/// The roles change: the other end asks, this one answers, until the other one gives the turn back.
Expected<void> hand_on_relays(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& clock,
    const core::SiteId& peer,
    MessageStream& stream)
{
    if (auto sent = stream.send(encode_plain(ContactKind::relay_turn)); !sent) {
        return sent;
    }
    RelayDesk desk(home, ledger, clock, peer, true);
    for (std::size_t messages = 0; messages < k_most_of_turn; ++messages) {
        auto message = stream.receive();
        if (!message) {
            return fail(std::move(message));
        }
        auto kind = kind_of(*message);
        if (!kind) {
            return refuse(stream, std::move(kind).error());
        }
        if (*kind == ContactKind::relay_turn) {
            return {};
        }
        if (*kind == ContactKind::refused) {
            auto why = decode_refused(*message);
            return why ? Unexpected(error_of("the next relay", *why)) : fail(std::move(why));
        }
        auto answer = desk.answer(*kind, *message);
        if (!answer) {
            return refuse(stream, std::move(answer).error());
        }
        if (auto sent = stream.send(*answer); !sent) {
            return sent;
        }
    }
    return refuse(stream, {core::make_error_code(core::Errc::limit_exceeded), "no end of a turn"});
}

} // namespace satpad::keyclient::satellite
