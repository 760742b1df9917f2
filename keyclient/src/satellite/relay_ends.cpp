// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_ends.h"

#include "relay_files.h"
#include "relay_pads.h"

#include <satpad/core/seal.h>

#include <algorithm>
#include <array>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::SecretBytes;
using core::Unexpected;

namespace {

constexpr double k_nothing = 1e-25;

std::string origin_of(const core::Peer& relay, const Parents& parents)
{
    return "relay " + relay.name + " (parents " + parents.names + ")";
}

/// The relay says what its pages add; this home knows better than to believe less.
Expected<Parents> check_parents(
    const core::PadLedger& ledger, const RelayTold& told, double epsilon)
{
    auto parents = parents_of(ledger, told.pages.ranges);
    if (!parents) {
        return parents;
    }
    if (parents->epsilon > epsilon * k_rounding + k_nothing ||
        (parents->simulated && !told.pads.simulated)) {
        return Unexpected(
            Errc::malformed, "contact: the relay's account of its pages is not this site's");
    }
    return parents;
}

Expected<void> check_sum(const RelayTold& told, std::uint64_t pages)
{
    return core::total_pages(told.pages.ranges) == pages
               ? Expected<void>()
               : Unexpected(Errc::malformed, "contact: pages of a relay that do not add up");
}

core::ToldPages pages_told(const core::Peer& relay, const RelayTold& told)
{
    return {told.pages.use, relay.id, told.pages.ranges, core::PageUse::relay};
}

/// A file stays when the ledger may know it: its word, durable, is what lets it go.
void release(
    const core::Home& home, core::PadLedger& ledger, const RelayPads& pads, Leftovers& leftovers)
{
    auto paths = leftovers.release();
    for (const core::PadId& pad : {pads.out, pads.back}) {
        auto unknown = ledger.note_unimported(pad);
        if (!unknown || !*unknown) {
            std::erase(paths, home.paths().pad(pad));
        }
    }
    leftovers.restore(std::move(paths));
}

/// What was kept of pages goes when they were not taken. Within a turn. The commit comes first:
/// docs/ledger.md, "Storage".
Expected<void> drop_untaken(const RelayFolder& folder,
    core::PadLedger& ledger,
    const core::MessageId& use,
    const RelayPads& pads)
{
    auto unknown = ledger.note_unimported(pads.out);
    if (!unknown) {
        return fail(std::move(unknown));
    }
    auto counts = was_taken(ledger, use);
    if (!counts) {
        return fail(std::move(counts));
    }
    return counts->value_or(true) ? Expected<void>() : folder.remove(pads.relay, RelayFile::share);
}

} // namespace

Expected<std::vector<PadProof>> take_as_asker(
    core::Home& home, core::PadLedger& ledger, const core::Peer& relay, const RelayTold& told)
{
    if (auto adds_up = check_sum(told, pages_of(told.pads)); !adds_up) {
        return fail(std::move(adds_up));
    }
    auto turn = RelayFolder(home).turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    auto leftovers = Leftovers::begin(home);
    if (!leftovers) {
        return fail(std::move(leftovers));
    }
    bool wrote = false;
    auto taken = ledger.take_told_pages(
        pages_told(relay, told), [&](ByteView key) -> Expected<std::vector<core::NewPad>> {
            auto parents = check_parents(ledger, told, told.pads.epsilon_here);
            if (!parents) {
                return fail(std::move(parents));
            }
            wrote = true;
            return write_relay_pads(home,
                ledger,
                told.pads,
                RelayEnd::asker,
                origin_of(relay, *parents),
                key,
                *leftovers);
        });
    if (taken) {
        leftovers->keep();
    } else if (wrote) {
        release(home, ledger, told.pads, *leftovers);
    }
    if (!taken && !taken.error().is(Errc::already_exists)) {
        return fail(std::move(taken));
    }
    return proofs_of(ledger, told.pads, RelayEnd::asker);
}

