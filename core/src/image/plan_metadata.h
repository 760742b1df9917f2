// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

/// The metadata side of planning: what a file carries, what of it travels, and at which price.
namespace satpad::core::image {

/// Errors: Errc::invalid_argument when the wishes contradict the mode, saying what to ask for
/// instead.
[[nodiscard]] Expected<void> check_metadata_wishes(const PlanRequest& request);

/// Mode exact with `strip`: the stripped copy is the file that comes back. Errors: those of
/// strip_metadata, of reading the file and of packing it.
[[nodiscard]] Expected<Plan> plan_stripped(
    const PlanRequest& request, const PlanProgress& progress);

/// Says in an exact plan what the file carries, all of which travels.
void note_metadata(const PlanRequest& request, Plan& plan);

/// What a fitted picture carries beside its pixels.
struct KeptMetadata
{
    PlannedMetadata planned;
    Bytes block; ///< empty when nothing is kept
};
/// Errors: read_metadata's, when something is to be kept.
[[nodiscard]] Expected<KeptMetadata> metadata_to_keep(
    const PlanRequest& request, ByteView file_bytes);

/// What the block leaves of `budget` for the picture. Errors: Errc::limit_exceeded (nothing).
[[nodiscard]] Expected<std::uint64_t> budget_beside(const KeptMetadata& kept, std::uint64_t budget);

/// Puts the block before the payload of a fitted plan.
void add_metadata(KeptMetadata kept, Plan& plan);

} // namespace satpad::core::image
