// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <optional>

/// Bytes of the distillation messages. docs/distillation.md, "Messages". What is called for each
/// click stands here, to be part of its caller.
namespace satpad::keyclient::satellite {

/// Numbers of seven bits a byte, the lowest first, the top bit set on all but the last; bits eight to
/// a byte, the lowest first.
class Writer
{
public:
    explicit Writer(std::uint8_t kind) { m_bytes.push_back(std::byte{kind}); }
    void reserve(std::size_t bytes) { m_bytes.reserve(bytes); }
    void number(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7) {
            m_bytes.push_back(static_cast<std::byte>(0x80 | (value & 0x7F)));
        }
        m_bytes.push_back(static_cast<std::byte>(value));
    }
    void byte(std::uint8_t value) { m_bytes.push_back(std::byte{value}); }
    void bit(bool value)
    {
        if (m_bit == 0) {
            m_bytes.push_back(std::byte{0});
        }
        m_bytes.back() |= static_cast<std::byte>((value ? 1U : 0U) << m_bit);
        m_bit = (m_bit + 1) % 8;
    }
    /// The next bit begins a byte of its own.
    void end_bits() { m_bit = 0; }
    void bytes(core::ByteView bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
    [[nodiscard]] core::Bytes take() { return std::move(m_bytes); }

private:
    core::Bytes m_bytes;
    unsigned m_bit = 0; ///< next free one of the last byte; 0: none
};

/// Reads what Writer wrote. The first fault sticks: everything after it reads as zero, and `whole`
/// is false. No call reads past the end.
class Reader
{
public:
    explicit Reader(core::ByteView bytes)
        : m_bytes(bytes)
    {}
    /// At most `most`, in as few bytes as it takes.
    [[nodiscard]] std::uint64_t number(std::uint64_t most)
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; !m_bad; shift += 7) {
            const std::uint64_t next = byte();
            const bool too_long = shift > 63 || (shift == 63 && (next & 0x7F) > 1);
            if (m_bad || too_long || (next == 0 && shift > 0)) {
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
    [[nodiscard]] std::uint8_t byte()
    {
        if (m_bad || m_at == m_bytes.size()) {
            m_bad = true;
            return 0;
        }
        return std::to_integer<std::uint8_t>(m_bytes[m_at++]);
    }
    [[nodiscard]] bool bit()
    {
        if (m_bit == 0) {
            (void)byte();
        }
        if (m_bad) {
            return false;
        }
        const bool value = (std::to_integer<unsigned>(m_bytes[m_at - 1]) >> m_bit & 1) != 0;
        m_bit = (m_bit + 1) % 8;
        return value;
    }
    /// Bits that fill up the last byte must be zero.
    void end_bits();
    [[nodiscard]] core::ByteView bytes(std::size_t count);
    [[nodiscard]] std::size_t left() const { return m_bytes.size() - m_at; }
    /// Nothing was wrong and nothing is left.
    [[nodiscard]] bool whole() const { return !m_bad && m_at == m_bytes.size(); }
    [[nodiscard]] bool good() const { return !m_bad; }
    void refuse() { m_bad = true; }

private:
    core::ByteView m_bytes;
    std::size_t m_at = 0;
    unsigned m_bit = 0;
    bool m_bad = false;
};

} // namespace satpad::keyclient::satellite
