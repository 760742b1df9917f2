// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

/// A receiver's answer as bytes for any carrier: docs/format.md, "Answer file". Pure functions.
namespace satpad::core {

inline constexpr std::size_t k_answer_file_bytes = 8 + MessageId::k_size + Tag::k_size;

struct AnswerFile
{
    MessageId message;
    Tag answer; ///< secret until it is shown to the sender
};

[[nodiscard]] Bytes encode_answer_file(const AnswerFile& answer);
/// True when `start` begins like an answer file.
[[nodiscard]] bool is_answer_file(ByteView start) noexcept;
/// Errors: Errc::malformed for anything but one whole answer file.
[[nodiscard]] Expected<AnswerFile> decode_answer_file(ByteView bytes);

} // namespace satpad::core
