// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <algorithm>

/// Little-endian coding of fixed-size fields, for every format of ours (docs/format.md,
/// "Conventions").
namespace satpad::core {

/// Appends fields to a byte string.
class ByteComposer
{
public:
    ByteComposer& u8(std::uint8_t value) { return little_endian(value, 1); }
    ByteComposer& u16(std::uint16_t value) { return little_endian(value, 2); }
    ByteComposer& u32(std::uint32_t value) { return little_endian(value, 4); }
    ByteComposer& u64(std::uint64_t value) { return little_endian(value, 8); }
    ByteComposer& raw(ByteView bytes)
    {
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
        return *this;
    }
    ByteComposer& text(std::string_view text) { return raw(std::as_bytes(std::span(text))); }
    /// Zero bytes up to the next multiple of `size`.
    ByteComposer& pad_to(std::size_t size)
    {
        m_bytes.resize((m_bytes.size() + size - 1) / size * size);
        return *this;
    }

    [[nodiscard]] const Bytes& bytes() const& noexcept { return m_bytes; }
    [[nodiscard]] Bytes bytes() && noexcept { return std::move(m_bytes); }

private:
    ByteComposer& little_endian(std::uint64_t value, unsigned size)
    {
        for (unsigned i = 0; i < size; ++i) {
            m_bytes.push_back(static_cast<std::byte>(value >> (8U * i) & 0xffU));
        }
        return *this;
    }

    Bytes m_bytes;
};

/// Takes fields off the front of `bytes`. A read past the end yields zeros and turns `ok()` false
/// for good, so a decoder may read a whole group of fields and ask once, before it uses any of
/// them.
class ByteParser
{
public:
    explicit ByteParser(ByteView bytes)
        : m_rest(bytes)
    {}

    [[nodiscard]] std::uint8_t u8() { return static_cast<std::uint8_t>(little_endian(1)); }
    [[nodiscard]] std::uint16_t u16() { return static_cast<std::uint16_t>(little_endian(2)); }
    [[nodiscard]] std::uint32_t u32() { return static_cast<std::uint32_t>(little_endian(4)); }
    [[nodiscard]] std::uint64_t u64() { return little_endian(8); }
    /// A view into the source; empty when fewer than `size` bytes are left.
    [[nodiscard]] ByteView raw(std::size_t size)
    {
        if (size > m_rest.size()) {
            m_ok = false;
            m_rest = {};
            return {};
        }
        const ByteView taken = m_rest.first(size);
        m_rest = m_rest.subspan(size);
        return taken;
    }
    [[nodiscard]] std::string text(std::size_t size)
    {
        const ByteView taken = raw(size);
        std::string made(taken.size(), '\0');
        std::transform(taken.begin(), taken.end(), made.begin(), [](std::byte b) {
            return std::to_integer<char>(b);
        });
        return made;
    }
    template <typename AnyId> [[nodiscard]] AnyId id()
    {
        AnyId made;
        const ByteView taken = raw(AnyId::k_size);
        std::copy(taken.begin(), taken.end(), made.bytes.begin());
        return made;
    }

    [[nodiscard]] bool ok() const noexcept { return m_ok; }
    [[nodiscard]] std::size_t left() const noexcept { return m_rest.size(); }
    /// Everything was there and nothing is left over.
    [[nodiscard]] bool done() const noexcept { return m_ok && m_rest.empty(); }

private:
    [[nodiscard]] std::uint64_t little_endian(std::size_t size)
    {
        const ByteView taken = raw(size);
        std::uint64_t value = 0;
        for (std::size_t i = taken.size(); i-- > 0;) {
            value = value << 8U | std::to_integer<std::uint64_t>(taken[i]);
        }
        return value;
    }

    ByteView m_rest;
    bool m_ok = true;
};

} // namespace satpad::core
