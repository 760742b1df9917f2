// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decoder_header.h"

#include <cstddef>
#include <span>

/// What the child says on fd 1. Nothing here returns an error: the child ends by refuse(), or by
/// itself when the parent has gone.
namespace satpad::decoder {

using core::image::DecodeReason;
using core::image::DecodeStatus;
using InputView = std::span<const std::uint8_t>;

/// From here on refusals have the form of the tasks that give bytes (decoder_header.h).
void answer_with_bytes() noexcept;

/// Says why on fd 1 and ends the process. Only before the first byte of an answer went out. (The
/// fuzz targets link one of their own that throws: our readers hold nothing that minds.)
[[noreturn]] void refuse(DecodeStatus status, DecodeReason reason);
[[noreturn]] inline void refuse_damaged(DecodeReason reason = DecodeReason::bad_data)
{
    refuse(DecodeStatus::damaged, reason);
}
[[noreturn]] inline void refuse_unsupported(DecodeReason reason = DecodeReason::feature)
{
    refuse(DecodeStatus::unsupported, reason);
}

void write_all(const void* data, std::size_t size) noexcept;

/// The whole answer of a task that gives bytes.
void write_bytes(InputView bytes) noexcept;

} // namespace satpad::decoder
