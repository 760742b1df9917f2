// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../../core/decoder/picture.h"

/// The decoder child's own readers without the child: there a refusal ends the process, here it is
/// thrown.
namespace satpad::test {

struct Refused
{
    core::image::DecodeStatus status;
    core::image::DecodeReason reason;
};

/// More pixels than this would make a fuzzer slow and teach it nothing.
inline constexpr std::uint64_t k_most_pixels = 1U << 16U;

} // namespace satpad::test
