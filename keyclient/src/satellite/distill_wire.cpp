// SPDX-License-Identifier: GPL-3.0-or-later
#include "distill_wire.h"

namespace satpad::keyclient::satellite {

using core::ByteView;

std::uint64_t Reader::number(std::uint64_t most)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; !m_bad; shift += 7) {
        const std::uint64_t next = byte();
        if (m_bad || shift > 63 || (shift == 63 && (next & 0x7F) > 1) || (next == 0 && shift > 0)) {
            break;
        }
        value |= (next & 0x7F) << shift;
        if (next < 0x80) {
            m_bad = value > most;
            return m_bad ? 0 : value;
        }
    }
    m_bad = true;
    return 0;
}

void Reader::end_bits()
{
    if (m_bit != 0 && !m_bad) {
        m_bad = std::to_integer<unsigned>(m_bytes[m_at - 1]) >> m_bit != 0;
    }
    m_bit = 0;
}

ByteView Reader::bytes(std::size_t count)
{
    if (m_bad || count > left()) {
        m_bad = true;
        return {};
    }
    m_at += count;
    return m_bytes.subspan(m_at - count, count);
}

} // namespace satpad::keyclient::satellite
