// SPDX-License-Identifier: GPL-3.0-or-later
// Contents of mode 0 (docs/format.md, "Remarks"). One value has one coding, as in a content header.
#include "varint.h"

#include <satpad/core/remark.h>

#include <cstdlib>
#include <limits>

namespace satpad::core {
namespace {

using format::malformed;
using format::put_varint;
using format::take_varint;

constexpr std::uint8_t k_has_number = 0x40; ///< a request's budget, a refusal's most bytes
constexpr std::uint8_t k_has_region = 0x80;
constexpr std::uint64_t k_most_pixels = std::numeric_limits<std::uint32_t>::max();

/// Not empty, and its far edges can be numbered.
bool is_codable(const Region& region) noexcept
{
    return region.width != 0 && region.height != 0 && region.width <= k_most_pixels - region.x &&
           region.height <= k_most_pixels - region.y;
}

Bytes encode(const PictureRequest& request)
{
    const bool has_region = request.region.has_value();
    if (has_region && (request.budget_bytes == 0 || !is_codable(*request.region))) {
        std::abort();
    }
    ByteComposer out;
    out.u8(static_cast<std::uint8_t>(format::k_request_first |
                                     (request.budget_bytes != 0 ? k_has_number : 0U) |
                                     (has_region ? k_has_region : 0U)));
    out.raw(request.asked.view());
    if (request.budget_bytes != 0) {
        put_varint(out, request.budget_bytes);
    }
    if (has_region) {
        // A region starts at zero more often than not, and a varint codes no zero.
        put_varint(out, std::uint64_t{request.region->x} + 1);
        put_varint(out, std::uint64_t{request.region->y} + 1);
        put_varint(out, request.region->width);
        put_varint(out, request.region->height);
    }
    return std::move(out).bytes();
}

Bytes encode(const RequestRefusal& refusal)
{
    ByteComposer out;
    out.u8(static_cast<std::uint8_t>(
        format::k_refusal_first | (refusal.most_bytes != 0 ? k_has_number : 0U)));
    out.raw(refusal.request.view()).u8(static_cast<std::uint8_t>(refusal.reason));
    if (refusal.most_bytes != 0) {
        put_varint(out, refusal.most_bytes);
    }
    return std::move(out).bytes();
}

Expected<Region> take_region(ByteParser& parser)
{
    std::array<std::uint64_t, 4> numbers{};
    for (std::uint64_t& number : numbers) {
        auto taken = take_varint(parser, k_most_pixels);
        if (!taken) {
            return fail(std::move(taken));
        }
        number = *taken;
    }
    const Region region{static_cast<std::uint32_t>(numbers[0] - 1),
        static_cast<std::uint32_t>(numbers[1] - 1),
        static_cast<std::uint32_t>(numbers[2]),
        static_cast<std::uint32_t>(numbers[3])};
    if (!is_codable(region)) { // rule 22
        return malformed("a region is over its limit");
    }
    return region;
}

Expected<Remark> take_request(ByteParser& parser, unsigned first)
{
    PictureRequest request;
    request.asked = parser.id<MessageId>();
    if (!parser.ok()) {
        return malformed("cut"); // rule 24
    }
    const bool has_region = (first & k_has_region) != 0;
    const bool has_budget = (first & k_has_number) != 0;
    if (request.asked == MessageId{} || (has_region && !has_budget)) { // rule 25
        return malformed("a request without an id, or with a region and no budget");
    }
    if (has_budget) {
        auto budget = take_varint(parser, k_max_content);
        if (!budget) {
            return fail(std::move(budget));
        }
        request.budget_bytes = *budget;
    }
    if (has_region) {
        auto region = take_region(parser);
        if (!region) {
            return fail(std::move(region));
        }
        request.region = *region;
    }
    return Remark(request);
}

Expected<Remark> take_refusal(ByteParser& parser, unsigned first)
{
    RequestRefusal refusal;
    refusal.request = parser.id<MessageId>();
    const unsigned reason = parser.u8();
    if (!parser.ok()) {
        return malformed("cut"); // rule 24
    }
    if (refusal.request == MessageId{}) { // rule 25
        return malformed("a refusal without an id");
    }
    if (reason == 0 || reason > static_cast<unsigned>(RefusedFor::no_fit)) { // rule 26
        return malformed("unknown reason of a refusal");
    }
    refusal.reason = static_cast<RefusedFor>(reason);
    if ((first & k_has_number) != 0) {
        auto most = take_varint(parser, k_max_content);
        if (!most) {
            return fail(std::move(most));
        }
        refusal.most_bytes = *most;
    }
    return Remark(refusal);
}

Expected<Remark> take_remark(ByteParser& parser)
{
    const unsigned first = parser.u8();
    if (!parser.ok()) {
        return malformed("cut"); // rule 24
    }
    if ((first & ~unsigned{k_has_number | k_has_region}) == format::k_request_first) {
        return take_request(parser, first);
    }
    if ((first & ~unsigned{k_has_number}) == format::k_refusal_first) {
        return take_refusal(parser, first);
    }
    return malformed("no remark"); // rule 19
}

} // namespace

bool is_remark(ByteView content_start) noexcept
{
    const auto first = content_start.empty() ? 0U : std::to_integer<unsigned>(content_start[0]);
    return !content_start.empty() && (first & 0x03U) == 0 && first != format::k_answer_first;
}

Bytes encode_remark(const Remark& remark)
{
    return std::visit([](const auto& kind) { return encode(kind); }, remark);
}

Expected<Remark> decode_remark(ByteView content)
{
    ByteParser parser(content);
    auto remark = take_remark(parser);
    if (remark && !parser.done()) { // rule 27
        return malformed("bytes behind a remark");
    }
    return remark;
}

} // namespace satpad::core
