// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of a relay at the relay's own site: both legs, and what a crash leaves of them.
// docs/contact.md, "Relay".
#include "relay_desk.h"
#include "relay_pads.h"

#include <satpad/core/seal.h>

#include <array>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::PageUse;
using core::Unexpected;

namespace {

/// What a leg whose key is still to come may add: that of some passes (docs/distillation.md).
constexpr double k_epsilon_to_come = 1e-9;

Expected<core::Reservation> reserve(
    core::PadLedger& ledger, const core::SiteId& peer, std::uint64_t pages)
{
    core::ReserveRequest request;
    request.peer = peer;
    request.pages = pages;
    request.use = PageUse::relay;
    return ledger.reserve(request);
}

} // namespace

/// What the leg to the far end will add at most; the asker's pads carry it from the beginning.
Expected<void> promise(const core::Home& home,
    const core::PadLedger& ledger,
    const core::SiteId& next,
    RelayPads& pads)
{
    auto all = ledger.pads();
    if (!all) {
        return fail(std::move(all));
    }
    const bool made_up = home.config().kind == core::HomeKind::simulated;
    const bool may_be = made_up || home.config().allow_simulated;
    std::uint64_t there = 0;
    bool any_simulated = made_up;
    for (const core::PadSummary& pad : *all) {
        const bool counts = pad.peer == next && pad.free != 0 &&
                            pad.direction == core::PadDirection::send &&
                            pad.state != core::PadState::closed && (!pad.simulated || may_be);
        if (counts) {
            there += pad.free;
            pads.epsilon_beyond += pad.epsilon;
            any_simulated = any_simulated || pad.simulated;
        }
    }
    if (there <= pages_of(pads)) {
        pads.epsilon_beyond += k_epsilon_to_come;
        any_simulated = any_simulated || may_be;
    }
    // Of the legs between others nothing is known here.
    const auto others = static_cast<double>(pads.route.size() - 1);
    pads.epsilon_beyond += others * k_epsilon_to_come;
    any_simulated = any_simulated || (others > 0 && may_be);
    pads.simulated = any_simulated;
    return {};
}

Expected<void> forget_relay(const RelayFolder& folder, const core::BatchId& relay)
{
    // The note first: one that is there promises the others. What a crash leaves of them is swept.
    for (const RelayFile file : {RelayFile::note, RelayFile::held, RelayFile::cipher}) {
        if (auto removed = folder.remove(relay, file); !removed) {
            return removed;
        }
    }
    return {};
}

Expected<bool> settle_relay(
    const RelayFolder& folder, const core::PadLedger& ledger, const RelayNote& note)
{
    const core::BatchId& relay = note.pads.relay;
    auto first = was_taken(ledger, note.first_leg.use);
    if (!first) {
        return fail(std::move(first));
    }
    if (!*first) {
        return Unexpected(Errc::home_busy, "relay " + relay.hex() + " is being made");
    }
    if (!**first) { // burnt: the key that was kept was never told to anyone
        auto gone = forget_relay(folder, relay);
        return gone ? Expected<bool>(false) : Expected<bool>(fail(std::move(gone)));
    }
    if (!note.far_proofs.empty() || !note.given_up.empty()) {
        for (const RelayFile file : {RelayFile::held, RelayFile::cipher}) {
            if (auto removed = folder.remove(relay, file); !removed) {
                return fail(std::move(removed));
            }
        }
        return true;
    }
    if (folder.has(relay, RelayFile::held) && folder.has(relay, RelayFile::cipher)) {
        auto cipher = read_cipher(folder, relay);
        if (!cipher) {
            return fail(std::move(cipher));
        }
        auto second = was_taken(ledger, cipher->told.pages.use);
        if (!second) {
            return fail(std::move(second));
        }
        if (!*second) {
            return Unexpected(Errc::home_busy, "relay " + relay.hex() + " is being worked on");
        }
        // Taken: the cipher stands, for good. Burnt: it never left, and its pages are gone.
        if (auto removed = folder.remove(relay, **second ? RelayFile::held : RelayFile::cipher);
            !removed) {
            return fail(std::move(removed));
        }
    }
    return true;
}

