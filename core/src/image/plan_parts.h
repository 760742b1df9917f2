// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

/// What the ways of planning share.
namespace satpad::core::image {

/// The file's own name as the receiver may save it.
[[nodiscard]] std::string name_to_send(const fs::path& file);

/// The whole file. Errors: those of SourceFile.
[[nodiscard]] Expected<Bytes> read_source(const fs::path& path);

/// Adds what the whole message takes. Errors: Errc::limit_exceeded when no message is that long.
[[nodiscard]] Expected<Plan> with_pages(Plan plan);

/// Mode exact: packed when that is smaller and proved to come back, else raw. See plan().
[[nodiscard]] Expected<Plan> plan_exact(const PlanRequest& request, const PlanProgress& progress);

} // namespace satpad::core::image
