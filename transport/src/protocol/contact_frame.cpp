// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_frame.h"

#include <satpad/core/byte_codec.h>
#include <satpad/transport/error.h>

namespace satpad::transport {

using core::Bytes;
using core::ByteView;
using core::Expected;
using core::Unexpected;

Expected<void> read_verdict(std::byte octet)
{
    switch (static_cast<ContactVerdict>(octet)) {
    case ContactVerdict::admitted:
        return {};
    case ContactVerdict::busy:
        return Unexpected(
            make_error_code(Errc::limit), "the peer has a contact with this site already");
    case ContactVerdict::full:
        return Unexpected(make_error_code(Errc::limit), "the peer has too many contacts");
    case ContactVerdict::stopping:
        return Unexpected(make_error_code(Errc::closed), "the peer is stopping");
    }
    return Unexpected(make_error_code(Errc::protocol), "verdict on the contact");
}

Bytes begin_contact_frame(ByteView message, std::size_t most)
{
    core::ByteComposer frame;
    frame.u32(static_cast<std::uint32_t>(message.size()));
    frame.raw(message.first(std::min(message.size(), most - k_contact_head_bytes)));
    return std::move(frame).bytes();
}

Expected<std::size_t> ContactReader::feed(ByteView bytes)
{
    if (whole()) {
        return std::size_t{0};
    }
    const std::size_t of_head = std::min(bytes.size(), m_head.size() - m_head_bytes);
    std::copy_n(bytes.begin(), of_head, m_head.begin() + static_cast<std::ptrdiff_t>(m_head_bytes));
    m_head_bytes += of_head;
    if (m_head_bytes < m_head.size()) {
        return of_head;
    }
    if (m_length == 0 && !take_length()) {
        m_broken = true;
    }
    if (m_broken) {
        return Unexpected(make_error_code(Errc::protocol), "length of a contact's message");
    }
    const ByteView body = bytes.subspan(of_head);
    const ByteView taken = body.first(std::min(body.size(), m_length - m_message.size()));
    m_message.insert(m_message.end(), taken.begin(), taken.end());
    return of_head + taken.size();
}

bool ContactReader::take_length() noexcept
{
    const std::size_t length = core::ByteParser(m_head).u32();
    if (length == 0 || length > k_max_contact_message) {
        return false;
    }
    m_length = length;
    m_message.reserve(length); // untouched pages cost nothing until their bytes come
    return true;
}

Bytes ContactReader::take()
{
    m_head_bytes = 0;
    m_length = 0;
    return std::exchange(m_message, {});
}

} // namespace satpad::transport
