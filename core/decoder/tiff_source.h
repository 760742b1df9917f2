// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture.h"

#include <tiffio.h>

namespace satpad::decoder {

/// A TIFF file in memory and where libtiff stands in it. Must outlive the handle opened on it.
struct TiffSource
{
    InputView input;
    std::uint64_t at = 0;
};

/// Opens without memory maps; messages are dropped. Null when libtiff knows no such file.
[[nodiscard]] TIFF* open_tiff(TiffSource& source);

} // namespace satpad::decoder
