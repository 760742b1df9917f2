// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

namespace toml {
inline namespace v3 {
class node;
}
} // namespace toml

/// What site.toml says of KMEs: docs/format-at-rest.md, "site.toml".
namespace satpad::core::store {

inline constexpr std::uint64_t k_most_keys = 4096;
inline constexpr std::uint64_t k_most_key_bits = std::uint64_t{1} << 27U;
inline constexpr std::uint64_t k_most_quota = std::uint64_t{1} << 60U;
inline constexpr std::uint64_t k_longest_expiry_s = 7 * 86'400;

[[nodiscard]] Expected<KmeAccess> read_kme_access(const toml::node& from);
[[nodiscard]] Expected<KmeService> read_kme_service(const toml::node& from);
[[nodiscard]] std::string format_kme_access(const KmeAccess& access);
[[nodiscard]] std::string format_kme_service(const KmeService& service);
/// Empty when all of it may stand in site.toml, else what is wrong.
[[nodiscard]] std::string fault_in_kmes(const SiteConfig& config);

/// "host:port" with a port of 0..65535; printable, so that it can stand in a log line.
[[nodiscard]] bool is_address(std::string_view text) noexcept;

} // namespace satpad::core::store
