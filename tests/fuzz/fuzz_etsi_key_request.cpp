// SPDX-License-Identifier: GPL-3.0-or-later
// An SAE's request for keys: what is read with a number and a size is written back as the same.
#include "fuzz.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/etsi014/messages.h>

using namespace satpad::keyclient::etsi014;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto request = read_key_request({reinterpret_cast<const char*>(data), size});
    if (!request) {
        must(request.error().code == make_error_code(Errc::malformed), "a refusal is malformed");
        must(!request.error().context.empty(), "and has a reason");
        return 0;
    }
    must(request->additional_slave_sae_ids.size() <= size, "each SAE was there");
    must(request->mandatory_extensions + request->optional_extensions <= size,
        "so was each extension");
    if (request->number.value_or(-1) >= 0 && request->size.value_or(-1) >= 0) {
        const auto again =
            read_key_request(key_request_body(static_cast<std::uint64_t>(*request->number),
                static_cast<std::uint64_t>(*request->size)));
        must(again && again->number == request->number && again->size == request->size,
            "a request comes back");
    }
    return 0;
}
