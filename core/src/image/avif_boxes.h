// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <cstdint>

/// AVIF without its boxes (docs/format.md, "AVIF without boxes"): the 282 bytes of a still picture's
/// file that both ends know anyway (about 170 more with alpha) do not travel. What is left are the
/// open bitstream units of AV1; their sequence header says everything the boxes must name.
namespace satpad::core::image {

/// The payload of an AVIF file that libavif wrote: one still picture, colour or gray, perhaps alpha.
/// Errors: Errc::internal when the file is not laid out like that.
[[nodiscard]] Expected<Bytes> strip_avif_boxes(ByteView file);

/// The AVIF file of `payload`, for any reader. `exif`, when not empty, is a TIFF block that goes in
/// as the picture's Exif item. The payload may come from a hostile peer: it is read strictly, and
/// the pixels inside stay for the decoder child. Errors: Errc::malformed naming what is wrong.
[[nodiscard]] Expected<Bytes> wrap_avif_payload(ByteView payload, ByteView exif = {});

} // namespace satpad::core::image
