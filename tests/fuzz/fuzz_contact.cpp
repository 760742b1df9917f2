// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../keyclient/src/satellite/contact_wire.h"
#include "../../keyclient/src/satellite/left_wire.h"
#include "../../keyclient/src/satellite/relay_wire.h"
#include "fuzz.h"

#include <algorithm>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using satpad::test::must;

namespace {

/// A decoded message has one coding, and a refused one is malformed.
template <typename Decoded, typename Encode>
void check(ByteView bytes, const Expected<Decoded>& decoded, const Encode& encode_again)
{
    if (!decoded) {
        must(decoded.error().is(Errc::malformed), "what is refused is malformed");
        return;
    }
    const Bytes again = encode_again(*decoded);
    must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
        "a message has one coding");
}

void check_relays(ByteView bytes)
{
    const auto whole = [](const auto& decoded) { return encode(decoded); };
    check(bytes, decode_relay_ask(bytes), whole);
    check(bytes, decode_relay_told(bytes), whole);
    check(bytes, decode_relay_key(bytes), whole);
    for (const ContactKind kind : {ContactKind::relay_next,
             ContactKind::relay_taken,
             ContactKind::relay_heard,
             ContactKind::relay_noted}) {
        check(bytes, decode_relay(kind, bytes), [&](const BatchId& relay) {
            return encode_relay(kind, relay);
        });
    }
    for (const ContactKind kind : {ContactKind::relay_stored,
             ContactKind::relay_given_up,
             ContactKind::relay_wait,
             ContactKind::relay_news}) {
        check(bytes, decode_word(kind, bytes), [&](const RelayWord& word) {
            return encode_word(kind, word);
        });
    }
}

void check_left(ByteView bytes)
{
    check(bytes, decode_left_part(bytes), [](const LeftPart& part) { return encode(part); });
    const auto check_kinds = [&](std::initializer_list<ContactKind> kinds, const auto& decode) {
        for (const ContactKind kind : kinds) {
            check(bytes, decode(kind, bytes), [&](const auto& decoded) {
                return encode_left(kind, decoded);
            });
        }
    };
    check_kinds({ContactKind::data_leave, ContactKind::data_there}, decode_left_told);
    check_kinds({ContactKind::data_has, ContactKind::data_fetch}, decode_left_place);
    check_kinds({ContactKind::data_have, ContactKind::data_back}, decode_left_word);
    check_kinds(
        {ContactKind::data_kept, ContactKind::data_next, ContactKind::data_gone}, decode_left_id);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    static_cast<void>(kind_of(bytes).has_value());
    const auto whole = [](const auto& decoded) { return encode(decoded); };
    check(bytes, decode_hello(bytes), whole);
    check(bytes, decode_welcome(bytes), whole);
    check(bytes, decode_pass_begin(bytes), whole);
    check(bytes, decode_pass_ready(bytes), whole);
    check(bytes, decode_light_ask(bytes), [](std::uint64_t n) { return encode_light_ask(n); });
    check(bytes, decode_light(bytes), [](const auto& one) { return encode_light(one); });
    check(bytes, decode_said(bytes), [](const auto& one) { return encode_said(one); });
    check(bytes, decode_answers(bytes), [](const auto& one) { return encode_answers(one); });
    check(bytes, decode_stored(bytes), [](const auto& one) { return encode_stored(one); });
    check(bytes, decode_refused(bytes), whole);
    check_relays(bytes);
    check_left(bytes);
    return 0;
}
