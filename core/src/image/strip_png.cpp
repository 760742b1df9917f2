// SPDX-License-Identifier: GPL-3.0-or-later
// Chunks: PNG 3rd edition (W3C), sections 5 and 11. Kept chunks are copied with their CRCs.
#include "exif_block.h"
#include "png_chunks.h"
#include "strip.h"

#include <algorithm>
#include <array>

namespace satpad::core::image {
namespace {

constexpr std::size_t k_signature_bytes = 8;
constexpr std::size_t k_header_bytes = 13;
constexpr std::size_t k_around = 12; ///< length, name, CRC
constexpr std::uint32_t k_longest = 0x7FFFFFFF;

/// Annex D: the CRC of ISO 3309, bit by bit from the lowest.
constexpr std::array<std::uint32_t, 256> k_crc_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t n = 0; n < table.size(); ++n) {
        std::uint32_t c = n;
        for (int bit = 0; bit < 8; ++bit) {
            c = (c & 1U) != 0 ? 0xEDB88320U ^ c >> 1U : c >> 1U;
        }
        table[n] = c;
    }
    return table;
}();

std::uint32_t crc_of(ByteView bytes)
{
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const std::byte b : bytes) {
        crc = k_crc_table[(crc ^ std::to_integer<std::uint32_t>(b)) & 0xFFU] ^ crc >> 8U;
    }
    return ~crc;
}

std::uint32_t big_endian(ByteView four)
{
    std::uint32_t value = 0;
    for (const std::byte b : four.first(4)) {
        value = value << 8U | std::to_integer<std::uint32_t>(b);
    }
    return value;
}

void put_big_endian(Bytes& out, std::uint32_t value)
{
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        out.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
    }
}

struct Chunk
{
    ByteView whole;
    std::string_view name;
    ByteView data;

    [[nodiscard]] bool crc_holds() const
    {
        return crc_of(whole.subspan(4, 4 + data.size())) == big_endian(whole.last(4));
    }
};

class PngStripper
{
public:
    explicit PngStripper(ByteView in)
        : m_in(in)
    {}

    Expected<Bytes> run()
    {
        m_out.reserve(m_in.size());
        put(m_in.first(k_signature_bytes));
        const Expected<std::uint8_t> orientation = find_orientation();
        if (!orientation) {
            return Unexpected(orientation.error());
        }
        m_at = k_signature_bytes;
        for (bool first = true;; first = false) {
            const Expected<Chunk> chunk = next();
            if (!chunk) {
                return Unexpected(chunk.error());
            }
            if (first != (chunk->name == "IHDR") ||
                (first && chunk->data.size() != k_header_bytes)) {
                return not_strippable("its header is not where it belongs");
            }
            if (std::ranges::find(k_pixel_chunks, chunk->name) != k_pixel_chunks.end()) {
                put(chunk->whole);
            }
            if (first && *orientation > 1) {
                put_orientation(*orientation);
            }
            if (chunk->name == "IEND") {
                return std::move(m_out);
            }
        }
    }

private:
    /// EXIF may stand behind the pixels too, and a chunk may say it only with its CRC right.
    Expected<std::uint8_t> find_orientation()
    {
        m_at = k_signature_bytes;
        for (;;) {
            const Expected<Chunk> chunk = next();
            if (!chunk) {
                return Unexpected(chunk.error());
            }
            if (chunk->name == "eXIf" && chunk->crc_holds()) {
                return read_exif_orientation(chunk->data);
            }
            if (chunk->name == "IEND") {
                return std::uint8_t{1};
            }
        }
    }

    Expected<Chunk> next()
    {
        const ByteView rest = m_in.subspan(m_at);
        if (rest.size() < k_around) {
            return not_strippable("cut off");
        }
        const std::uint32_t length = big_endian(rest);
        if (length > k_longest || length > rest.size() - k_around) {
            return not_strippable("a chunk longer than the file");
        }
        Chunk chunk;
        chunk.whole = rest.first(length + k_around);
        chunk.name = {reinterpret_cast<const char*>(rest.data()) + 4, 4};
        chunk.data = rest.subspan(8, length);
        const auto is_letter = [](char c) {
            return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        };
        if (!std::ranges::all_of(chunk.name, is_letter)) {
            return not_strippable("a chunk without a name");
        }
        const bool critical = chunk.name[0] >= 'A' && chunk.name[0] <= 'Z';
        if (critical && std::ranges::find(k_pixel_chunks, chunk.name) == k_pixel_chunks.end()) {
            return Unexpected(Errc::unsupported_file,
                "a PNG with a chunk its pixels need and no reader here knows; it cannot be stripped");
        }
        m_at += chunk.whole.size();
        return chunk;
    }

    void put(ByteView bytes) { m_out.insert(m_out.end(), bytes.begin(), bytes.end()); }
    void put_orientation(std::uint8_t orientation)
    {
        Bytes named{std::byte{'e'}, std::byte{'X'}, std::byte{'I'}, std::byte{'f'}};
        const Bytes block = encode_orientation_block(orientation);
        named.insert(named.end(), block.begin(), block.end());
        put_big_endian(m_out, static_cast<std::uint32_t>(block.size()));
        put(named);
        put_big_endian(m_out, crc_of(named));
    }

    ByteView m_in;
    std::size_t m_at = 0;
    Bytes m_out;
};

} // namespace

Expected<Bytes> strip_png(ByteView file)
{
    return PngStripper(file).run();
}

} // namespace satpad::core::image
