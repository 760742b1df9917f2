// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "qr_code.h"

using namespace satpad::gui;

/// Behind the error correction, which a changed code does not pass.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const int version = 1 + data[0] % k_qrMostVersion;
    const auto text = qrTextOf({data + 1, data + size}, version);
    satpad::test::must(!text || text->size() <= 4 * size, "no more text than the words hold");
    return 0;
}
