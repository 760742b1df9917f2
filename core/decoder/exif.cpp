// SPDX-License-Identifier: GPL-3.0-or-later
#include "exif_block.h"
#include "picture.h"

namespace satpad::decoder {

std::uint8_t exif_orientation(InputView exif) noexcept
{
    return core::image::read_exif_orientation(std::as_bytes(exif));
}

} // namespace satpad::decoder
