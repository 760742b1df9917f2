// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <chrono>

namespace satpad::core::image {

/// Runs `program` as the decoder child on `input`: starts it with an empty environment and no
/// descriptor but 0, 1 and 2, hands it the bytes in a sealed memory file, reads header and samples
/// until `most_time` is over, and always reaps it. No signal handler is needed and none is raised
/// here. Errors: unreadable_file (damaged, child died or babbled or was too slow),
/// unsupported_file, limit_exceeded (pixels, bytes), the system's code when the child cannot be
/// started.
[[nodiscard]] Expected<Pixels> run_decoder(
    const fs::path& program, ByteView input, std::chrono::milliseconds most_time);

} // namespace satpad::core::image
