// SPDX-License-Identifier: GPL-3.0-or-later
#include "varint.h"

namespace satpad::core::format {

Unexpected malformed(const char* what)
{
    return Unexpected(Errc::malformed, std::string("content header: ") + what);
}

void put_varint(ByteComposer& out, std::uint64_t value)
{
    while (value >= 0x80) {
        out.u8(static_cast<std::uint8_t>(0x80U | (value & 0x7fU)));
        value >>= 7U;
    }
    out.u8(static_cast<std::uint8_t>(value));
}

Expected<std::uint64_t> take_varint(ByteParser& parser, std::uint64_t limit)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        const std::uint64_t byte = parser.u8();
        if (!parser.ok()) {
            return malformed("cut"); // rule 24
        }
        value |= (byte & 0x7fU) << shift;
        if ((byte & 0x80U) != 0) {
            continue;
        }
        if (byte == 0) { // rule 21: a needless last byte, or a zero that should be absent
            return malformed("a number is not in its shortest form");
        }
        if (value > limit) { // rule 22
            return malformed("a number is over its limit");
        }
        return value;
    }
    return malformed("a number is not in its shortest form");
}

} // namespace satpad::core::format
