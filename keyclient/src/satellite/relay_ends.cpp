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

/// Sums in another order differ that much.
constexpr double k_rounding = 1 + 1e-9;
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

/// The files stay when the ledger may know them: its word, durable, is what lets them go.
void release(core::PadLedger& ledger, const RelayPads& pads, Leftovers& leftovers)
{
    for (const core::PadId& pad : {pads.out, pads.back}) {
        auto unknown = ledger.note_unimported(pad);
        if (!unknown || !*unknown) {
            leftovers.keep();
            return;
        }
    }
}

} // namespace

Expected<std::vector<PadProof>> take_as_asker(
    core::Home& home, core::PadLedger& ledger, const core::Peer& relay, const RelayTold& told)
{
    if (auto adds_up = check_sum(told, pages_of(told.pads)); !adds_up) {
        return fail(std::move(adds_up));
    }
    Leftovers leftovers(home.store());
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
                leftovers);
        });
    if (taken) {
        leftovers.keep();
    } else if (wrote) {
        release(ledger, told.pads, leftovers);
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
    auto taken = ledger.take_told_pages(
        pages_told(relay, told), [&](ByteView key) -> Expected<std::vector<core::NewPad>> {
            auto parents =
                check_parents(ledger, told, told.pads.epsilon_beyond - told.pads.epsilon_used);
            if (!parents) {
                return fail(std::move(parents));
            }
            if (auto kept = write_share(folder, relay.id, told, key); !kept) {
                return fail(std::move(kept));
            }
            return std::vector<core::NewPad>{};
        });
    if (taken) {
        return {};
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
    Leftovers leftovers(home.store());
    auto pads = write_relay_pads(home,
        ledger,
        share->told.pads,
        RelayEnd::far_end,
        origin_of(relay, *parents),
        joint->view(),
        leftovers);
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
    if (auto added = add_to_ledger(ledger, *pads, leftovers); !added) {
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
    RelayNote note;
    note.pads = share->told.pads;
    note.pads.epsilon_used += parents->epsilon;
    note.made = clock.now();
    note.first_leg = share->told.pages;
    note.asker_proofs = key.proofs;
    if (auto held = folder.write(id, RelayFile::held, joint->view()); !held) {
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

} // namespace satpad::keyclient::satellite
