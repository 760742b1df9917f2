// SPDX-License-Identifier: GPL-3.0-or-later
#include "reader.h"

#include <algorithm>
#include <array>

namespace satpad::decoder {

// EXIF 2.3, section 4.5: a TIFF file with its orientation in the first folder, tag 274, type SHORT.
std::uint8_t exif_orientation(InputView exif) noexcept
{
    constexpr std::array<std::uint8_t, 6> k_head{'E', 'x', 'i', 'f', 0, 0};
    constexpr std::uint64_t k_tag_orientation = 274;
    constexpr std::uint64_t k_type_short = 3;
    if (exif.size() >= k_head.size() && std::equal(k_head.begin(), k_head.end(), exif.begin())) {
        exif = exif.subspan(k_head.size());
    }
    const auto mark = read_uint<2>(exif, 0, ByteOrder::big);
    if (mark != 0x4949U && mark != 0x4D4DU) {
        return 1;
    }
    const ByteOrder order = mark == 0x4949U ? ByteOrder::little : ByteOrder::big;
    const auto folder = read_uint<4>(exif, 4, order);
    const auto count = folder ? read_uint<2>(exif, *folder, order) : std::nullopt;
    for (std::uint64_t i = 0; count && i < *count; ++i) {
        const std::uint64_t entry = *folder + 2 + 12 * i;
        const auto tag = read_uint<2>(exif, entry, order);
        if (!tag) {
            return 1;
        }
        if (*tag == k_tag_orientation && read_uint<2>(exif, entry + 2, order) == k_type_short) {
            const auto value = read_uint<2>(exif, entry + 8, order);
            return value && *value >= 1 && *value <= 8 ? static_cast<std::uint8_t>(*value)
                                                       : std::uint8_t{1};
        }
    }
    return 1;
}

} // namespace satpad::decoder
