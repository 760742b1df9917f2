// SPDX-License-Identifier: GPL-3.0-or-later
// A KME's status: what is read is written back and read as the same.
#include "fuzz.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/etsi014/messages.h>

using namespace satpad::keyclient::etsi014;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto status = read_status({reinterpret_cast<const char*>(data), size});
    if (!status) {
        must(status.error().code == make_error_code(Errc::malformed), "a refusal is malformed");
        return 0;
    }
    const std::string body = status_body(*status);
    if (status->source_kme_id.size() >= 1024 || status->target_kme_id.size() >= 1024 ||
        status->master_sae_id.size() >= 1024 || status->slave_sae_id.size() >= 1024) {
        return 0; // cut, perhaps within a character
    }
    const auto again = read_status(body);
    must(again && status_body(*again) == body, "a status comes back");
    return 0;
}
