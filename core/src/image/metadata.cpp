// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_child.h"
#include "metadata_list.h"
#include "picture_kind.h"

#include <satpad/core/metadata.h>

#include <algorithm>

namespace satpad::core::image {
namespace {

std::span<const std::uint8_t> as_numbers(ByteView bytes)
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

} // namespace

std::string_view word(MetadataClass kind) noexcept
{
    switch (kind) {
    case MetadataClass::position:
        return "position";
    case MetadataClass::time:
        return "time";
    case MetadataClass::serial_number:
        return "serial number";
    case MetadataClass::owner:
        return "owner";
    case MetadataClass::device:
        return "device";
    case MetadataClass::comment:
        return "comment";
    case MetadataClass::thumbnail:
        return "thumbnail";
    case MetadataClass::software:
        return "software";
    case MetadataClass::other:
        break;
    }
    return "other";
}

bool Metadata::has(MetadataClass kind) const noexcept
{
    return std::ranges::any_of(items, [&](const MetadataItem& item) { return item.kind == kind; });
}

bool may_carry_metadata(ByteView file_start) noexcept
{
    return picture_kind(as_numbers(file_start)) != PictureKind::unknown;
}

Expected<Metadata> read_metadata(ByteView file_bytes)
{
    if (!may_carry_metadata(file_bytes)) {
        return Unexpected(
            Errc::unsupported_file, "not a kind of picture whose metadata can be listed");
    }
    const Expected<Bytes> bytes =
        decode_bytes(ByteTask::list_metadata, file_bytes, k_most_metadata_list);
    if (!bytes) {
        return Unexpected(bytes.error());
    }
    std::optional<MetadataList> list = parse_metadata_list(as_numbers(*bytes));
    if (!list) {
        return Unexpected(
            Errc::unreadable_file, "the decoder gave no list of this picture's metadata");
    }
    Metadata made;
    made.left_out = list->left_out;
    for (ListedItem& item : list->items) {
        made.items.push_back({static_cast<MetadataClass>(item.kind),
            std::move(item.name),
            std::move(item.value),
            item.bytes});
    }
    return made;
}

} // namespace satpad::core::image
