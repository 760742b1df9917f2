// SPDX-License-Identifier: GPL-3.0-or-later
// The importer's proof for the exporter (docs/format.md, "Courier reply").
#include "courier_pads.h"

#include <satpad/keyclient/courier/courier.h>

#include <algorithm>

namespace satpad::keyclient::courier {
namespace {

using core::Errc;
using core::Expected;
using core::Unexpected;

Expected<void> check_reply(
    const core::Home& home, const Reply& reply, const std::vector<core::PadSummary>& pads)
{
    if (reply.exporter != home.config().id) {
        return Unexpected(Errc::not_for_this_site, "the reply is for site " + reply.exporter.hex());
    }
    if (home.config().peer_by_id(reply.importer) == nullptr) {
        return Unexpected(Errc::unknown_peer, reply.importer.hex());
    }
    const bool all_named =
        std::all_of(reply.proofs.begin(), reply.proofs.end(), [&](const Proof& proof) {
            return std::any_of(pads.begin(), pads.end(), [&](const core::PadSummary& pad) {
                return pad.id == proof.pad && pad.peer == reply.importer;
            });
        });
    if (!all_named || pads.size() != reply.proofs.size()) {
        return Unexpected(
            Errc::unknown_pad, "delivery " + reply.batch.hex() + " is not shared with that peer");
    }
    return {};
}

} // namespace

Expected<void> write_reply(core::Home& home,
    core::PadLedger& ledger,
    const core::BatchId& batch,
    const core::fs::path& out)
{
    const auto pads = pads_of(ledger, batch);
    if (!pads) {
        return Unexpected(pads.error());
    }
    if (pads->empty() || pads->size() > k_max_pads) {
        return Unexpected(Errc::unknown_pad, "no courier delivery " + batch.hex());
    }
    if (home.store().exists(out)) {
        return Unexpected(Errc::already_exists, out.string());
    }
    Reply reply{batch, home.config().id, pads->front().peer, {}};
    for (const core::PadSummary& pad : *pads) {
        const auto tag = ledger.confirm_tag(pad.id, pad.peer);
        if (!tag) {
            return Unexpected(tag.error());
        }
        reply.proofs.push_back({pad.id, *tag});
    }
    std::sort(reply.proofs.begin(), reply.proofs.end(), [](const Proof& a, const Proof& b) {
        return a.pad < b.pad;
    });
    return replace_file(home.store(), out, encode_reply(reply));
}

Expected<bool> is_reply(core::Home& home, const core::fs::path& file)
{
    auto opened = open_given(home.store(), file);
    if (!opened) {
        return fail(std::move(opened));
    }
    core::Bytes marker(12);
    if (auto read = (*opened)->read_exact(0, marker); !read) {
        return fail(std::move(read));
    }
    const auto kind = kind_of(marker);
    if (!kind) {
        return Unexpected(kind.error());
    }
    if (*kind == core::FileKind::message) {
        return Unexpected(Errc::malformed, "this is a sealed message, not key");
    }
    return *kind == core::FileKind::courier_reply;
}

Expected<Delivery> import_reply(
    core::Home& home, core::PadLedger& ledger, const core::fs::path& file)
{
    if (auto readable = open_given(home.store(), file); !readable) {
        return fail(std::move(readable));
    }
    const auto bytes = core::read_file(home.store(), file, k_max_reply_bytes);
    if (!bytes) {
        return Unexpected(bytes.error());
    }
    const auto reply = decode_reply(*bytes);
    if (!reply) {
        return Unexpected(reply.error());
    }
    const auto before = pads_of(ledger, reply->batch);
    if (!before) {
        return Unexpected(before.error());
    }
    if (auto checked = check_reply(home, *reply, *before); !checked) {
        return fail(std::move(checked));
    }
    // Each pad stands for itself: one that fails is suspended, and does not keep the other
    // unconfirmed.
    Expected<void> outcome;
    for (const Proof& proof : reply->proofs) {
        auto confirmed = ledger.confirm(proof.pad, reply->importer, proof.confirm);
        if (!confirmed && outcome) {
            outcome = std::move(confirmed);
        }
    }
    if (!outcome) {
        return fail(std::move(outcome));
    }
    auto after = pads_of(ledger, reply->batch);
    if (!after) {
        return fail(std::move(after));
    }
    const bool already = std::all_of(before->begin(),
        before->end(),
        [](const core::PadSummary& pad) { return pad.state == core::PadState::confirmed; });
    return Delivery{reply->batch, std::move(*after), already, reply->importer};
}

} // namespace satpad::keyclient::courier
