// SPDX-License-Identifier: GPL-3.0-or-later
#include "left_wire.h"

#include "contact_fields.h"

#include <satpad/core/answer_file.h>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

void put(Writer& out, const LeftId& id)
{
    out.bytes(id.from.view());
    out.bytes(id.to.view());
    out.bytes(id.message.view());
    out.byte(static_cast<std::uint8_t>(id.kind));
}

LeftId take_left_id(Reader& in)
{
    LeftId id;
    id.from = take_id<core::SiteId>(in);
    id.to = take_id<core::SiteId>(in);
    id.message = take_id<core::MessageId>(in);
    const std::uint8_t kind = in.byte();
    id.kind = kind == 1 ? LeftKind::answer : LeftKind::message;
    if (kind > 1) {
        in.refuse();
    }
    return id;
}

template <typename Decoded> Expected<Decoded> whole(const Reader& in, Decoded decoded)
{
    if (!in.whole()) {
        return Unexpected(Errc::malformed, "contact: a word about a message left");
    }
    return decoded;
}

} // namespace

Bytes encode_left(ContactKind kind, const LeftTold& told)
{
    Writer out = begin_message(kind);
    put(out, told.id);
    out.number(told.bytes);
    out.bytes(told.digest.view());
    return out.take();
}

Expected<LeftTold> decode_left_told(ContactKind kind, ByteView message)
{
    Reader in = open_message(message, kind);
    LeftTold told;
    told.id = take_left_id(in);
    told.bytes = in.number(k_most_left_bytes);
    told.digest = take_id<core::Digest>(in);
    const bool answer = told.id.kind == LeftKind::answer;
    if (told.bytes == 0 || told.id.from == told.id.to ||
        (answer && told.bytes != core::k_answer_file_bytes)) {
        in.refuse();
    }
    return whole(in, std::move(told));
}

Bytes encode_left(ContactKind kind, const LeftPlace& place)
{
    Writer out = begin_message(kind);
    put(out, place.id);
    out.number(place.at);
    return out.take();
}

Expected<LeftPlace> decode_left_place(ContactKind kind, ByteView message)
{
    Reader in = open_message(message, kind);
    LeftPlace place;
    place.id = take_left_id(in);
    place.at = in.number(k_most_left_bytes - 1);
    return whole(in, place);
}

Bytes encode_left(ContactKind kind, const LeftWord& word)
{
    Writer out = begin_message(kind);
    put(out, word.id);
    put(out, word.why);
    return out.take();
}

Expected<LeftWord> decode_left_word(ContactKind kind, ByteView message)
{
    Reader in = open_message(message, kind);
    LeftWord word;
    word.id = take_left_id(in);
    word.why = take_text(in);
    if (kind == ContactKind::data_back && word.why.empty()) {
        in.refuse();
    }
    return whole(in, std::move(word));
}

Bytes encode_left(ContactKind kind, const LeftId& id)
{
    Writer out = begin_message(kind);
    put(out, id);
    return out.take();
}

Expected<LeftId> decode_left_id(ContactKind kind, ByteView message)
{
    Reader in = open_message(message, kind);
    const LeftId id = take_left_id(in);
    return whole(in, id);
}

Bytes encode(const LeftPart& part)
{
    Writer out = begin_message(ContactKind::data_part);
    put(out, part.id);
    out.number(part.at);
    out.number(part.bytes.size());
    out.bytes(part.bytes);
    return out.take();
}

Expected<LeftPart> decode_left_part(ByteView message)
{
    Reader in = open_message(message, ContactKind::data_part);
    LeftPart part;
    part.id = take_left_id(in);
    part.at = in.number(k_most_left_bytes - 1);
    const ByteView bytes = in.bytes(in.number(k_most_part));
    part.bytes.assign(bytes.begin(), bytes.end());
    if (bytes.empty()) {
        in.refuse();
    }
    return whole(in, std::move(part));
}

} // namespace satpad::keyclient::satellite
