// SPDX-License-Identifier: GPL-3.0-or-later
// First bytes of the content (docs/format.md, "Content header"). Each byte costs key, so absent
// values take none; each value has one coding, so what was sealed is what a reader writes again.
#include <satpad/core/byte_codec.h>
#include <satpad/core/message_format.h>

#include <cstdlib>
#include <limits>

namespace satpad::core {
namespace {

constexpr unsigned k_mode_mask = 0x03;
constexpr unsigned k_codec_shift = 2;
constexpr unsigned k_codec_mask = 0x0f;
constexpr unsigned k_has_size = 0x40;
constexpr unsigned k_has_dimensions = 0x80;

Unexpected malformed(const char* what)
{
    return Unexpected(Errc::malformed, std::string("content header: ") + what);
}

void put_varint(ByteComposer& out, std::uint64_t value)
{
    while (value >= 0x80) {
        out.u8(static_cast<std::uint8_t>(0x80U | (value & 0x7fU)));
        value >>= 7U;
    }
    out.u8(static_cast<std::uint8_t>(value));
}

/// Shortest form only, not zero, at most `limit`.
Expected<std::uint64_t> take_varint(ByteParser& parser, std::uint64_t limit)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        const std::uint64_t byte = parser.u8();
        if (!parser.ok()) {
            return malformed("cut"); // rule 24
        }
        value |= (byte & 0x7fU) << shift;
        if ((byte & 0x80U) != 0) {
            continue;
        }
        if (byte == 0) { // rule 21: a needless last byte, or a zero that should be absent
            return malformed("a number is not in its shortest form");
        }
        if (value > limit) { // rule 22
            return malformed("a number is over its limit");
        }
        return value;
    }
    return malformed("a number is not in its shortest form");
}

Expected<void> take_name(ByteParser& parser, std::string& name)
{
    const std::size_t length = parser.u8();
    name = parser.text(length);
    if (!parser.ok()) {
        return malformed("cut"); // rule 24
    }
    if (!is_safe_name(name)) {
        return malformed("the name is not safe"); // rule 23
    }
    return {};
}

Expected<void> take_numbers(ByteParser& parser, unsigned first, ContentHeader& header)
{
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    if ((first & k_has_size) != 0) {
        auto size = take_varint(parser, k_max_content);
        if (!size) {
            return fail(std::move(size));
        }
        header.original_bytes = *size;
    }
    if ((first & k_has_dimensions) != 0) {
        auto width = take_varint(parser, most);
        if (!width) {
            return fail(std::move(width));
        }
        auto height = take_varint(parser, most);
        if (!height) {
            return fail(std::move(height));
        }
        header.width = static_cast<std::uint32_t>(*width);
        header.height = static_cast<std::uint32_t>(*height);
    }
    return {};
}

} // namespace

Bytes encode_content_header(const ContentHeader& header)
{
    if (!is_safe_name(header.name)) {
        std::abort();
    }
    const bool has_dimensions = header.width != 0 && header.height != 0;
    unsigned first = static_cast<unsigned>(header.mode) | static_cast<unsigned>(header.codec)
                                                              << k_codec_shift;
    first |= header.original_bytes != 0 ? k_has_size : 0U;
    first |= has_dimensions ? k_has_dimensions : 0U;
    ByteComposer out;
    out.u8(static_cast<std::uint8_t>(first));
    if (header.original_bytes != 0) {
        put_varint(out, header.original_bytes);
    }
    if (has_dimensions) {
        put_varint(out, header.width);
        put_varint(out, header.height);
    }
    out.u8(static_cast<std::uint8_t>(header.name.size())).text(header.name);
    return std::move(out).bytes();
}

Expected<DecodedContentHeader> decode_content_header(ByteView content_start)
{
    ByteParser parser(content_start);
    const unsigned first = parser.u8();
    if (!parser.ok()) {
        return malformed("cut"); // rule 24
    }
    const unsigned mode = first & k_mode_mask;
    const unsigned codec = first >> k_codec_shift & k_codec_mask;
    if (mode == 0) { // rule 19
        return malformed("unknown mode");
    }
    if (codec > static_cast<unsigned>(Codec::avif_with_metadata)) { // rule 20
        return malformed("unknown codec");
    }
    DecodedContentHeader made;
    made.header.mode = static_cast<SendMode>(mode);
    made.header.codec = static_cast<Codec>(codec);
    if (auto numbers = take_numbers(parser, first, made.header); !numbers) {
        return fail(std::move(numbers));
    }
    if (auto name = take_name(parser, made.header.name); !name) {
        return fail(std::move(name));
    }
    made.length = content_start.size() - parser.left();
    return made;
}

bool is_packed(Codec codec) noexcept
{
    return codec == Codec::jxl_from_jpeg || codec == Codec::zstd || codec == Codec::xz;
}

bool arrives_as_is(Codec codec) noexcept
{
    return codec == Codec::raw || codec == Codec::jxl || codec == Codec::avif;
}

Expected<void> check_payload(const ContentHeader& header, std::uint64_t payload_bytes)
{
    const bool exact = header.mode == SendMode::exact;
    const bool packed = is_packed(header.codec);
    if (exact ? !packed && header.codec != Codec::raw : packed) { // rule 25
        return Unexpected(Errc::malformed, "the codec is none of the mode's");
    }
    if (header.codec == Codec::raw && payload_bytes != header.original_bytes) { // rule 26
        return Unexpected(Errc::malformed, "the content promises another size than it carries");
    }
    if (packed && (header.original_bytes > k_max_packed_file || payload_bytes == 0 ||
                      payload_bytes >= header.original_bytes)) { // rule 27
        return Unexpected(Errc::malformed, "a packed file of a size that is never sent");
    }
    if (!exact && !arrives_as_is(header.codec) && payload_bytes > k_max_packed_file) { // rule 29
        return Unexpected(Errc::malformed, "a picture of a size that is never sent");
    }
    return {};
}

} // namespace satpad::core
