// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/metadata.h>

/// The two halves of strip_metadata; each takes a file that begins with its format's mark.
/// Errors: Errc::unreadable_file, unsupported_file.
namespace satpad::core::image {

[[nodiscard]] Expected<Bytes> strip_jpeg(ByteView file);
[[nodiscard]] Expected<Bytes> strip_png(ByteView file);

[[nodiscard]] bool starts_with(ByteView bytes, std::string_view text) noexcept;
[[nodiscard]] Unexpected not_strippable(const char* why);

} // namespace satpad::core::image
