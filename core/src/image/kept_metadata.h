// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exif_block.h"

#include <satpad/core/metadata.h>

namespace satpad::core::image {

/// What of `metadata` a fitted picture takes along when it is to keep `classes`: the file's own
/// EXIF values, not rounded. Empty when the file has none of them.
[[nodiscard]] ExifFields fields_to_keep(
    const Metadata& metadata, std::span<const MetadataClass> classes);

/// The fields as items, for showing what travels.
[[nodiscard]] std::vector<MetadataItem> items_of(const ExifFields& fields);

/// Where the file says it was taken, when its EXIF tells it whole.
[[nodiscard]] std::optional<ExifPosition> position_in(const Metadata& metadata);
/// "52.1000 N 13.2000 E"
[[nodiscard]] std::string degrees_of(const ExifPosition& position);

} // namespace satpad::core::image
