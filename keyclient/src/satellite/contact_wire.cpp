// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_wire.h"

#include "contact_fields.h"
#include "rising.h"

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

Expected<ContactKind> kind_of(ByteView message)
{
    const std::uint8_t kind = message.empty() ? 0 : std::to_integer<std::uint8_t>(message.front());
    const bool of_desk = kind >= static_cast<std::uint8_t>(k_first_of_desks) &&
                         kind <= static_cast<std::uint8_t>(ContactKind::assigned);
    const bool other = kind >= static_cast<std::uint8_t>(ContactKind::hello) &&
                       kind <= static_cast<std::uint8_t>(ContactKind::data_back);
    if (!of_desk && !other) {
        return malformed("no such message");
    }
    return static_cast<ContactKind>(kind);
}

Bytes encode_plain(ContactKind kind)
{
    return begin_message(kind).take();
}

Bytes encode(const Hello& hello)
{
    Writer out = begin_message(ContactKind::hello);
    out.byte(k_contact_version);
    put(out, hello.proofs);
    return out.take();
}

Expected<Hello> decode_hello(ByteView message)
{
    Reader in = open_message(message, ContactKind::hello);
    if (in.byte() != k_contact_version) {
        return malformed("another version of the contact protocol");
    }
    Hello hello;
    hello.proofs = take_proofs(in);
    if (!in.whole()) {
        return malformed("hello");
    }
    return hello;
}

Bytes encode(const Welcome& welcome)
{
    Writer out = begin_message(ContactKind::welcome);
    out.byte(k_contact_version);
    put(out, welcome.name);
    put(out, welcome.source);
    out.number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, welcome.clock.seconds)));
    put(out, welcome.proofs);
    return out.take();
}

Expected<Welcome> decode_welcome(ByteView message)
{
    Reader in = open_message(message, ContactKind::welcome);
    if (in.byte() != k_contact_version) {
        return malformed("another version of the contact protocol");
    }
    Welcome welcome;
    welcome.name = take_text(in);
    welcome.source = take_link(in);
    welcome.clock.seconds = static_cast<std::int64_t>(in.number(k_most_time));
    welcome.proofs = take_proofs(in);
    if (!in.whole()) {
        return malformed("welcome");
    }
    return welcome;
}

Bytes encode(const PassBegin& begins)
{
    Writer out = begin_message(ContactKind::pass_begin);
    out.bytes(begins.pass.view());
    put(out, begins.label);
    put(out, begins.flight);
    put(out, begins.tag);
    return out.take();
}

Expected<PassBegin> decode_pass_begin(ByteView message)
{
    Reader in = open_message(message, ContactKind::pass_begin);
    PassBegin begins;
    begins.pass = take_id<core::BatchId>(in);
    begins.label = take_text(in);
    begins.flight = take_flight(in);
    begins.tag = take_tagged(in);
    if (!in.whole()) {
        return malformed("pass begin");
    }
    return begins;
}

Bytes encode(const PassReady& ready)
{
    Writer out = begin_message(ContactKind::pass_ready);
    put(out, ready.tag);
    out.bytes(ready.down.view());
    out.bytes(ready.up.view());
    put_real(out, ready.to_station);
    return out.take();
}

Expected<PassReady> decode_pass_ready(ByteView message)
{
    Reader in = open_message(message, ContactKind::pass_ready);
    PassReady ready;
    ready.tag = take_tagged(in);
    ready.down = take_id<core::PadId>(in);
    ready.up = take_id<core::PadId>(in);
    ready.to_station = take_real(in, 0, 1);
    if (!in.whole() || ready.down == ready.up) {
        return malformed("pass ready");
    }
    return ready;
}

Bytes encode_light_ask(std::uint64_t second)
{
    Writer out = begin_message(ContactKind::light_ask);
    out.number(second);
    return out.take();
}

Expected<std::uint64_t> decode_light_ask(ByteView message)
{
    Reader in = open_message(message, ContactKind::light_ask);
    const std::uint64_t second = in.number(k_most_seconds_of_pass);
    if (!in.whole()) {
        return malformed("light ask");
    }
    return second;
}

Bytes encode_light(const std::vector<Measured>& clicks)
{
    Writer out = begin_message(ContactKind::light);
    out.reserve(16 + clicks.size() * 8); // bits of key: no copies are left behind
    put_rising(out, clicks, [](const Measured& click) { return click.pulse; });
    for (const Measured& click : clicks) {
        out.bit(click.basis == Basis::x);
        out.bit(click.bit);
    }
    return out.take();
}

Expected<std::vector<Measured>> decode_light(ByteView message)
{
    Reader in = open_message(message, ContactKind::light);
    std::vector<Measured> clicks =
        take_rising<Measured>(in, k_most_clicks, [](std::uint64_t pulse) {
            return Measured{pulse, Basis::z, false};
        });
    for (Measured& click : clicks) {
        click.basis = in.bit() ? Basis::x : Basis::z;
        click.bit = in.bit();
    }
    in.end_bits();
    if (!in.whole()) {
        return malformed("light");
    }
    return clicks;
}

Bytes encode_said(ByteView message)
{
    Writer out = begin_message(ContactKind::said);
    out.bytes(message);
    return out.take();
}

Expected<Bytes> decode_said(ByteView message)
{
    Reader in = open_message(message, ContactKind::said);
    const ByteView said = in.bytes(in.left());
    if (!in.whole() || said.empty()) {
        return malformed("said");
    }
    return Bytes(said.begin(), said.end());
}

Bytes encode_answers(const std::vector<Bytes>& answers)
{
    Writer out = begin_message(ContactKind::answers);
    out.number(answers.size());
    for (const Bytes& answer : answers) {
        out.number(answer.size());
        out.bytes(answer);
    }
    return out.take();
}

Expected<std::vector<Bytes>> decode_answers(ByteView message)
{
    Reader in = open_message(message, ContactKind::answers);
    const std::uint64_t count = in.number(k_most_answers);
    std::vector<Bytes> answers;
    for (std::uint64_t i = 0; i < count && in.good(); ++i) {
        const ByteView answer = in.bytes(in.number(in.left()));
        answers.emplace_back(answer.begin(), answer.end());
    }
    if (!in.whole()) {
        return malformed("answers");
    }
    return answers;
}

Bytes encode_stored(const std::vector<PadProof>& proofs)
{
    Writer out = begin_message(ContactKind::stored);
    put(out, proofs);
    return out.take();
}

Expected<std::vector<PadProof>> decode_stored(ByteView message)
{
    Reader in = open_message(message, ContactKind::stored);
    std::vector<PadProof> proofs = take_proofs(in);
    if (!in.whole()) {
        return malformed("stored");
    }
    return proofs;
}

Bytes encode(const Refused& refused)
{
    Writer out = begin_message(ContactKind::refused);
    out.byte(refused.kind);
    put(out, refused.why);
    return out.take();
}

Expected<Refused> decode_refused(ByteView message)
{
    Reader in = open_message(message, ContactKind::refused);
    Refused refused;
    refused.kind = in.byte();
    refused.why = take_text(in);
    if (!in.whole()) {
        return malformed("refused");
    }
    return refused;
}

} // namespace satpad::keyclient::satellite
