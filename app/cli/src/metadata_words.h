// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

/// What a file tells beside its pixels, for the operator at this terminal. Never for a log.
namespace satpad::cli {

/// What would travel, a row an item: {"class","name","value"}; null when that is unknown.
[[nodiscard]] json::value travelling_metadata_json(const core::image::Plan& plan);
/// What the file carries and the receiver will not find.
[[nodiscard]] json::value left_metadata_json(const core::image::Plan& plan);

/// Indented lines for a dry run: what goes along, what stays behind. Empty without metadata.
[[nodiscard]] std::string metadata_lines(const core::image::Plan& plan);

/// What an exact file gives away, on one line, with the way out; empty when it gives nothing away.
[[nodiscard]] std::string metadata_warning(const fs::path& file, const core::image::Plan& plan);

} // namespace satpad::cli
