// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../keyclient/src/etsi014/pull_wire.h"
#include "fuzz.h"

#include <algorithm>

using namespace satpad::core;
using namespace satpad::keyclient::etsi014;
using satpad::keyclient::satellite::ContactKind;
using satpad::test::must;

namespace {

/// A decoded message has one coding, and a refused one is malformed.
template <typename Decoded, typename Encode>
void check(ByteView bytes, const Expected<Decoded>& decoded, const Encode& encode_again)
{
    if (!decoded) {
        must(decoded.error().is(satpad::core::Errc::malformed), "what is refused is malformed");
        return;
    }
    const Bytes again = encode_again(*decoded);
    must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
        "a message has one coding");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    const auto whole = [](const auto& decoded) { return encode(decoded); };
    check(bytes, decode_pull_begin(bytes), whole);
    check(bytes, decode_pull_ready(bytes), whole);
    const auto manifest = decode_manifest(bytes);
    check(bytes, manifest, whole);
    if (manifest) {
        must(manifest->key_ids.size() * manifest->key_bytes <= k_most_batch_bytes,
            "a batch is bounded");
        for (const std::string& id : manifest->key_ids) {
            must(!id.empty() && id.size() <= k_most_id_bytes, "an ID is bounded");
        }
    }
    check(bytes, decode_fetched(bytes), whole);
    check(bytes, decode_pull_cut(bytes), whole);
    check(bytes, decode_pull_held(bytes), whole);
    for (const ContactKind kind : {ContactKind::pull_close, ContactKind::pull_closed}) {
        check(bytes, decode_pull(kind, bytes), [&](const BatchId& pull) {
            return encode_pull(kind, pull);
        });
    }
    return 0;
}
