// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/expected.h>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satpad::core {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;
using MutableByteView = std::span<std::byte>;

/// A page is the unit of use: 32 bytes of key, used once, whole, by one message.
inline constexpr std::size_t k_page_bytes = 32;

/// Fixed-size public identifiers. The tag keeps them from being swapped for each other.
template <typename Tag, std::size_t Size> struct Id
{
    static constexpr std::size_t k_size = Size;
    std::array<std::byte, Size> bytes{};

    auto operator<=>(const Id&) const = default;
    [[nodiscard]] ByteView view() const noexcept { return bytes; }
    /// Lower-case hexadecimal without separators.
    [[nodiscard]] std::string hex() const;
    [[nodiscard]] static Expected<Id> from_hex(std::string_view text);
    /// `bytes.size()` must equal k_size, else Errc::malformed.
    [[nodiscard]] static Expected<Id> from_bytes(ByteView bytes);
};

using PadId = Id<struct PadIdTag, 16>;         ///< random, names a pad at both sites
using MessageId = Id<struct MessageIdTag, 16>; ///< random, fresh at each sealing
using SiteId = Id<struct SiteIdTag, 16>;       ///< random, made at `init`, in the site's card
using BatchId =
    Id<struct BatchIdTag, 16>; ///< one delivery by a key source (a courier file, a pass)
using PublicKey = Id<struct PublicKeyTag, 32>; ///< a site's Ed25519 public key
using Digest = Id<struct DigestTag, 32>;       ///< BLAKE2b-256 of public data (the ledger's chain)
using RequestMark = Id<struct RequestMarkTag, 4>; ///< first bytes of a request's message id
using Tag = Id<struct TagTag, 16>; ///< Poly1305 tag or an answer; compare with `same_tag` only

extern template struct Id<struct PadIdTag, 16>;
extern template struct Id<struct MessageIdTag, 16>;
extern template struct Id<struct SiteIdTag, 16>;
extern template struct Id<struct BatchIdTag, 16>;
extern template struct Id<struct PublicKeyTag, 32>;
extern template struct Id<struct DigestTag, 32>;
extern template struct Id<struct RequestMarkTag, 4>;
extern template struct Id<struct TagTag, 16>;

/// Constant-time comparison of tags and answers.
[[nodiscard]] bool same_tag(const Tag& a, const Tag& b) noexcept;

/// `count` pages of `pad` from page `first` on. `first + count` never overflows in a checked range.
struct PageRange
{
    PadId pad;
    std::uint64_t first = 0;
    std::uint64_t count = 0;

    auto operator<=>(const PageRange&) const = default;
    [[nodiscard]] std::uint64_t end() const noexcept { return first + count; }
};

/// Sum of the ranges' counts.
[[nodiscard]] std::uint64_t total_pages(std::span<const PageRange> ranges) noexcept;

/// "5f0e…/12+3" for error contexts and logs.
[[nodiscard]] std::string describe(const PageRange& range);

/// Seconds since 1970 UTC. A label only: time is never state (docs/security.md).
struct UnixTime
{
    std::int64_t seconds = 0;
    auto operator<=>(const UnixTime&) const = default;
};
/// ISO 8601, UTC, seconds: "2026-11-25T15:04:05Z".
[[nodiscard]] std::string iso8601(UnixTime time);

} // namespace satpad::core
