// SPDX-License-Identifier: GPL-3.0-or-later
#include "event_chain.h"

#include <sodium.h>

namespace satpad::core::ledger {
namespace {

template <std::size_t Size> void put_le(Bytes& out, std::uint64_t value)
{
    for (std::size_t i = 0; i < Size; ++i) {
        out.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xffU));
    }
}

void put(Bytes& out, ByteView bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

} // namespace

Bytes encode_event(const LedgerEvent& event)
{
    Bytes out;
    out.reserve(96 + event.kind.size() + event.note.size());
    put_le<8>(out, event.sequence);
    put_le<8>(out, static_cast<std::uint64_t>(event.time.seconds));
    put_le<1>(out, event.kind.size());
    put(out, std::as_bytes(std::span(event.kind)));
    put(out, event.pad.view());
    put_le<8>(out, event.first);
    put_le<8>(out, event.count);
    put(out, event.message.view());
    put_le<2>(out, event.note.size());
    put(out, std::as_bytes(std::span(event.note)));
    return out;
}

Digest chain(const Digest& previous, const LedgerEvent& event)
{
    const Bytes encoded = encode_event(event);
    Digest made;
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, made.bytes.size());
    const auto update = [&](ByteView bytes) {
        crypto_generichash_update(
            &state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    };
    update(previous.view());
    update(encoded);
    crypto_generichash_final(
        &state, reinterpret_cast<unsigned char*>(made.bytes.data()), made.bytes.size());
    return made;
}

} // namespace satpad::core::ledger
