// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "qr_code.h"

using namespace satpad::gui;

/// A side, whether there is such a code or not, and a bit for each module; light where none is left.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    QrModules code;
    code.side = data[0];
    const auto count = static_cast<std::size_t>(code.side) * static_cast<std::size_t>(code.side);
    code.dark.resize(count);
    for (std::size_t i = 0; i < count && 1 + i / 8 < size; ++i) {
        code.dark[i] = ((static_cast<unsigned>(data[1 + i / 8]) >> (7 - i % 8)) & 1U) != 0;
    }
    const auto text = decodeQr(code);
    const int version = (code.side - 17) / 4;
    satpad::test::must(!text || (version >= 1 && version <= k_qrMostVersion), "such a code exists");
    satpad::test::must(!text || text->size() <= count / 2, "no more text than modules hold");
    return 0;
}
