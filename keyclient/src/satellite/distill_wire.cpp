// SPDX-License-Identifier: GPL-3.0-or-later
#include "distill_wire.h"

namespace satpad::keyclient::satellite {

using core::ByteView;

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
