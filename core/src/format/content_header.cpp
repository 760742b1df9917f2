// SPDX-License-Identifier: GPL-3.0-or-later
// First bytes of the content (docs/format.md, "Content header"). Each byte costs key, so absent
// values take none; each value has one coding, so what was sealed is what a reader writes again.
#include "varint.h"

#include <satpad/core/message_format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace satpad::core {
namespace {

constexpr unsigned k_mode_mask = 0x03;
constexpr unsigned k_codec_shift = 2;
constexpr unsigned k_codec_mask = 0x0f;
constexpr unsigned k_has_size = 0x40;
constexpr unsigned k_has_dimensions = 0x80;

using format::malformed;
using format::put_varint;
using format::take_varint;

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

/// The mark of an answer, where there is one, and the first byte of the header behind it.
Expected<unsigned> take_first(ByteParser& parser, ContentHeader& header)
{
    unsigned first = parser.u8();
    if (first == format::k_answer_first) {
        header.answers = parser.id<RequestMark>();
        first = parser.u8();
    }
    if (!parser.ok()) {
        return malformed("cut"); // rule 24
    }
    if ((first & k_mode_mask) == 0) { // rule 19
        return malformed("unknown mode");
    }
    return first;
}

} // namespace

RequestMark mark_of(const MessageId& request) noexcept
{
    RequestMark mark;
    std::copy_n(request.bytes.begin(), mark.bytes.size(), mark.bytes.begin());
    return mark;
}

Bytes encode_content_header(const ContentHeader& header)
{
    if (!is_safe_name(header.name) || header.mode == SendMode::request) {
        std::abort();
    }
    const bool has_dimensions = header.width != 0 && header.height != 0;
    unsigned first = static_cast<unsigned>(header.mode) | static_cast<unsigned>(header.codec)
                                                              << k_codec_shift;
    first |= header.original_bytes != 0 ? k_has_size : 0U;
    first |= has_dimensions ? k_has_dimensions : 0U;
    ByteComposer out;
    if (header.answers) {
        out.u8(format::k_answer_first).raw(header.answers->view());
    }
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
    DecodedContentHeader made;
    const auto taken = take_first(parser, made.header);
    if (!taken) {
        return Unexpected(taken.error());
    }
    const unsigned first = *taken;
    const unsigned codec = first >> k_codec_shift & k_codec_mask;
    if (codec > static_cast<unsigned>(Codec::avif_with_metadata)) { // rule 20
        return malformed("unknown codec");
    }
    made.header.mode = static_cast<SendMode>(first & k_mode_mask);
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
    if (exact ? !packed && header.codec != Codec::raw : packed) { // rule 28
        return Unexpected(Errc::malformed, "the codec is none of the mode's");
    }
    if (header.codec == Codec::raw && payload_bytes != header.original_bytes) { // rule 29
        return Unexpected(Errc::malformed, "the content promises another size than it carries");
    }
    if (packed && (header.original_bytes > k_max_packed_file || payload_bytes == 0 ||
                      payload_bytes >= header.original_bytes)) { // rule 30
        return Unexpected(Errc::malformed, "a packed file of a size that is never sent");
    }
    if (!exact && !arrives_as_is(header.codec) && payload_bytes > k_max_packed_file) { // rule 32
        return Unexpected(Errc::malformed, "a picture of a size that is never sent");
    }
    return {};
}

} // namespace satpad::core
