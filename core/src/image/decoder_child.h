// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "child_process.h"
#include "decoder_header.h"

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

/// The same for a task that gives bytes, at most `most_bytes` of them. `still_wanted` is asked all
/// the while; its error kills the child and is returned. Errors: as above; limit_exceeded also when
/// there would be more bytes.
[[nodiscard]] Expected<Bytes> run_decoder(const fs::path& program,
    ByteTask task,
    ByteView input,
    std::uint64_t most_bytes,
    std::chrono::milliseconds most_time,
    const StillWanted& still_wanted = {});

/// run_decoder with the program in use and the usual time. Threads: any; each call has its own
/// child.
[[nodiscard]] Expected<Bytes> decode_bytes(
    ByteTask task, ByteView input, std::uint64_t most_bytes, const StillWanted& still_wanted = {});

} // namespace satpad::core::image
