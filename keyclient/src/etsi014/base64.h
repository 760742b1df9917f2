// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

/// Base64 (RFC 4648, section 4) of key: bytes go straight to where they shall lie.
namespace satpad::keyclient::etsi014 {

[[nodiscard]] constexpr std::size_t base64_length(std::size_t bytes) noexcept
{
    return (bytes + 2) / 3 * 4;
}

/// Padded. `into` takes base64_length(bytes.size()) octets exactly.
void encode_base64(core::ByteView bytes, core::MutableByteView into);

/// Letter by letter into `into`. Line breaks and missing padding are taken, nothing else that RFC
/// 4648 does not have. Leaves no key in itself once it is finished or cleared.
class Base64Decoder
{
public:
    explicit Base64Decoder(core::MutableByteView into)
        : m_into(into)
    {}
    Base64Decoder(const Base64Decoder&) = delete;
    Base64Decoder& operator=(const Base64Decoder&) = delete;
    Base64Decoder(Base64Decoder&&) = delete;
    Base64Decoder& operator=(Base64Decoder&&) = delete;
    ~Base64Decoder();

    /// False: not base64, or more than fits (`full`).
    [[nodiscard]] bool take(char letter);
    [[nodiscard]] bool finish() const;
    [[nodiscard]] bool full() const noexcept { return m_full; }
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }

private:
    [[nodiscard]] bool put(std::uint32_t byte);

    core::MutableByteView m_into;
    std::size_t m_size = 0;
    std::uint32_t m_bits = 0;
    unsigned m_count = 0;   ///< bits held back
    unsigned m_letters = 0; ///< of the group of four
    unsigned m_padding = 0;
    bool m_full = false;
};

} // namespace satpad::keyclient::etsi014
