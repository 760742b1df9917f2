// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../keyclient/src/courier/courier_file.h"
#include "fuzz.h"

using namespace satpad::core;
using namespace satpad::keyclient;
using satpad::test::must;

namespace {

void try_manifest(ByteView bytes)
{
    const auto manifest = courier::decode_manifest(bytes);
    if (!manifest) {
        must(manifest.error().is(Errc::malformed), "what is refused is malformed");
        return;
    }
    const Bytes again = courier::encode_manifest(*manifest);
    must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
        "a manifest has one coding");
    must(courier::file_bytes(*manifest) > courier::key_bytes(*manifest),
        "the file's length does not wrap");
    must(courier::key_bytes(*manifest) >= courier::k_min_pad_pages * k_page_bytes, "there is key");
}

void try_reply(ByteView bytes)
{
    const auto reply = courier::decode_reply(bytes);
    if (!reply) {
        must(reply.error().is(Errc::malformed), "what is refused is malformed");
        return;
    }
    const Bytes again = courier::encode_reply(*reply);
    must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
        "a reply has one coding");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    static_cast<void>(courier::kind_of(bytes).has_value());
    const auto length = courier::manifest_length(bytes);
    must(!length || *length <= courier::k_max_manifest_bytes, "a manifest's length is bounded");
    try_manifest(bytes);
    try_reply(bytes);
    return 0;
}
