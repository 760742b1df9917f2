// SPDX-License-Identifier: GPL-3.0-or-later
#include "exact_packer.h"
#include "packed_format.h"
#include "plan_parts.h"
#include "source_file.h"

#include <satpad/core/secret.h>

#include <limits>

namespace satpad::core::image {
namespace {

/// Packs what `file` holds, when there is something to gain.
Expected<Packed> packed(const SourceFile& file, std::uint64_t length, const PlanProgress& progress)
{
    if (length > k_max_packed_file) {
        return Packed{};
    }
    Expected<Bytes> read = file.read_all(length);
    if (!read) {
        return fail(std::move(read));
    }
    const WipedBytes plain(std::move(*read));
    return pack_exact(plain.bytes, progress);
}

} // namespace

Expected<Plan> plan_exact(const PlanRequest& request, const PlanProgress& progress)
{
    const SourceFile file(request.file);
    const Expected<std::uint64_t> length = file.length();
    if (!length) {
        return Unexpected(length.error());
    }
    Expected<Packed> found = packed(file, *length, progress);
    if (!found) {
        return fail(std::move(found));
    }
    Plan plan;
    plan.content.mode = SendMode::exact;
    plan.content.codec = found->codec;
    plan.content.original_bytes = *length;
    plan.content.name = name_to_send(request.file);
    plan.payload = std::move(found->payload);
    plan.payload_bytes = found->codec == Codec::raw ? *length : plan.payload.size();
    plan.saved_bytes = *length - plan.payload_bytes;
    plan.lossless = true;
    plan.score = {100, std::numeric_limits<double>::infinity(), true};
    return with_pages(std::move(plan));
}

} // namespace satpad::core::image
