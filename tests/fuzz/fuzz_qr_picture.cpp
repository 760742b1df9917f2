// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "qr_code.h"

using namespace satpad::gui;

/// A width, then as many rows of gray samples as there are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0 || data[0] == 0) {
        return 0;
    }
    GrayPicture picture;
    picture.width = data[0];
    picture.height = static_cast<int>((size - 1) / data[0]);
    const auto count =
        static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
    picture.samples.assign(data + 1, data + 1 + count);
    const auto text = readQr(picture);
    satpad::test::must(!text || text->size() <= count, "no more text than pixels");
    if (count > 0) {
        picture.samples.pop_back();
        satpad::test::must(!readQr(picture), "a sample is missing");
    }
    return 0;
}
