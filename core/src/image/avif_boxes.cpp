// SPDX-License-Identifier: GPL-3.0-or-later
#include "avif_boxes.h"

#include "av1_sequence.h"
#include "box_writer.h"
#include "format/varint.h"

#include <optional>

namespace satpad::core::image {
namespace {

constexpr std::uint16_t k_colour_item = 1;
constexpr std::uint16_t k_alpha_item = 2;
constexpr std::uint16_t k_exif_item = 3;
/// Starts a payload with alpha; one without starts with its sequence header unit, which is another.
constexpr std::byte k_alpha_follows{0x01};
constexpr std::uint32_t k_longest_units = 1U << 28U;

/// What is inside the boxes: each item's bitstream units, without a temporal delimiter.
struct Items
{
    ByteView colour;
    ByteView alpha; ///< empty: none
    ByteView exif;  ///< empty: none
    Av1Sequence colour_shape;
    Av1Sequence alpha_shape;
};

Expected<Items> items_of(ByteView payload)
{
    Items items;
    items.colour = payload;
    if (!payload.empty() && payload[0] == k_alpha_follows) {
        ByteParser rest(payload.subspan(1));
        const auto length = format::take_varint(rest, k_longest_units);
        if (!length || *length >= rest.left()) {
            return Unexpected(Errc::malformed, "an AVIF payload's alpha is not where it says");
        }
        items.colour = rest.raw(static_cast<std::size_t>(*length));
        items.alpha = rest.raw(rest.left());
    }
    const auto colour = read_av1_sequence(items.colour);
    if (!colour || payload.size() > k_longest_units) {
        return Unexpected(Errc::malformed, "an AVIF payload has no still picture's header");
    }
    items.colour_shape = *colour;
    if (!items.alpha.empty()) {
        const auto alpha = read_av1_sequence(items.alpha);
        if (!alpha || !alpha->monochrome || alpha->width != colour->width ||
            alpha->height != colour->height) {
            return Unexpected(Errc::malformed, "an AVIF payload's alpha is of another shape");
        }
        items.alpha_shape = *alpha;
    }
    return items;
}

/// ISO/IEC 14496-12, 8.11.6.2: one entry of "iinf".
void put_item_info(BoxWriter& to, std::uint16_t item, std::string_view type, std::string_view name)
{
    const auto entry = to.full_box("infe", 2, 0);
    to.u16(item).u16(0).text(type).text(name).u8(0);
}

/// 8.11.3: where each item's bytes lie. The offsets become known when all boxes before are written;
/// returns where they have to be put, in the order of the items.
std::vector<std::size_t> put_locations(BoxWriter& to, const Items& items, std::size_t exif_bytes)
{
    struct Entry
    {
        std::uint16_t item;
        std::size_t bytes;
    };
    std::vector<Entry> entries{{k_colour_item, items.colour.size()}};
    if (!items.alpha.empty()) {
        entries.push_back({k_alpha_item, items.alpha.size()});
    }
    if (exif_bytes > 0) {
        entries.push_back({k_exif_item, exif_bytes});
    }
    const auto box = to.full_box("iloc", 0, 0);
    to.u8(0x44).u8(0x00).u16(static_cast<std::uint16_t>(entries.size()));
    std::vector<std::size_t> places;
    for (const Entry& entry : entries) {
        to.u16(entry.item).u16(0).u16(1);
        places.push_back(to.size());
        to.u32(0).u32(static_cast<std::uint32_t>(entry.bytes));
    }
    return places;
}

void put_configuration(BoxWriter& to, const Av1Sequence& shape)
{
    const auto box = to.box("av1C");
    to.raw(shape.configuration());
}

void put_pixel_depths(BoxWriter& to, const Av1Sequence& shape)
{
    const auto box = to.full_box("pixi", 0, 0);
    const std::uint8_t channels = shape.monochrome ? 1 : 3;
    to.u8(channels);
    for (std::uint8_t c = 0; c < channels; ++c) {
        to.u8(shape.bits);
    }
}

/// 8.11.14: the properties, and which item has which (bit 7: the reader must know it).
void put_properties(BoxWriter& to, const Items& items)
{
    const Av1Sequence& shape = items.colour_shape;
    const auto all = to.box("iprp");
    {
        const auto list = to.box("ipco");
        {
            const auto extent = to.full_box("ispe", 0, 0);
            to.u32(shape.width).u32(shape.height);
        }
        put_pixel_depths(to, shape);
        put_configuration(to, shape);
        {
            const auto colour = to.box("colr");
            to.text("nclx").u16(shape.primaries).u16(shape.transfer).u16(shape.matrix);
            to.u8(shape.full_range ? 0x80 : 0x00);
        }
        if (!items.alpha.empty()) {
            put_pixel_depths(to, items.alpha_shape);
            put_configuration(to, items.alpha_shape);
            const auto kind = to.full_box("auxC", 0, 0);
            to.text("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha").u8(0);
        }
    }
    const auto uses = to.full_box("ipma", 0, 0);
    to.u32(items.alpha.empty() ? 1 : 2);
    to.u16(k_colour_item).u8(4).u8(1).u8(2).u8(0x83).u8(4);
    if (!items.alpha.empty()) {
        to.u16(k_alpha_item).u8(4).u8(1).u8(5).u8(0x86).u8(7);
    }
}

void put_references(BoxWriter& to, const Items& items)
{
    if (items.alpha.empty() && items.exif.empty()) {
        return;
    }
    const auto all = to.full_box("iref", 0, 0);
    if (!items.alpha.empty()) {
        const auto auxiliary = to.box("auxl");
        to.u16(k_alpha_item).u16(1).u16(k_colour_item);
    }
    if (!items.exif.empty()) {
        const auto describes = to.box("cdsc");
        to.u16(k_exif_item).u16(1).u16(k_colour_item);
    }
}

std::vector<std::size_t> put_meta(BoxWriter& to, const Items& items, std::size_t exif_bytes)
{
    const auto meta = to.full_box("meta", 0, 0);
    {
        const auto handler = to.full_box("hdlr", 0, 0);
        to.u32(0).text("pict").u32(0).u32(0).u32(0).u8(0);
    }
    {
        const auto primary = to.full_box("pitm", 0, 0);
        to.u16(k_colour_item);
    }
    std::vector<std::size_t> places = put_locations(to, items, exif_bytes);
    {
        const auto infos = to.full_box("iinf", 0, 0);
        const unsigned count =
            1U + (items.alpha.empty() ? 0U : 1U) + (items.exif.empty() ? 0U : 1U);
        to.u16(static_cast<std::uint16_t>(count));
        put_item_info(to, k_colour_item, "av01", "Color");
        if (!items.alpha.empty()) {
            put_item_info(to, k_alpha_item, "av01", "Alpha");
        }
        if (!items.exif.empty()) {
            put_item_info(to, k_exif_item, "Exif", "Exif");
        }
    }
    put_references(to, items);
    put_properties(to, items);
    return places;
}

void put_data(BoxWriter& to, const Items& items, const std::vector<std::size_t>& places)
{
    const auto data = to.box("mdat");
    std::size_t next = 0;
    const auto begin_item = [&] {
        to.set_u32(places[next++], static_cast<std::uint32_t>(to.size()));
    };
    begin_item();
    to.raw(items.colour);
    if (!items.alpha.empty()) {
        begin_item();
        to.raw(items.alpha);
    }
    if (!items.exif.empty()) {
        begin_item();
        to.u32(0).raw(items.exif);
    }
}

/// What libavif's file says of one item: found by walking "meta" and "iloc" of version 0.
ByteView item_bytes(ByteView file, std::uint16_t item)
{
    const ByteView meta = find_box(file, "meta");
    const ByteView locations = meta.size() < 4 ? ByteView{} : find_box(meta.subspan(4), "iloc");
    const auto number = [&](std::size_t at, std::size_t size) {
        std::size_t value = 0;
        for (std::size_t i = at; i < at + size; ++i) {
            value = value << 8U | std::to_integer<std::size_t>(locations[i]);
        }
        return value;
    };
    constexpr std::size_t k_head = 8;
    constexpr std::size_t k_entry = 14;
    for (std::size_t at = k_head; at + k_entry <= locations.size(); at += k_entry) {
        if (number(at, 2) == item && number(at + 4, 2) == 1) {
            const std::size_t offset = number(at + 6, 4);
            const std::size_t length = number(at + 10, 4);
            const bool inside = offset <= file.size() && length <= file.size() - offset;
            return inside ? file.subspan(offset, length) : ByteView{};
        }
    }
    return {};
}

} // namespace

Expected<Bytes> strip_avif_boxes(ByteView file)
{
    ByteView colour = item_bytes(file, k_colour_item);
    ByteView alpha = item_bytes(file, k_alpha_item);
    colour = colour.subspan(temporal_delimiter_bytes(colour));
    alpha = alpha.subspan(temporal_delimiter_bytes(alpha));
    ByteComposer composed;
    if (!alpha.empty()) {
        composed.raw(std::span(&k_alpha_follows, 1));
        format::put_varint(composed, colour.size());
    }
    Bytes payload = std::move(composed.raw(colour).raw(alpha)).bytes();
    if (const auto items = items_of(payload); !items) {
        return Unexpected(Errc::internal, "AVIF encoder: " + items.error().context);
    }
    return payload;
}

Expected<Bytes> wrap_avif_payload(ByteView payload, ByteView exif)
{
    Expected<Items> items = items_of(payload);
    if (!items) {
        return fail(std::move(items));
    }
    items->exif = exif;
    // The Exif item starts with the offset of its TIFF header, zero (ISO/IEC 23008-12, A.2.1).
    constexpr std::size_t k_exif_offset_bytes = 4;
    const std::size_t exif_bytes = exif.empty() ? 0 : exif.size() + k_exif_offset_bytes;
    BoxWriter out(payload.size() + exif.size() + 1024); // growing would leave copies behind
    {
        const auto type = out.box("ftyp");
        out.text("avif").u32(0).text("avif").text("mif1").text("miaf");
    }
    const std::vector<std::size_t> places = put_meta(out, *items, exif_bytes);
    put_data(out, *items, places);
    return std::move(out).take();
}

} // namespace satpad::core::image
