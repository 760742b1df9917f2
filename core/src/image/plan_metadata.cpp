// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan_metadata.h"

#include "exact_packer.h"
#include "kept_metadata.h"
#include "metadata_payload.h"
#include "picture_kind.h"
#include "plan_parts.h"
#include "source_file.h"

#include <satpad/core/metadata.h>

#include <numeric>

namespace satpad::core::image {
namespace {

std::uint64_t bytes_of(const std::vector<MetadataItem>& items)
{
    return std::accumulate(items.begin(),
        items.end(),
        std::uint64_t{0},
        [](std::uint64_t sum, const MetadataItem& item) { return sum + item.bytes; });
}

/// Never an error: an exact file travels whether its metadata can be listed or not.
PlannedMetadata listed(ByteView file_bytes)
{
    PlannedMetadata planned;
    if (!may_carry_metadata(file_bytes)) {
        return planned;
    }
    const PictureKind kind =
        picture_kind({reinterpret_cast<const std::uint8_t*>(file_bytes.data()), file_bytes.size()});
    planned.strippable = kind == PictureKind::jpeg || kind == PictureKind::png;
    if (Expected<Metadata> found = read_metadata(file_bytes)) {
        planned.in_file = std::move(*found);
    } else {
        planned.unreadable = true;
    }
    return planned;
}

/// A long file of another kind is not read for its first bytes.
Expected<bool> is_listable(const fs::path& path)
{
    constexpr std::uint64_t k_enough = 16;
    const SourceFile file(path);
    const Expected<std::uint64_t> length = file.length();
    if (!length) {
        return Unexpected(length.error());
    }
    const Expected<Bytes> start = file.read_all(std::min(*length, k_enough));
    if (!start) {
        return Unexpected(start.error());
    }
    return may_carry_metadata(*start);
}

} // namespace

Expected<void> check_metadata_wishes(const PlanRequest& request)
{
    const bool exact = request.mode == SendMode::exact;
    if (exact && !request.keep_metadata.empty()) {
        return Unexpected(Errc::invalid_argument,
            "an exact file keeps all its metadata; choosing some needs --budget or --thumbnail");
    }
    if (!exact && request.strip) {
        return Unexpected(Errc::invalid_argument,
            "a fitted picture carries no metadata anyway; stripping is for exact files");
    }
    return {};
}

Expected<Plan> plan_stripped(const PlanRequest& request, const PlanProgress& progress)
{
    const Expected<Bytes> file = read_source(request.file);
    if (!file) {
        return Unexpected(file.error());
    }
    Expected<Bytes> stripped = strip_metadata(*file);
    if (!stripped) {
        return fail(std::move(stripped));
    }
    Expected<Packed> packed = stripped->size() <= k_max_packed_file
                                  ? pack_exact(*stripped, progress)
                                  : Expected<Packed>(Packed{});
    if (!packed) {
        return fail(std::move(packed));
    }
    Plan plan;
    plan.content.mode = SendMode::exact;
    plan.content.codec = packed->codec;
    plan.content.original_bytes = stripped->size();
    plan.content.name = name_to_send(request.file);
    // Raw, too, it is sent from memory: no file holds the copy.
    plan.payload = std::move(packed->codec == Codec::raw ? *stripped : packed->payload);
    plan.payload_bytes = plan.payload.size();
    plan.saved_bytes = plan.content.original_bytes - plan.payload_bytes;
    plan.lossless = true;
    plan.metadata = listed(*file);
    plan.metadata.unreadable = false; // of the copy all is known: nothing travels
    return with_pages(std::move(plan));
}

void note_metadata(const PlanRequest& request, Plan& plan)
{
    const Expected<bool> listable = is_listable(request.file);
    if (!listable || !*listable) {
        return;
    }
    const Expected<Bytes> file = read_source(request.file);
    if (!file) {
        plan.metadata.unreadable = true; // longer than the child reads
        return;
    }
    plan.metadata = listed(*file);
    if (plan.metadata.in_file) {
        plan.metadata.travels = plan.metadata.in_file->items;
        plan.metadata.travel_bytes = bytes_of(plan.metadata.travels);
    }
}

Expected<KeptMetadata> metadata_to_keep(const PlanRequest& request, ByteView file_bytes)
{
    KeptMetadata kept;
    kept.planned = listed(file_bytes);
    if (request.keep_metadata.empty()) {
        return kept;
    }
    if (!kept.planned.in_file) {
        return Unexpected(Errc::unreadable_file,
            "this picture's metadata cannot be read, so none of it can be kept");
    }
    const ExifFields fields = fields_to_keep(*kept.planned.in_file, request.keep_metadata);
    if (!fields.empty()) {
        kept.block = encode_exif_block(fields);
        kept.planned.travels = items_of(fields);
        kept.planned.travel_bytes = metadata_cost(kept.block);
    }
    return kept;
}

Expected<std::uint64_t> budget_beside(const KeptMetadata& kept, std::uint64_t budget)
{
    const std::uint64_t cost = kept.planned.travel_bytes;
    if (cost > 0 && cost >= budget) {
        return Unexpected(Errc::limit_exceeded,
            "the metadata to keep takes " + std::to_string(cost) + " of " + std::to_string(budget) +
                " bytes; keep less or raise the budget");
    }
    return budget - cost;
}

void add_metadata(KeptMetadata kept, Plan& plan)
{
    if (!kept.block.empty()) {
        plan.payload = join_metadata(kept.block, plan.payload);
        plan.payload_bytes = plan.payload.size();
        plan.content.codec = with_metadata(plan.content.codec);
    }
    plan.metadata = std::move(kept.planned);
}

} // namespace satpad::core::image
