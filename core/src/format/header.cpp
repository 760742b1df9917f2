// SPDX-License-Identifier: GPL-3.0-or-later
// The clear header (docs/format.md, "Header"). The rule numbers in comments are those of "What a
// reader must reject"; the decoder holds them in that order and looks at nothing before its length
// is known.
#include <satpad/core/byte_codec.h>
#include <satpad/core/message_format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace satpad::core {
namespace {

constexpr std::size_t k_header_prefix_bytes = 16;
constexpr std::size_t k_fixed_bytes = 108;
constexpr std::size_t k_range_bytes = 32;
constexpr std::size_t k_floor_bytes = 24;
static_assert(k_fixed_bytes + k_max_ranges * (k_range_bytes + k_floor_bytes) <= k_max_header_bytes);

Unexpected malformed(std::string what)
{
    return Unexpected(Errc::malformed, "header: " + std::move(what));
}

template <typename AnyId> bool is_zero(const AnyId& id)
{
    return id == AnyId{};
}

Expected<void> check_ids(const MessageHeader& header)
{
    if (is_zero(header.id)) { // rule 6
        return malformed("the message id is zero");
    }
    if (is_zero(header.sender) || is_zero(header.receiver) ||
        header.sender == header.receiver) { // rule 7
        return malformed("the site ids are zero or equal");
    }
    return {};
}

Expected<void> check_ranges(const std::vector<PageRange>& ranges)
{
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const PageRange& range = ranges[i];
        if (is_zero(range.pad) || range.count == 0) { // rule 10
            return malformed(
                "range " + std::to_string(i) + ": the pad id is zero, or there is no page");
        }
        // Each side is bounded first, so the sum of the two cannot overflow.
        if (range.first > k_max_pad_pages || range.count > k_max_pad_pages ||
            range.end() > k_max_pad_pages) { // rule 11
            return malformed("range " + std::to_string(i) + ": past the last possible page");
        }
        if (i == 0) {
            continue;
        }
        const PageRange& before = ranges[i - 1];
        if (range.pad < before.pad ||
            (range.pad == before.pad && range.first < before.end())) { // rule 12
            return malformed("range " + std::to_string(i) + ": not sorted or not disjoint");
        }
    }
    return {};
}

Expected<void> check_floors(
    const std::vector<PageRange>& ranges, const std::vector<PadFloor>& floors)
{
    std::size_t next = 0;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (i > 0 && ranges[i].pad == ranges[i - 1].pad) {
            continue;
        }
        // The first range of each pad in turn: ranges are sorted already.
        if (next == floors.size() || floors[next].pad != ranges[i].pad) { // rule 14
            return malformed("the floors do not name each pad once, in order");
        }
        if (floors[next].floor > ranges[i].first) { // rule 15
            return malformed("floor " + std::to_string(next) + ": above the message's first page");
        }
        ++next;
    }
    return next == floors.size() ? Expected<void>{} : malformed("more floors than pads");
}

/// Total without wrapping: 64 ranges of at most 2^48 pages stay below 2^54.
Expected<void> check_pages(const MessageHeader& header)
{
    if (header.content_bytes == 0 || header.content_bytes > k_max_content) { // rule 8
        return malformed("content of " + std::to_string(header.content_bytes) + " bytes");
    }
    const std::uint64_t needed = MessageGeometry(header.content_bytes).pages();
    const std::uint64_t given = total_pages(header.ranges);
    if (needed != given) { // rule 13
        return malformed(
            std::to_string(given) + " pages where the content needs " + std::to_string(needed));
    }
    return {};
}

MessageHeader read_fields(ByteParser& parser, std::size_t& ranges, std::size_t& floors)
{
    MessageHeader header;
    header.id = parser.id<MessageId>();
    header.sender = parser.id<SiteId>();
    header.receiver = parser.id<SiteId>();
    header.content_bytes = parser.u64();
    header.chain_head = parser.id<Digest>();
    ranges = parser.u16();
    floors = parser.u16();
    return header;
}

