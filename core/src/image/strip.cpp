// SPDX-License-Identifier: GPL-3.0-or-later
#include "strip.h"

#include <algorithm>

namespace satpad::core::image {

bool starts_with(ByteView bytes, std::string_view text) noexcept
{
    const auto wanted = std::as_bytes(std::span(text));
    return bytes.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), bytes.begin());
}

Unexpected not_strippable(const char* why)
{
    return Unexpected(Errc::unreadable_file,
        std::string("the file is damaged (") + why +
            "): that all metadata is gone could not be shown");
}

Expected<Bytes> strip_metadata(ByteView file_bytes)
{
    if (starts_with(file_bytes, "\xFF\xD8\xFF")) {
        return strip_jpeg(file_bytes);
    }
    if (starts_with(file_bytes, "\x89PNG\r\n\x1a\n")) {
        return strip_png(file_bytes);
    }
    return Unexpected(Errc::unsupported_file,
        "only a JPEG or PNG file can be stripped as it is; a fitted picture (--budget) carries no "
        "metadata");
}

} // namespace satpad::core::image
