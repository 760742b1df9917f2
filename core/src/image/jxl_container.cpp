// SPDX-License-Identifier: GPL-3.0-or-later
#include "jxl_container.h"

#include <algorithm>
#include <limits>

namespace satpad::core::image {
namespace {

/// Section 4 of ISO/IEC 18181-2: the signature box, then the file type box.
constexpr std::string_view k_start{"\0\0\0\x0CJXL \r\n\x87\n"
                                   "\0\0\0\x14"
                                   "ftypjxl \0\0\0\0jxl ",
    32};

class Boxes
{
public:
    explicit Boxes(std::size_t room) { m_bytes.reserve(room); }

    void raw(ByteView bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
    void text(std::string_view text) { raw(std::as_bytes(std::span(text))); }
    void begin_box(std::string_view name, std::size_t content_bytes)
    {
        const std::uint64_t size = content_bytes + 8;
        for (const unsigned shift : {24U, 16U, 8U, 0U}) {
            m_bytes.push_back(static_cast<std::byte>(size >> shift & 0xFFU));
        }
        text(name);
    }
    [[nodiscard]] Bytes taken() { return std::move(m_bytes); }

private:
    Bytes m_bytes;
};

} // namespace

Expected<Bytes> jxl_file_with_exif(ByteView codestream, ByteView exif)
{
    constexpr std::size_t k_most = std::numeric_limits<std::uint32_t>::max() - 8;
    if (codestream.size() < 2 || codestream.size() > k_most || codestream[0] != std::byte{0xFF} ||
        codestream[1] != std::byte{0x0A}) {
        return Unexpected(Errc::malformed, "no JPEG XL codestream behind the metadata block");
    }
    constexpr std::string_view k_no_offset{"\0\0\0\0", 4}; // the TIFF head follows at once
    Boxes out(k_start.size() + 8 + k_no_offset.size() + exif.size() + 8 + codestream.size());
    out.text(k_start);
    out.begin_box("Exif", k_no_offset.size() + exif.size());
    out.text(k_no_offset);
    out.raw(exif);
    out.begin_box("jxlc", codestream.size());
    out.raw(codestream);
    return out.taken();
}

} // namespace satpad::core::image
