// SPDX-License-Identifier: GPL-3.0-or-later
// An SAE's list of key IDs: exact texts, in order, no more than allowed.
#include "fuzz.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/etsi014/messages.h>

using namespace satpad::keyclient::etsi014;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto ids = read_key_ids(body, 8);
    if (!ids) {
        const auto code = ids.error().code;
        must(code == make_error_code(Errc::malformed) || code == make_error_code(Errc::too_large),
            "a refusal is malformed or too large");
        return 0;
    }
    must(!ids->empty() && ids->size() <= 8, "as many as allowed");
    const auto again = read_key_ids(key_ids_body(*ids), ids->size());
    must(again && *again == *ids, "the list comes back");
    must(!read_key_ids(body, ids->size() - 1), "one more is refused");
    return 0;
}
