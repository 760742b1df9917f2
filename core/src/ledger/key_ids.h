// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/expected.h>
#include <satpad/core/types.h>

/// Key IDs as the ledger keeps them: docs/contact.md, "Pull".
namespace satpad::core::ledger {

inline constexpr std::size_t k_most_keys_of_batch = 4096;
inline constexpr std::size_t k_longest_key_id = 4096;

/// For each: a zero and the 16 bytes of a UUID in lower-case canonical text, or its length as a
/// number and the exact text. Each has 1 to k_longest_key_id bytes.
[[nodiscard]] Bytes encode_key_ids(std::span<const std::string> ids);
/// Errors: Errc::home_damaged.
[[nodiscard]] Expected<std::vector<std::string>> decode_key_ids(
    ByteView coded, std::uint64_t count);

} // namespace satpad::core::ledger
