// SPDX-License-Identifier: GPL-3.0-or-later
// The rule numbers are those of docs/format.md, "Courier file".
#include "courier_file.h"

#include <satpad/core/byte_codec.h>

#include <algorithm>

namespace satpad::keyclient::courier {
namespace {

using core::ByteComposer;
using core::ByteParser;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::FileKind;
using core::Unexpected;

constexpr std::size_t k_fixed_bytes = 130;
constexpr std::size_t k_pad_bytes = 25;
constexpr unsigned k_simulated = 1;

Unexpected malformed(const char* what)
{
    return Unexpected(Errc::malformed, std::string("courier file: ") + what);
}

ByteComposer begin(FileKind kind, unsigned flags)
{
    ByteComposer out;
    out.raw(core::k_file_magic).u16(core::k_format_version);
    out.u8(static_cast<std::uint8_t>(kind)).u8(static_cast<std::uint8_t>(flags));
    return out;
}

struct Marker
{
    FileKind kind{};
    unsigned flags = 0;
};

Expected<Marker> take_marker(ByteParser& parser)
{
    const ByteView magic = parser.raw(core::k_file_magic.size());
    const std::uint16_t version = parser.u16();
    const unsigned kind = parser.u8();
    const unsigned flags = parser.u8();
    if (!parser.ok() || !std::equal(magic.begin(), magic.end(), core::k_file_magic.begin())) {
        return malformed("not a file of Satpad");
    }
    if (version != core::k_format_version || kind == 0 ||
        kind > static_cast<unsigned>(FileKind::courier_reply)) {
        return malformed("written by another version");
    }
    return Marker{static_cast<FileKind>(kind), flags};
}

Expected<void> check_sites(const Manifest& manifest)
{
    const bool zero = manifest.batch == core::BatchId{} || manifest.exporter == core::SiteId{} ||
                      manifest.importer == core::SiteId{} ||
                      manifest.exporter_key == core::PublicKey{} ||
                      manifest.importer_key == core::PublicKey{};
    if (zero || manifest.exporter == manifest.importer ||
        manifest.exporter_key == manifest.importer_key) { // rule 3
        return malformed("an id or key is zero, or both sites are the same");
    }
    return {};
}

Expected<void> check_pads(const std::vector<ManifestPad>& pads)
{
    for (const ManifestPad& pad : pads) {
        if (pad.id == core::PadId{} || (pad.direction != Direction::exporter_sends &&
                                           pad.direction != Direction::exporter_receives)) {
            return malformed("a pad id or direction is wrong"); // rule 4
        }
        if (pad.pages < k_min_pad_pages || pad.pages > k_max_pad_pages) { // rule 5
            return malformed("a page count is out of its bounds");
        }
    }
    const bool in_order =
        pads.size() == 1 ||
        (pads[0].id != pads[1].id && pads[0].direction == Direction::exporter_sends &&
            pads[1].direction == Direction::exporter_receives);
    return in_order ? Expected<void>{}
                    : malformed("the two pads are not one for each direction"); // rule 4
}

bool is_printable(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Expected<Manifest> read_fields(ByteParser& parser)
{
    Manifest manifest;
    manifest.batch = parser.id<core::BatchId>();
    manifest.exporter = parser.id<core::SiteId>();
    manifest.importer = parser.id<core::SiteId>();
    manifest.exporter_key = parser.id<core::PublicKey>();
    manifest.importer_key = parser.id<core::PublicKey>();
    const std::size_t pads = parser.u8();
    const std::size_t text = parser.u8();
    if (pads == 0 || pads > k_max_pads || text == 0 || text > k_max_generator_bytes) { // rule 2
        return malformed("a count is out of its bounds");
    }
    manifest.generator = parser.text(text);
    for (std::size_t i = 0; i < pads; ++i) {
        ManifestPad pad;
        pad.id = parser.id<core::PadId>();
        pad.direction = static_cast<Direction>(parser.u8());
        pad.pages = parser.u64();
        manifest.pads.push_back(pad);
    }
    if (!parser.done() || !is_printable(manifest.generator)) { // rule 2
        return malformed("its length does not match its counts, or its text is not plain");
    }
    return manifest;
}

} // namespace

core::Bytes encode_manifest(const Manifest& manifest)
{
    const std::size_t length =
        k_fixed_bytes + manifest.generator.size() + k_pad_bytes * manifest.pads.size();
    ByteComposer out = begin(FileKind::courier, manifest.simulated ? k_simulated : 0);
    out.u32(static_cast<std::uint32_t>(length)).raw(manifest.batch.view());
    out.raw(manifest.exporter.view()).raw(manifest.importer.view());
    out.raw(manifest.exporter_key.view()).raw(manifest.importer_key.view());
    out.u8(static_cast<std::uint8_t>(manifest.pads.size()));
    out.u8(static_cast<std::uint8_t>(manifest.generator.size())).text(manifest.generator);
    for (const ManifestPad& pad : manifest.pads) {
        out.raw(pad.id.view()).u8(static_cast<std::uint8_t>(pad.direction)).u64(pad.pages);
    }
    return std::move(out).bytes();
}

Expected<std::size_t> manifest_length(ByteView prefix)
{
    ByteParser parser(prefix);
    const auto marker = take_marker(parser);
    if (!marker) {
        return Unexpected(marker.error());
    }
    if (marker->kind != FileKind::courier || (marker->flags & ~k_simulated) != 0) { // rule 1
        return malformed("not a courier file, or of unknown flags");
    }
    const std::uint32_t length = parser.u32();
    if (!parser.ok() || length < k_fixed_bytes || length > k_max_manifest_bytes) { // rule 2
        return malformed("the length of its manifest is out of bounds");
    }
    return static_cast<std::size_t>(length);
}

Expected<Manifest> decode_manifest(ByteView bytes)
{
    const auto length = manifest_length(bytes);
    if (!length) {
        return Unexpected(length.error());
    }
    if (*length != bytes.size()) {
        return malformed("its manifest is cut");
    }
    ByteParser parser(bytes.subspan(k_manifest_prefix_bytes));
    auto manifest = read_fields(parser);
    if (!manifest) {
        return manifest;
    }
    manifest->simulated = (std::to_integer<unsigned>(bytes[11]) & k_simulated) != 0;
    if (auto sites = check_sites(*manifest); !sites) {
        return fail(std::move(sites));
    }
    if (auto pads = check_pads(manifest->pads); !pads) {
        return fail(std::move(pads));
    }
    return manifest;
}

std::uint64_t section_bytes(const ManifestPad& pad) noexcept
{
    return pad.pages * core::k_page_bytes + core::k_tag_bytes;
}

std::uint64_t file_bytes(const Manifest& manifest) noexcept
{
    std::uint64_t total =
        k_fixed_bytes + manifest.generator.size() + k_pad_bytes * manifest.pads.size();
    for (const ManifestPad& pad : manifest.pads) {
        total += section_bytes(pad);
    }
    return total;
}

std::uint64_t key_bytes(const Manifest& manifest) noexcept
{
    std::uint64_t total = 0;
    for (const ManifestPad& pad : manifest.pads) {
        total += pad.pages * core::k_page_bytes;
    }
    return total;
}

core::Bytes encode_reply(const Reply& reply)
{
    ByteComposer out = begin(FileKind::courier_reply, 0);
    out.raw(reply.batch.view()).raw(reply.importer.view()).raw(reply.exporter.view());
    out.u8(static_cast<std::uint8_t>(reply.proofs.size()));
    for (const Proof& proof : reply.proofs) {
        out.raw(proof.pad.view()).raw(proof.confirm.view());
    }
    return std::move(out).bytes();
}

Expected<Reply> decode_reply(ByteView bytes)
{
    ByteParser parser(bytes);
    const auto marker = take_marker(parser);
    if (!marker) {
        return Unexpected(marker.error());
    }
    if (marker->kind != FileKind::courier_reply || marker->flags != 0) {
        return malformed("not a reply");
    }
    Reply reply;
    reply.batch = parser.id<core::BatchId>();
    reply.importer = parser.id<core::SiteId>();
    reply.exporter = parser.id<core::SiteId>();
    const std::size_t proofs = parser.u8();
    if (proofs == 0 || proofs > k_max_pads) {
        return malformed("a reply proves one or two pads");
    }
    for (std::size_t i = 0; i < proofs; ++i) {
        const auto pad = parser.id<core::PadId>();
        reply.proofs.push_back({pad, parser.id<core::Tag>()});
    }
    if (!parser.done() || (proofs == 2 && reply.proofs[0].pad >= reply.proofs[1].pad)) {
        return malformed("a reply of another length, or its pads are not in order");
    }
    return reply;
}

Expected<FileKind> kind_of(ByteView bytes)
{
    ByteParser parser(bytes);
    const auto marker = take_marker(parser);
    if (!marker) {
        return Unexpected(marker.error());
    }
    return marker->kind;
}

} // namespace satpad::keyclient::courier
