// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

namespace satpad::core::image {

/// The cheapest form found of a file's own bytes.
struct Packed
{
    Codec codec = Codec::raw;
    Bytes payload; ///< empty when raw: the file itself is sent
};

/// Finds it, and proves each form that is shorter than the file by having the decoder child undo
/// it, as the receiver will: what does not come back the same is not used, whatever the cause. The
/// same bytes give the same form on the same machine. `file` is 1 to k_max_packed_file bytes long.
/// A JPEG takes about half a second a megapixel at most; other files some seconds a megabyte, but
/// those that hold nothing to gain are known after one megabyte. `progress` is asked at least every
/// tenth of a second.
/// Errors: progress's; the system's code or Errc::internal when the child cannot work.
[[nodiscard]] Expected<Packed> pack_exact(ByteView file, const PlanProgress& progress);

/// Undoes it, in the decoder child. Errors: those of decode_bytes.
[[nodiscard]] Expected<Bytes> unpack_exact(Codec codec,
    ByteView payload,
    std::uint64_t original_bytes,
    const std::function<Expected<void>()>& still_wanted = {});

/// True for what the child says of its input, false for what kept it from working.
[[nodiscard]] bool is_about_the_file(const Error& error) noexcept;

} // namespace satpad::core::image
