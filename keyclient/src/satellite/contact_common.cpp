// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_common.h"

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::Errc;
using core::Expected;
using core::Unexpected;

Expected<std::vector<PadProof>> unsure_proofs(core::PadLedger& ledger, const core::SiteId& peer)
{
    auto pads = ledger.unchecked_pads(peer);
    if (!pads) {
        return fail(std::move(pads));
    }
    std::vector<PadProof> proofs;
    // The newest first: what the peer will never have would be in the way of all the others.
    std::reverse(pads->begin(), pads->end());
    for (const core::PadId& pad : *pads) {
        if (proofs.size() == k_most_proofs) {
            break; // the next contact goes on
        }
        auto tag = ledger.confirm_tag(pad, peer);
        if (!tag) {
            return fail(std::move(tag));
        }
        proofs.push_back({pad, *tag});
    }
    return proofs;
}

Expected<std::vector<PadProof>> answers_to(
    core::PadLedger& ledger, const core::SiteId& peer, const std::vector<PadProof>& theirs)
{
    std::vector<PadProof> proofs;
    for (const PadProof& proof : theirs) {
        auto tag = ledger.confirm_tag(proof.pad, peer);
        if (tag) {
            proofs.push_back({proof.pad, *tag});
        } else if (!tag.error().is(Errc::unknown_pad)) {
            return fail(std::move(tag));
        }
    }
    return proofs;
}

Expected<std::size_t> confirm_all(
    core::PadLedger& ledger, const core::SiteId& peer, const std::vector<PadProof>& theirs)
{
    std::size_t confirmed = 0;
    for (const PadProof& proof : theirs) {
        auto equal = ledger.confirm(proof.pad, peer, proof.tag);
        // Left over at the peer from a contact that was cut, or closed here: it can close it.
        if (!equal &&
            (equal.error().is(Errc::unknown_pad) || equal.error().is(Errc::wrong_state))) {
            continue;
        }
        if (!equal) {
            return fail(std::move(equal));
        }
        ++confirmed;
    }
    return confirmed;
}

Expected<core::TakenPages> take_tag_page(core::PadLedger& ledger, const core::SiteId& peer)
{
    core::ReserveRequest request;
    request.peer = peer;
    request.pages = 1;
    request.use = core::PageUse::tag;
    auto reservation = ledger.reserve(request);
    if (!reservation) {
        return fail(std::move(reservation));
    }
    return ledger.take_pages(std::move(*reservation), core::PageUse::tag);
}

Expected<core::TakenPages> take_tag_page(
    core::PadLedger& ledger, const core::SiteId& peer, const TaggedPages& told)
{
    if (core::total_pages(told.ranges) != 1) {
        return Unexpected(Errc::malformed, "contact: a tag takes one page");
    }
    core::ToldPages pages;
    pages.use = told.use;
    pages.from = peer;
    pages.ranges = told.ranges;
    pages.kind = core::PageUse::tag;
    return ledger.take_told_pages(pages);
}

Expected<Bytes> expect(MessageStream& stream, ContactKind kind)
{
    auto message = stream.receive();
    if (!message) {
        return message;
    }
    auto got = kind_of(*message);
    if (!got) {
        return fail(std::move(got));
    }
    if (*got == ContactKind::refused) {
        auto why = decode_refused(*message);
        return why ? Unexpected(error_of("it", *why)) : fail(std::move(why));
    }
    if (*got != kind) {
        return Unexpected(Errc::malformed,
            "contact: message " + std::to_string(static_cast<int>(*got)) + " where " +
                std::to_string(static_cast<int>(kind)) + " was due");
    }
    return message;
}

Expected<Bytes> ask_peer(MessageStream& stream, const core::Peer& peer, core::ByteView message)
{
    if (auto sent = stream.send(message); !sent) {
        return fail(std::move(sent));
    }
    auto answer = stream.receive();
    if (!answer) {
        return answer;
    }
    auto kind = kind_of(*answer);
    if (!kind) {
        return fail(std::move(kind));
    }
    if (*kind == ContactKind::refused) {
        auto why = decode_refused(*answer);
        return why ? Unexpected(error_of(peer.name, *why)) : fail(std::move(why));
    }
    return answer;
}

Unexpected refuse(MessageStream& stream, core::Error why)
{
    // Best effort: the contact ends either way.
    static_cast<void>(stream.send(encode(refused_for(why))).has_value());
    return Unexpected(std::move(why));
}

} // namespace satpad::keyclient::satellite
