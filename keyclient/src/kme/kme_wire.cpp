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

Bytes encode_begin(const core::BatchId& instance)
{
    Writer out = begin_message(ContactKind::kme_begin);
    out.byte(k_kme_version);
    out.bytes(instance.view());
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

Expected<core::BatchId> decode_begin(ByteView message)
{
    Reader in = open_message(message, ContactKind::kme_begin);
    if (in.byte() != k_kme_version) {
        in.refuse();
    }
    const auto instance = take_id<core::BatchId>(in);
    if (!in.whole()) {
        return malformed("a KME's beginning, or another version of it");
    }
    return instance;
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
