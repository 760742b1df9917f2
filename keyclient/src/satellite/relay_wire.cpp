// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_wire.h"

#include "contact_fields.h"
#include "pass_pads.h"

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// Two pads of a size that a relay makes.
void check_pages(Reader& in, std::uint64_t out, std::uint64_t back)
{
    if (out < k_least_pages || back < k_least_pages || out + back > k_most_relay_pages) {
        in.refuse();
    }
}

void put(Writer& out, const std::vector<core::SiteId>& sites)
{
    out.number(sites.size());
    for (const core::SiteId& site : sites) {
        out.bytes(site.view());
    }
}

std::vector<core::SiteId> take_sites(Reader& in, std::size_t most)
{
    std::vector<core::SiteId> sites;
    const std::uint64_t count = in.number(most);
    for (std::uint64_t i = 0; i < count && in.good(); ++i) {
        sites.push_back(take_id<core::SiteId>(in));
    }
    return sites;
}

/// Nobody twice.
bool is_way(const RelayPads& pads)
{
    std::vector<core::SiteId> all = pads.route;
    all.push_back(pads.asker);
    all.push_back(pads.far_end);
    std::sort(all.begin(), all.end());
    return !pads.route.empty() && std::adjacent_find(all.begin(), all.end()) == all.end();
}

void put(Writer& out, const RelayPads& pads)
{
    out.bytes(pads.relay.view());
    out.bytes(pads.asker.view());
    out.bytes(pads.far_end.view());
    out.bytes(pads.out.view());
    out.number(pads.out_pages);
    out.bytes(pads.back.view());
    out.number(pads.back_pages);
    put_real(out, pads.epsilon_here);
    put_real(out, pads.epsilon_beyond);
    put_real(out, pads.epsilon_used);
    put(out, pads.route);
    out.byte(pads.simulated ? 1 : 0);
    put(out, pads.generator);
}

RelayPads take_pads(Reader& in)
{
    RelayPads pads;
    pads.relay = take_id<core::BatchId>(in);
    pads.asker = take_id<core::SiteId>(in);
    pads.far_end = take_id<core::SiteId>(in);
    pads.out = take_id<core::PadId>(in);
    pads.out_pages = in.number(k_most_relay_pages);
    pads.back = take_id<core::PadId>(in);
    pads.back_pages = in.number(k_most_relay_pages);
    pads.epsilon_here = take_real(in, 0, 0.25);
    pads.epsilon_beyond = take_real(in, 0, 0.25);
    pads.epsilon_used = take_real(in, 0, 0.25);
    pads.route = take_sites(in, k_most_on_route);
    const std::uint8_t simulated = in.byte();
    pads.simulated = simulated == 1;
    pads.generator = take_text(in);
    check_pages(in, pads.out_pages, pads.back_pages);
    if (simulated > 1 || pads.out == pads.back || !is_way(pads) || pads.relay == core::BatchId{}) {
        in.refuse();
    }
    return pads;
}

} // namespace

Bytes encode(const RelayAsk& ask)
{
    Writer out = begin_message(ContactKind::relay_ask);
    out.bytes(ask.relay.view());
    out.bytes(ask.peer.view());
    out.number(ask.out_pages);
    out.number(ask.back_pages);
    put(out, ask.further);
    return out.take();
}

Expected<RelayAsk> decode_relay_ask(ByteView message)
{
    Reader in = open_message(message, ContactKind::relay_ask);
    RelayAsk ask;
    ask.relay = take_id<core::BatchId>(in);
    ask.peer = take_id<core::SiteId>(in);
    ask.out_pages = in.number(k_most_relay_pages);
    ask.back_pages = in.number(k_most_relay_pages);
    ask.further = take_sites(in, k_most_on_route - 1);
    check_pages(in, ask.out_pages, ask.back_pages);
    if (!in.whole() || ask.relay == core::BatchId{}) {
        return malformed("relay ask");
    }
    return ask;
}

Bytes encode(const RelayTold& told)
{
    Writer out = begin_message(ContactKind::relay_told);
    put(out, told.pads);
    put(out, told.pages);
    return out.take();
}

Expected<RelayTold> decode_relay_told(ByteView message)
{
    Reader in = open_message(message, ContactKind::relay_told);
    RelayTold told;
    told.pads = take_pads(in);
    told.pages = take_tagged(in);
    if (!in.whole()) {
        return malformed("relay told");
    }
    return told;
}

Bytes encode_untagged(const RelayKey& key)
{
    Writer out = begin_message(ContactKind::relay_key);
    out.bytes(key.relay.view());
    put(out, key.proofs);
    out.number(key.cipher.size());
    out.bytes(key.cipher);
    return out.take();
}

Bytes encode(const RelayKey& key)
{
    Bytes bytes = encode_untagged(key);
    bytes.insert(bytes.end(), key.tag.bytes.begin(), key.tag.bytes.end());
    return bytes;
}

Expected<RelayKey> decode_relay_key(ByteView message)
{
    Reader in = open_message(message, ContactKind::relay_key);
    RelayKey key;
    key.relay = take_id<core::BatchId>(in);
    key.proofs = take_proofs(in);
    const ByteView cipher = in.bytes(in.number(k_most_relay_pages * core::k_page_bytes));
    key.cipher.assign(cipher.begin(), cipher.end());
    key.tag = take_id<core::Tag>(in);
    if (!in.whole() || key.proofs.size() != 2 || key.cipher.empty() ||
        key.cipher.size() % core::k_page_bytes != 0) {
        return malformed("relay key");
    }
    return key;
}

Bytes encode_relay(ContactKind kind, const core::BatchId& relay)
{
    Writer out = begin_message(kind);
    out.bytes(relay.view());
    return out.take();
}

Expected<core::BatchId> decode_relay(ContactKind kind, ByteView message)
{
    Reader in = open_message(message, kind);
    const auto relay = take_id<core::BatchId>(in);
    if (!in.whole()) {
        return malformed("the id of a relay");
    }
    return relay;
}

Bytes encode_word(ContactKind kind, const RelayWord& word)
{
    Writer out = begin_message(kind);
    out.bytes(word.relay.view());
    put(out, word.proofs);
    put(out, word.why);
    return out.take();
}

Expected<RelayWord> decode_word(ContactKind kind, ByteView message)
{
    Reader in = open_message(message, kind);
    RelayWord word;
    word.relay = take_id<core::BatchId>(in);
    word.proofs = take_proofs(in);
    word.why = take_text(in);
    const bool proves = word.proofs.size() == 2 && word.why.empty();
    const bool explains = word.proofs.empty() && !word.why.empty();
    const bool fits = kind == ContactKind::relay_stored ? proves
                      : kind == ContactKind::relay_news ? proves || explains
                                                        : explains;
    if (!in.whole() || !fits) {
        return malformed("a word about a relay");
    }
    return word;
}

} // namespace satpad::keyclient::satellite
