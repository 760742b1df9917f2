// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reader.h"

namespace satpad::decoder {

/// Width and height as a file's head tells them, believed by nobody yet.
struct Size
{
    std::uint64_t width = 0;
    std::uint64_t height = 0;
};

/// A JPEG XL codestream, bare ("FF 0A") or in boxes.
[[nodiscard]] Size jxl_size(InputView input);

/// An AVIF still picture; refuses its relations (image sequences, HEIC) by name.
[[nodiscard]] Size avif_size(InputView input);

} // namespace satpad::decoder
