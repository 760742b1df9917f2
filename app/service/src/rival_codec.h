// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/bench_image.h>

namespace satpad::service {

/// A codec's own program and the knob it is turned by.
struct RivalCodec
{
    std::string program;
    std::string suffix;
    double finest = 0; ///< knob with the most bytes
    double coarsest = 0;
    double smallest_step = 0; ///< of the knob: the bisection ends there
    std::vector<std::string> (*arguments)(double knob, const fs::path& from, const fs::path& to);
};

/// Those of cwebp, cjxl and avifenc that are on the PATH.
[[nodiscard]] std::vector<RivalCodec> rivals_here();

/// Its largest file of at most `budget` bytes from `png`; empty when even its coarsest is larger, or
/// when it fails on this picture. Files are made in `scratch`.
[[nodiscard]] core::Bytes largest_within(
    const RivalCodec& rival, const fs::path& png, const fs::path& scratch, std::uint64_t budget);

} // namespace satpad::service
