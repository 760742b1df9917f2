// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../keyclient/src/kme/key_id.h"
#include "../../keyclient/src/kme/kme_wire.h"
#include "../../keyclient/src/kme/request_target.h"
#include "fuzz.h"

#include <algorithm>

using namespace satpad::core;
using namespace satpad::keyclient::kme;
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

/// What an SAE sends: the path of a request, and a key ID.
void check_text(std::string_view text)
{
    if (const auto target = parse_target(text)) {
        must(!target->sae.empty() && target->sae.size() <= text.size(), "a path names an SAE");
    }
    if (const auto id = parse_key_id(text)) {
        must(text_of(*id) == text, "a key ID has one spelling");
        const auto place = place_of(*id);
        must(!place || place->pages() <= 2048, "a key is bounded");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    check(bytes, decode_begin(bytes), [](const KmeBegin& begin) { return encode(begin); });
    check(bytes, decode_ready(bytes), encode_ready);
    check(bytes, decode_assign(bytes), [](const Assign& assign) { return encode(assign); });
    check(bytes, decode_assigned(bytes), encode_assigned);
    check_text({reinterpret_cast<const char*>(data), size});
    return 0;
}