/// The asker's leg: key and note are durable before its pages are erased and taken.
Expected<void> RelayDesk::take_first_leg(RelayNote& note)
{
    auto reserved = reserve(m_ledger, note.pads.asker, pages_of(note.pads));
    if (!reserved) {
        return fail(std::move(reserved));
    }
    note.first_leg = {reserved->id(), reserved->ranges()};
    auto parents = parents_of(m_ledger, note.first_leg.ranges);
    if (!parents) {
        return fail(std::move(parents));
    }
    note.pads.epsilon_here = parents->epsilon;
    note.pads.simulated = note.pads.simulated || parents->simulated;
    note.pads.generator = parents->generator;
    auto took = m_ledger.take_pages(
        std::move(*reserved), PageUse::relay, [&](ByteView key) -> Expected<void> {
            if (auto held = m_folder.write(note.pads.relay, RelayFile::held, key); !held) {
                return held;
            }
            return write_note(m_folder, note);
        });
    if (!took) {
        // What was kept goes when the ledger says that it is worth nothing; now, or at a later look.
        static_cast<void>(settle_relay(m_folder, m_ledger, note).has_value());
        return fail(std::move(took));
    }
    return {};
}

/// The far end's leg, one page more than the asker's: it authenticates. What both legs come to is
/// computed here, once; from then on it is replayed.
Expected<void> RelayDesk::take_far_leg(RelayNote& note)
{
    const core::BatchId& relay = note.pads.relay;
    auto reserved = reserve(m_ledger, m_station, pages_of(note.pads) + 1);
    if (!reserved) {
        return fail(std::move(reserved));
    }
    auto parents = parents_of(m_ledger, reserved->ranges());
    if (!parents) {
        return fail(std::move(parents));
    }
    if (note.pads.epsilon_used + parents->epsilon > note.pads.epsilon_beyond * k_rounding ||
        (parents->simulated && !note.pads.simulated)) {
        note.given_up = "the key to the far end is worse now than was told to the asker";
        if (auto burnt = m_ledger.burn(std::move(*reserved)); !burnt) {
            return burnt;
        }
        if (auto written = write_note(m_folder, note); !written) {
            return written;
        }
        auto settled = settle_relay(m_folder, m_ledger, note);
        return settled ? Expected<void>() : Expected<void>(fail(std::move(settled)));
    }
    RelayCipher cipher;
    cipher.told = {note.pads, {reserved->id(), reserved->ranges()}};
    cipher.key.relay = relay;
    cipher.key.proofs = note.asker_proofs;
    auto took = m_ledger.take_pages(
        std::move(*reserved), PageUse::relay, [&](ByteView far) -> Expected<void> {
            auto held = m_folder.read(relay, RelayFile::held);
            if (!held) {
                return fail(std::move(held));
            }
            if (held->size() + core::k_page_bytes != far.size()) {
                return Unexpected(Errc::home_damaged, "relay/" + relay.hex() + ".held is cut");
            }
            cipher.key.cipher.resize(held->size());
            core::xor_bytes(held->view(), far.subspan(core::k_page_bytes), cipher.key.cipher);
            const Bytes told = encode(cipher.told);
            const Bytes sent = encode_untagged(cipher.key);
            const std::array<ByteView, 2> parts{told, sent};
            cipher.key.tag = core::one_time_tag(far.first(core::k_page_bytes), parts);
            return write_cipher(m_folder, cipher);
        });
    // Done: the asker's key goes. Failed: the cipher does, as soon as the ledger is sure.
    auto settled = settle_relay(m_folder, m_ledger, note);
    if (!took) {
        return fail(std::move(took));
    }
    return settled ? Expected<void>() : Expected<void>(fail(std::move(settled)));
}

} // namespace satpad::keyclient::satellite
