// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_wire.h"

#include "contact_fields.h"

namespace satpad::keyclient::kme {

using core::Bytes;
using core::ByteView;
using core::Expected;
using satellite::begin_message;
using satellite::ContactKind;
using satellite::malformed;
using satellite::open_message;
using satellite::Reader;
using satellite::take_id;
using satellite::Writer;

namespace {

constexpr unsigned k_bits_of_u32 = 32;

} // namespace

Bytes encode(const KmeBegin& begin)
{
    Writer out = begin_message(ContactKind::kme_begin);
    out.byte(k_kme_version);
    out.bytes(begin.instance.view());
    const auto seconds = static_cast<std::uint32_t>(begin.expiry.count());
    for (unsigned shift = 0; shift < k_bits_of_u32; shift += 8) {
        out.byte(static_cast<std::uint8_t>(seconds >> shift));
    }
    return out.take();
}

Bytes encode_ready(const core::BatchId& instance)
{
    Writer out = begin_message(ContactKind::kme_ready);
    out.bytes(instance.view());
    return out.take();
}

Bytes encode(const Assign& assign)
{
    Writer out = begin_message(ContactKind::assign);
    satellite::put(out, assign.pages);
    satellite::put(out, assign.master);
    satellite::put(out, assign.slave);
    return out.take();
}

Bytes encode_assigned(const core::MessageId& use)
{
    Writer out = begin_message(ContactKind::assigned);
    out.bytes(use.view());
    return out.take();
}

Expected<KmeBegin> decode_begin(ByteView message)
{
    Reader in = open_message(message, ContactKind::kme_begin);
    if (in.byte() != k_kme_version) {
        in.refuse();
    }
    KmeBegin begin;
    begin.instance = take_id<core::BatchId>(in);
    std::uint32_t seconds = 0;
    for (unsigned shift = 0; shift < k_bits_of_u32; shift += 8) {
        seconds |= std::uint32_t{in.byte()} << shift;
    }
    begin.expiry = std::chrono::seconds(seconds);
    if (seconds == 0 || begin.expiry > k_longest_expiry) {
        in.refuse();
    }
    if (!in.whole()) {
        return malformed("a KME's beginning, or another version of it");
    }
    return begin;
}

Expected<core::BatchId> decode_ready(ByteView message)
{
    Reader in = open_message(message, ContactKind::kme_ready);
    const auto instance = take_id<core::BatchId>(in);
    if (!in.whole()) {
        return malformed("a KME that is ready");
    }
    return instance;
}

Expected<Assign> decode_assign(ByteView message)
{
    Reader in = open_message(message, ContactKind::assign);
    Assign assign;
    assign.pages = satellite::take_tagged(in);
    assign.master = satellite::take_text(in);
    assign.slave = satellite::take_text(in);
    if (!in.whole()) {
        return malformed("pages that are assigned");
    }
    return assign;
}

Expected<core::MessageId> decode_assigned(ByteView message)
{
    Reader in = open_message(message, ContactKind::assigned);
    const auto use = take_id<core::MessageId>(in);
    if (!in.whole()) {
        return malformed("the answer to pages that are assigned");
    }
    return use;
}

} // namespace satpad::keyclient::kme
