// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <string_view>

namespace satpad::core::image {

/// Writes boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2): big-endian, each with
/// its length in front, which is set when the box is closed.
class BoxWriter
{
public:
    explicit BoxWriter(std::size_t room = 0) { m_bytes.reserve(room); }

    /// An open box; its length is written when this goes.
    class Open
    {
    public:
        Open(BoxWriter& writer, std::size_t at)
            : m_writer(writer)
            , m_at(at)
        {}
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;
        Open(Open&&) = delete;
        Open& operator=(Open&&) = delete;
        ~Open() { m_writer.set_u32(m_at, static_cast<std::uint32_t>(m_writer.size() - m_at)); }

    private:
        BoxWriter& m_writer;
        std::size_t m_at;
    };

    [[nodiscard]] Open box(std::string_view type)
    {
        const std::size_t at = size();
        u32(0).text(type);
        return {*this, at};
    }
    [[nodiscard]] Open full_box(std::string_view type, std::uint8_t version, std::uint32_t flags)
    {
        const std::size_t at = size();
        u32(0).text(type).u32(std::uint32_t{version} << 24U | flags);
        return {*this, at};
    }

    BoxWriter& u8(std::uint8_t value)
    {
        m_bytes.push_back(static_cast<std::byte>(value));
        return *this;
    }
    BoxWriter& u16(std::uint16_t value)
    {
        return u8(static_cast<std::uint8_t>(value >> 8U)).u8(static_cast<std::uint8_t>(value));
    }
    BoxWriter& u32(std::uint32_t value)
    {
        return u16(static_cast<std::uint16_t>(value >> 16U)).u16(static_cast<std::uint16_t>(value));
    }
    BoxWriter& text(std::string_view text) { return raw(std::as_bytes(std::span(text))); }
    BoxWriter& raw(ByteView bytes)
    {
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
        return *this;
    }
    void set_u32(std::size_t at, std::uint32_t value)
    {
        for (unsigned i = 0; i < 4; ++i) {
            m_bytes[at + i] = static_cast<std::byte>(value >> (24U - 8U * i));
        }
    }
    [[nodiscard]] std::size_t size() const noexcept { return m_bytes.size(); }
    [[nodiscard]] Bytes take() && noexcept { return std::move(m_bytes); }

private:
    Bytes m_bytes;
};

/// Content of the first box of `type` in `boxes`; empty when there is none or a length is wrong.
[[nodiscard]] inline ByteView find_box(ByteView boxes, std::string_view type)
{
    constexpr std::size_t k_head = 8;
    while (boxes.size() >= k_head) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            size = size << 8U | std::to_integer<std::size_t>(boxes[i]);
        }
        if (size < k_head || size > boxes.size()) {
            return {};
        }
        bool same = true;
        for (std::size_t i = 0; i < 4; ++i) {
            same = same && std::to_integer<char>(boxes[4 + i]) == type[i];
        }
        if (same) {
            return boxes.subspan(k_head, size - k_head);
        }
        boxes = boxes.subspan(size);
    }
    return {};
}

} // namespace satpad::core::image
