// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/contact.h>

/// The bytes of docs/protocol.md, "Contacts": bytes in, messages out, and back. No I/O.
namespace satpad::transport {

inline constexpr std::size_t k_contact_head_bytes = 4;

/// The listener's one octet before all frames.
enum class ContactVerdict : std::uint8_t
{
    admitted = 0,
    busy = 1,    ///< this peer has a contact already
    full = 2,    ///< too many contacts
    stopping = 3 ///< the site is shutting down
};
/// What the dialler makes of the octet. Errors: Errc::limit, closed; protocol for any other octet.
[[nodiscard]] core::Expected<void> read_verdict(std::byte octet);

/// Head and first bytes of the frame of `message`: what fits in `most` bytes, so that a small
/// message is one write. `most` is above k_contact_head_bytes.
[[nodiscard]] core::Bytes begin_contact_frame(core::ByteView message, std::size_t most);

/// Cuts a byte stream into messages. A length is checked when its four bytes are there; memory is
/// taken as the message's bytes come.
class ContactReader
{
public:
    /// Takes bytes up to the end of one message at most; returns how many. A whole message is to be
    /// taken before the next call. Errors: Errc::protocol; every later call fails too.
    [[nodiscard]] core::Expected<std::size_t> feed(core::ByteView bytes);
    [[nodiscard]] bool whole() const noexcept
    {
        return m_length > 0 && m_message.size() == m_length;
    }
    [[nodiscard]] core::Bytes take();
    /// A frame has begun and is not whole.
    [[nodiscard]] bool within_frame() const noexcept { return m_head_bytes > 0 && !whole(); }

private:
    [[nodiscard]] bool take_length() noexcept;

    std::array<std::byte, k_contact_head_bytes> m_head{};
    std::size_t m_head_bytes = 0;
    std::size_t m_length = 0; ///< 0 until it is known
    core::Bytes m_message;
    bool m_broken = false;
};

} // namespace satpad::transport
