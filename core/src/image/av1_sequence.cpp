// SPDX-License-Identifier: GPL-3.0-or-later
#include "av1_sequence.h"

namespace satpad::core::image {
namespace {

constexpr unsigned k_sequence_header_unit = 0x0A; ///< type 1, with a size field, no extension
constexpr unsigned k_temporal_delimiter_unit = 0x12;

/// f(n) of the specification: most significant bit first. Past the end it gives zeros and says so.
class BitReader
{
public:
    explicit BitReader(ByteView in)
        : m_in(in)
    {}

    unsigned bits(unsigned count) noexcept
    {
        unsigned value = 0;
        for (unsigned i = 0; i < count; ++i, ++m_at) {
            const std::size_t byte = m_at / 8;
            const unsigned bit = byte < m_in.size()
                                     ? std::to_integer<unsigned>(m_in[byte]) >> (7 - m_at % 8) & 1U
                                     : 0U;
            value = value << 1U | bit;
        }
        return value;
    }
    bool flag() noexcept { return bits(1) == 1; }
    [[nodiscard]] bool ran_out() const noexcept { return m_at > m_in.size() * 8; }

private:
    ByteView m_in;
    std::size_t m_at = 0;
};

/// 5.5.2, color_config().
bool read_colours(BitReader& in, Av1Sequence& to) noexcept
{
    constexpr unsigned k_identity_srgb_primaries = 1;
    constexpr unsigned k_identity_srgb_transfer = 13;
    const bool high_depth = in.flag();
    to.bits = high_depth ? 10 : 8;
    if (to.profile == 2) {
        return false; // 4:2:2 and 12 bits: nothing here writes or wants them
    }
    to.monochrome = to.profile == 0 && in.flag();
    if (in.flag()) {
        to.primaries = static_cast<std::uint8_t>(in.bits(8));
        to.transfer = static_cast<std::uint8_t>(in.bits(8));
        to.matrix = static_cast<std::uint8_t>(in.bits(8));
    }
    if (to.monochrome) {
        to.full_range = in.flag();
        to.subsampled_x = to.subsampled_y = true;
        return true;
    }
    if (to.primaries == k_identity_srgb_primaries && to.transfer == k_identity_srgb_transfer &&
        to.matrix == 0) {
        return to.profile == 1;
    }
    to.full_range = in.flag();
    to.subsampled_x = to.subsampled_y = to.profile == 0;
    if (to.subsampled_x) {
        to.chroma_position = static_cast<std::uint8_t>(in.bits(2));
    }
    return true;
}

} // namespace

std::array<std::byte, 4> Av1Sequence::configuration() const noexcept
{
    const unsigned shape = (bits > 8 ? 0x40U : 0U) | (monochrome ? 0x10U : 0U) |
                           (subsampled_x ? 0x08U : 0U) | (subsampled_y ? 0x04U : 0U) |
                           chroma_position;
    return {std::byte{0x81},
        static_cast<std::byte>(unsigned{profile} << 5U | level),
        static_cast<std::byte>(shape),
        std::byte{0}};
}

std::optional<Av1Sequence> read_av1_sequence(ByteView units) noexcept
{
    // One byte is enough for the size of any sequence header (leb128, 4.10.5).
    if (units.size() < 2 || std::to_integer<unsigned>(units[0]) != k_sequence_header_unit) {
        return std::nullopt;
    }
    const auto size = std::to_integer<std::size_t>(units[1]);
    if (size >= 0x80 || size > units.size() - 2) {
        return std::nullopt;
    }
    BitReader in(units.subspan(2, size));
    Av1Sequence found;
    found.profile = static_cast<std::uint8_t>(in.bits(3));
    const bool still = in.flag();
    const bool reduced = in.flag();
    if (found.profile > 1 || !still || !reduced) {
        return std::nullopt;
    }
    found.level = static_cast<std::uint8_t>(in.bits(5));
    const unsigned width_bits = in.bits(4) + 1;
    const unsigned height_bits = in.bits(4) + 1;
    found.width = in.bits(width_bits) + 1;
    found.height = in.bits(height_bits) + 1;
    in.bits(6); // block size, filters and tools: the boxes do not name them
    if (!read_colours(in, found) || in.ran_out()) {
        return std::nullopt;
    }
    return found;
}

std::size_t temporal_delimiter_bytes(ByteView units) noexcept
{
    const bool there = units.size() >= 2 &&
                       std::to_integer<unsigned>(units[0]) == k_temporal_delimiter_unit &&
                       units[1] == std::byte{0};
    return there ? 2 : 0;
}

} // namespace satpad::core::image
