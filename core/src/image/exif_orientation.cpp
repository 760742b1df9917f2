// SPDX-License-Identifier: GPL-3.0-or-later
#include "exif_block.h"

#include <satpad/core/byte_codec.h>

#include <string_view>

namespace satpad::core::image {
namespace {

constexpr std::uint64_t k_tag_orientation = 0x0112;
constexpr std::uint64_t k_type_short = 3;

class EitherOrder
{
public:
    EitherOrder(ByteView bytes, bool big)
        : m_bytes(bytes)
        , m_big(big)
    {}
    /// 0 past the end: no tag, type or orientation is 0.
    [[nodiscard]] std::uint64_t at(std::uint64_t place, std::size_t size) const noexcept
    {
        if (place > m_bytes.size() || m_bytes.size() - place < size) {
            return 0;
        }
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t next = m_big ? i : size - 1 - i;
            value = value << 8U |
                    std::to_integer<std::uint64_t>(m_bytes[static_cast<std::size_t>(place) + next]);
        }
        return value;
    }

private:
    ByteView m_bytes;
    bool m_big;
};

} // namespace

std::uint8_t read_exif_orientation(ByteView exif) noexcept
{
    constexpr std::string_view k_head{"Exif\0\0", 6};
    const auto starts_with = [&](std::string_view text) {
        const auto wanted = std::as_bytes(std::span(text));
        return exif.size() >= wanted.size() &&
               std::equal(wanted.begin(), wanted.end(), exif.begin());
    };
    if (starts_with(k_head)) {
        exif = exif.subspan(k_head.size());
    }
    const bool big = starts_with("MM");
    if (!big && !starts_with("II")) {
        return 1;
    }
    const EitherOrder in(exif, big);
    const std::uint64_t folder = in.at(4, 4);
    const std::uint64_t count = in.at(folder, 2);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t entry = folder + 2 + 12 * i;
        if (in.at(entry, 2) == k_tag_orientation && in.at(entry + 2, 2) == k_type_short) {
            const std::uint64_t value = in.at(entry + 8, 2);
            return value >= 1 && value <= 8 ? static_cast<std::uint8_t>(value) : std::uint8_t{1};
        }
    }
    return 1;
}

Bytes encode_orientation_block(std::uint8_t orientation)
{
    return ByteComposer()
        .text("II")
        .u16(42)
        .u32(8)
        .u16(1)
        .u16(static_cast<std::uint16_t>(k_tag_orientation))
        .u16(static_cast<std::uint16_t>(k_type_short))
        .u32(1)
        .u16(orientation)
        .u16(0)
        .u32(0)
        .bytes();
}

} // namespace satpad::core::image
