// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_pads.h"

#include <satpad/core/byte_codec.h>
#include <satpad/keyclient/satellite/contact.h>

#include <algorithm>
#include <set>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr std::size_t k_parents_named = 4;

Bytes manifest_of(const RelayPads& pads)
{
    core::ByteComposer out;
    out.text("satpad relay 1").raw(pads.relay.view());
    out.raw(pads.asker.view()).raw(pads.far_end.view());
    out.raw(pads.out.view()).u64(pads.out_pages);
    out.raw(pads.back.view()).u64(pads.back_pages);
    return std::move(out).bytes();
}

} // namespace

Expected<std::vector<core::NewPad>> write_relay_pads(const core::Home& home,
    core::PadLedger& ledger,
    const RelayPads& pads,
    RelayEnd end,
    const std::string& origin,
    ByteView key,
    Leftovers& leftovers)
{
    if (pads.simulated) {
        if (auto allowed = check_takes_simulated(home); !allowed) {
            return fail(std::move(allowed));
        }
    }
    const Bytes manifest = manifest_of(pads);
    std::vector<core::NewPad> made;
    std::size_t taken = 0;
    for (const bool out : {true, false}) {
        core::NewPad pad;
        pad.id = out ? pads.out : pads.back;
        pad.peer = end == RelayEnd::asker ? pads.far_end : pads.asker;
        pad.direction = out == (end == RelayEnd::asker) ? core::PadDirection::send
                                                        : core::PadDirection::receive;
        pad.pages = out ? pads.out_pages : pads.back_pages;
        pad.batch = pads.relay;
        pad.origin = origin;
        pad.generator = pads.generator;
        pad.may_come_again = true;
        pad.simulated = pads.simulated;
        pad.epsilon = pads.epsilon_here + pads.epsilon_beyond;
        // The same bytes as in the file that a cut try left, but under another salt.
        if (auto cleared = clear_cut_intake(home, ledger, pad.id, pad.pages); !cleared) {
            return fail(std::move(cleared));
        }
        leftovers.add(home.paths().pad(pad.id));
        const auto size = static_cast<std::size_t>(pad.pages) * core::k_page_bytes;
        auto tag = write_pad_file(home, pad.id, manifest, key.subspan(taken, size));
        if (!tag) {
            return fail(std::move(tag));
        }
        taken += size;
        pad.confirm_tag = *tag;
        made.push_back(std::move(pad));
    }
    return made;
}

Expected<std::vector<PadProof>> proofs_of(
    const core::PadLedger& ledger, const RelayPads& pads, RelayEnd end)
{
    const core::SiteId& peer = end == RelayEnd::asker ? pads.far_end : pads.asker;
    std::vector<PadProof> proofs;
    for (const core::PadId& pad : {pads.out, pads.back}) {
        auto known = ledger.pad(pad);
        if (!known && known.error().is(Errc::unknown_pad)) {
            return std::vector<PadProof>{};
        }
        if (!known) {
            return fail(std::move(known));
        }
        if (known->batch != pads.relay || known->peer != peer) {
            return Unexpected(Errc::malformed, "contact: a relay named a pad that is another's");
        }
        auto tag = ledger.confirm_tag(pad, peer);
        if (!tag) {
            return fail(std::move(tag));
        }
        proofs.push_back({pad, *tag});
    }
    return proofs;
}

std::uint64_t pages_of(const RelayPads& pads)
{
    return pads.out_pages + pads.back_pages;
}

std::optional<core::SiteId> next_after(const RelayPads& pads, const core::SiteId& relay)
{
    const auto here = std::find(pads.route.begin(), pads.route.end(), relay);
    if (here == pads.route.end()) {
        return std::nullopt;
    }
    return here + 1 == pads.route.end() ? pads.far_end : *(here + 1);
}

bool same_proofs(const std::vector<PadProof>& a, const std::vector<PadProof>& b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const PadProof& one, const PadProof& other) {
            return one.pad == other.pad && core::same_tag(one.tag, other.tag);
        });
}

bool are_of(const std::vector<PadProof>& proofs, const RelayPads& pads)
{
    return proofs.size() == 2 && proofs[0].pad == pads.out && proofs[1].pad == pads.back;
}

Expected<Parents> parents_of(
    const core::PadLedger& ledger, const std::vector<core::PageRange>& ranges)
{
    Parents parents;
    std::set<std::string> generators;
    std::size_t pads = 0;
    const core::PadId* last = nullptr;
    for (const core::PageRange& range : ranges) {
        if (last != nullptr && *last == range.pad) {
            continue; // sorted: one pad's ranges lie together
        }
        last = &range.pad;
        auto pad = ledger.pad(range.pad);
        if (!pad) {
            return fail(std::move(pad));
        }
        parents.epsilon += pad->epsilon;
        parents.simulated = parents.simulated || pad->simulated;
        if (!pad->generator.empty() && generators.insert(pad->generator).second) {
            parents.generator += (parents.generator.empty() ? "" : "; ") + pad->generator;
        }
        if (++pads <= k_parents_named) {
            parents.names += (parents.names.empty() ? "" : ", ") + range.pad.hex();
        }
    }
    if (pads > k_parents_named) {
        parents.names += " and " + std::to_string(pads - k_parents_named) + " more";
    }
    return parents;
}

} // namespace satpad::keyclient::satellite
