// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>
#include <satpad/core/message_format.h>

/// Errors in words for people and codes for scripts. The rooms below app/ never choose words.
namespace satpad::service {

/// Exit codes of the command line (docs/cli.md).
enum class Exit : int
{
    done = 0,
    internal = 1,
    usage = 2,
    not_enough_key = 3,
    authentication = 4,
    key_used = 5,
    network = 6,
    unreadable = 7,
    storage = 8,
    unknown = 9,
};

[[nodiscard]] Exit exit_for(const std::error_code& code) noexcept;
/// Stable word for `{"error":{"code":…}}`, such as "not_enough_key".
[[nodiscard]] std::string code_word(const std::error_code& code);
/// One line: what happened, then what to do. Never key, plaintext or system error numbers alone.
[[nodiscard]] std::string sentence(const core::Error& error);
/// The second half of it; empty when there is none, or when the first says it.
[[nodiscard]] std::string advice(const core::Error& error);

/// "1.2 MB", "532 bytes"; kB = 1000 bytes.
[[nodiscard]] std::string bytes_in_words(std::uint64_t bytes);

/// Stable word for JSON, such as "jxl_from_jpeg".
[[nodiscard]] std::string_view codec_word(core::Codec codec) noexcept;
/// "saved 12.3 kB of key (19 %) as JPEG XL", or "as it is" when nothing was saved.
[[nodiscard]] std::string saving_in_words(
    core::Codec codec, std::uint64_t saved_bytes, std::uint64_t payload_bytes);

} // namespace satpad::service