Expected<void> check_header(const MessageHeader& header)
{
    if (auto ids = check_ids(header); !ids) {
        return ids;
    }
    if (auto ranges = check_ranges(header.ranges); !ranges) {
        return ranges;
    }
    if (auto pages = check_pages(header); !pages) {
        return pages;
    }
    return check_floors(header.ranges, header.floors);
}

} // namespace

Bytes encode_header(const MessageHeader& header)
{
    const std::size_t length =
        k_fixed_bytes + header.ranges.size() * k_range_bytes + header.floors.size() * k_floor_bytes;
    ByteComposer out;
    out.raw(k_file_magic)
        .u16(k_format_version)
        .u8(static_cast<std::uint8_t>(FileKind::message))
        .u8(0);
    out.u32(static_cast<std::uint32_t>(length));
    out.raw(header.id.view()).raw(header.sender.view()).raw(header.receiver.view());
    out.u64(header.content_bytes).raw(header.chain_head.view());
    out.u16(static_cast<std::uint16_t>(header.ranges.size()))
        .u16(static_cast<std::uint16_t>(header.floors.size()));
    for (const PageRange& range : header.ranges) {
        out.raw(range.pad.view()).u64(range.first).u64(range.count);
    }
    for (const PadFloor& floor : header.floors) {
        out.raw(floor.pad.view()).u64(floor.floor);
    }
    return std::move(out).bytes();
}

Expected<std::size_t> header_length(ByteView prefix)
{
    ByteParser parser(prefix);
    const ByteView magic = parser.raw(k_file_magic.size());
    if (!std::equal(
            magic.begin(), magic.end(), k_file_magic.begin(), k_file_magic.end())) { // rule 1
        return malformed("not a Satpad message");
    }
    const std::uint16_t version = parser.u16();
    const std::uint8_t kind = parser.u8();
    const std::uint8_t reserved = parser.u8();
    const std::uint32_t length = parser.u32();
    if (!parser.ok()) {
        return malformed("cut within its first 16 bytes");
    }
    if (version != k_format_version) { // rule 2
        return malformed("version " + std::to_string(version));
    }
    if (kind != static_cast<std::uint8_t>(FileKind::message)) { // rule 3
        return malformed("kind " + std::to_string(kind));
    }
    if (reserved != 0) { // rule 4
        return malformed("the reserved byte is not zero");
    }
    constexpr std::size_t smallest = k_fixed_bytes + k_range_bytes + k_floor_bytes;
    if (length < smallest || length > k_max_header_bytes) { // rule 5
        return malformed("length " + std::to_string(length));
    }
    return static_cast<std::size_t>(length);
}

Expected<MessageHeader> decode_header(ByteView bytes)
{
    const auto length = header_length(bytes);
    if (!length) {
        return Unexpected(length.error());
    }
    if (*length != bytes.size()) { // rule 5
        return malformed(
            "length " + std::to_string(*length) + " in " + std::to_string(bytes.size()) + " bytes");
    }
    ByteParser parser(bytes.subspan(k_header_prefix_bytes));
    std::size_t ranges = 0;
    std::size_t floors = 0;
    MessageHeader header = read_fields(parser, ranges, floors);
    if (ranges == 0 || ranges > k_max_ranges || floors == 0 || floors > ranges) { // rule 9
        return malformed(
            std::to_string(ranges) + " ranges and " + std::to_string(floors) + " floors");
    }
    for (std::size_t i = 0; i < ranges; ++i) {
        const auto pad = parser.id<PadId>();
        const std::uint64_t first = parser.u64();
        header.ranges.push_back({pad, first, parser.u64()});
    }
    for (std::size_t i = 0; i < floors; ++i) {
        const auto pad = parser.id<PadId>();
        header.floors.push_back({pad, parser.u64()});
    }
    if (!parser.done()) { // rule 5
        return malformed("the length does not match the counts");
    }
    if (auto checked = check_header(header); !checked) {
        return fail(std::move(checked));
    }
    return header;
}

} // namespace satpad::core
