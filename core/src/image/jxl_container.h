// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

namespace satpad::core::image {

/// A JPEG XL file of boxes (ISO/IEC 18181-2) around a bare codestream, with `exif` (a TIFF block,
/// without "Exif\0\0") inside, so that any viewer shows it. 64 bytes more than the two. Errors:
/// Errc::malformed (no bare codestream).
[[nodiscard]] Expected<Bytes> jxl_file_with_exif(ByteView codestream, ByteView exif);

} // namespace satpad::core::image