Expected<void> take_share(
    core::Home& home, core::PadLedger& ledger, const core::Peer& relay, const RelayTold& told)
{
    if (auto adds_up = check_sum(told, pages_of(told.pads) + 1); !adds_up) {
        return adds_up;
    }
    const RelayFolder folder(home);
    auto turn = folder.turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    bool wrote = false;
    auto taken = ledger.take_told_pages(
        pages_told(relay, told), [&](ByteView key) -> Expected<std::vector<core::NewPad>> {
            auto parents =
                check_parents(ledger, told, told.pads.epsilon_beyond - told.pads.epsilon_used);
            if (!parents) {
                return fail(std::move(parents));
            }
            wrote = true;
            if (auto kept = write_share(folder, relay.id, told, key); !kept) {
                return fail(std::move(kept));
            }
            return std::vector<core::NewPad>{};
        });
    if (taken) {
        return {};
    }
    if (wrote) { // best effort: what stays is swept at the next contact
        static_cast<void>(drop_untaken(folder, ledger, told.pages.use, told.pads).has_value());
    }
    if (!taken.error().is(Errc::already_exists)) {
        return fail(std::move(taken));
    }
    return folder.has(told.pads.relay, RelayFile::share)
               ? Expected<void>()
               : Unexpected(Errc::unknown_pad, "this site's half of the relay was given up");
}

namespace {

/// What both legs come to, once the relay has proved itself with the first page.
Expected<SecretBytes> opened(const RelayShare& share, const RelayKey& key)
{
    const ByteView own = share.key.view();
    if (key.cipher.size() + core::k_page_bytes != own.size() ||
        !are_of(key.proofs, share.told.pads)) {
        return Unexpected(Errc::authentication_failed, "the relayed key is of another size");
    }
    const Bytes told = encode(share.told);
    const Bytes sent = encode_untagged(key);
    const std::array<ByteView, 2> parts{told, sent};
    if (!core::same_tag(core::one_time_tag(own.first(core::k_page_bytes), parts), key.tag)) {
        return Unexpected(Errc::authentication_failed, "the relayed key's tag does not hold");
    }
    auto joint = SecretBytes::allocate(key.cipher.size());
    if (joint) {
        core::xor_bytes(key.cipher, own.subspan(core::k_page_bytes), joint->span());
    }
    return joint;
}

Expected<RelayShare> share_for(const RelayFolder& folder,
    const core::Peer& relay,
    const core::BatchId& id,
    const RelayKey& key)
{
    auto share = read_share(folder, id);
    if (share && (share->relay_site != relay.id || key.relay != id)) {
        return Unexpected(Errc::malformed, "contact: another relay's key");
    }
    return share;
}

/// This end's half with the relay's: what both legs come to.
struct OpenedShare
{
    RelayPads pads;
    TaggedPages leg;
    SecretBytes joint;
    Parents parents;
};

Expected<OpenedShare> open_share(const RelayFolder& folder,
    const core::PadLedger& ledger,
    const core::Peer& relay,
    const core::BatchId& id,
    const RelayKey& key)
{
    auto share = share_for(folder, relay, id, key);
    if (!share) {
        return fail(std::move(share));
    }
    auto joint = opened(*share, key);
    if (!joint) {
        return fail(std::move(joint));
    }
    auto parents = parents_of(ledger, share->told.pages.ranges);
    if (!parents) {
        return fail(std::move(parents));
    }
    return OpenedShare{std::move(share->told.pads),
        std::move(share->told.pages),
        std::move(*joint),
        std::move(*parents)};
}

} // namespace

Expected<std::vector<PadProof>> finish_share(core::Home& home,
    core::PadLedger& ledger,
    const core::Peer& relay,
    const core::BatchId& id,
    const RelayKey& key)
{
    const RelayFolder folder(home);
    auto turn = folder.turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    auto open = open_share(folder, ledger, relay, id, key);
    if (!open) {
        return fail(std::move(open));
    }
    auto leftovers = Leftovers::begin(home);
    if (!leftovers) {
        return fail(std::move(leftovers));
    }
    auto pads = write_relay_pads(home,
        ledger,
        open->pads,
        RelayEnd::far_end,
        origin_of(relay, open->parents),
        open->joint.view(),
        *leftovers);
    if (!pads) {
        return fail(std::move(pads));
    }
    std::vector<PadProof> proofs;
    for (core::NewPad& pad : *pads) {
        proofs.push_back({pad.id, pad.confirm_tag});
        pad.state = core::PadState::confirmed; // the asker's proofs are here already
    }
    if (!same_proofs(proofs, key.proofs)) {
        return Unexpected(Errc::authentication_failed,
            "the asker's proofs are of other pads than the relay's key makes");
    }
    if (auto added = add_to_ledger(ledger, *pads, *leftovers); !added) {
        return fail(std::move(added));
    }
    if (auto removed = folder.remove(id, RelayFile::share); !removed) {
        return fail(std::move(removed));
    }
    return proofs;
}

Expected<std::vector<PadProof>> hold_share(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& clock,
    const core::Peer& relay,
    const core::BatchId& id,
    const RelayKey& key)
{
    const RelayFolder folder(home);
    auto turn = folder.turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    auto open = open_share(folder, ledger, relay, id, key);
    if (!open) {
        return fail(std::move(open));
    }
    RelayNote note;
    note.pads = open->pads;
    note.pads.epsilon_used += open->parents.epsilon;
    note.made = clock.now();
    note.first_leg = open->leg;
    note.asker_proofs = key.proofs;
    if (auto held = folder.write(id, RelayFile::held, open->joint.view()); !held) {
        return fail(std::move(held));
    }
    if (auto written = write_note(folder, note); !written) {
        return fail(std::move(written));
    }
    if (auto removed = folder.remove(id, RelayFile::share); !removed) {
        return fail(std::move(removed));
    }
    return key.proofs;
}

Expected<std::vector<PadProof>> proofs_held(const core::Home& home, const core::BatchId& id)
{
    const RelayFolder folder(home);
    if (!folder.has(id, RelayFile::note)) {
        return std::vector<PadProof>{};
    }
    auto note = read_note(folder, id);
    if (!note) {
        return fail(std::move(note));
    }
    return std::move(note->asker_proofs);
}

Expected<void> drop_share(const core::Home& home, const core::BatchId& id)
{
    const RelayFolder folder(home);
    if (!folder.has(id, RelayFile::share)) {
        return {};
    }
    auto turn = folder.turn();
    return turn ? folder.remove(id, RelayFile::share) : fail(std::move(turn));
}

Expected<void> sweep_shares(const core::Home& home, core::PadLedger& ledger)
{
    const RelayFolder folder(home);
    if (!folder.is_there()) {
        return {};
    }
    auto turn = folder.turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    if (auto gone = folder.sweep_parts(); !gone) {
        return gone;
    }
    auto relays = folder.list(RelayFile::share);
    if (!relays) {
        return fail(std::move(relays));
    }
    for (const core::BatchId& relay : *relays) {
        auto share = read_share(folder, relay);
        if (!share) {
            continue; // listed as damaged
        }
        auto counts = was_taken(ledger, share->told.pages.use);
        if (!counts) {
            return fail(std::move(counts));
        }
        if (!counts->value_or(true)) {
            if (auto gone = drop_untaken(folder, ledger, share->told.pages.use, share->told.pads);
                !gone) {
                return gone;
            }
        }
    }
    return {};
}

Expected<void> note_order(const core::Home& home, const RelayOrdered& order)
{
    const RelayFolder folder(home);
    auto turn = folder.turn();
    return turn ? write_order(folder, order) : fail(std::move(turn));
}

Expected<void> drop_order(const core::Home& home, const core::BatchId& relay)
{
    const RelayFolder folder(home);
    if (!folder.has(relay, RelayFile::order)) {
        return {};
    }
    auto turn = folder.turn();
    return turn ? folder.remove(relay, RelayFile::order) : fail(std::move(turn));
}

Expected<void> sweep_orders(
    const core::Home& home, const core::PadLedger& ledger, const core::SiteId& relay_site)
{
    const RelayFolder folder(home);
    auto orders = folder.list(RelayFile::order);
    if (!orders) {
        return fail(std::move(orders));
    }
    for (const core::BatchId& relay : *orders) {
        auto order = read_order(folder, relay);
        if (!order) {
            continue; // listed as damaged
        }
        auto pads = ledger.pads();
        if (!pads) {
            return fail(std::move(pads));
        }
        std::erase_if(*pads, [&](const core::PadSummary& pad) { return pad.batch != relay; });
        const bool open = std::any_of(pads->begin(), pads->end(), [](const auto& pad) {
            return pad.state == core::PadState::unconfirmed;
        });
        const bool begun = !pads->empty() || order->route.front() != relay_site;
        if (begun && (open || pads->empty())) {
            continue;
        }
        if (auto dropped = drop_order(home, relay); !dropped) {
            return dropped;
        }
    }
    return {};
}

} // namespace satpad::keyclient::satellite
