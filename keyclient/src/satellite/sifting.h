// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/distiller.h>

/// What the two sides tell each other about a second of clicks. docs/distillation.md, "Sifting".
namespace satpad::keyclient::satellite {

/// Clicks that wait for the other party's word, at each of them: a link that lets more pile up ends
/// the pass. A minute and a half of the brightest pass of a portable terminal fits.
inline constexpr std::size_t k_most_untold = 8'000'000;

enum class MessageKind : std::uint8_t
{
    clicks = 1, ///< station: which pulses clicked, measured in which basis
    kept,       ///< satellite: which of them count, and how bright each of those was
    frame,      ///< station: so many bits of one basis are a frame now
    ask,        ///< station: parities wanted
    told,       ///< satellite: the parities
    check,      ///< station: a hash of a frame
    checked,    ///< satellite: whether its own is the same
    drop,       ///< station: a frame that will not become equal goes
    counts,     ///< station: what was sifted and what was wrong
    seeds,      ///< satellite: lengths and the hash's seeds
    tag,        ///< either: all that this side said, authenticated
    no_key      ///< either: ends without key, and why
};

/// The bases that were measured, by rising pulse; never the results.
struct ClickReport
{
    std::uint64_t second = 0;
    std::vector<std::uint64_t> pulses; ///< from the second's first one, rising
    std::vector<Basis> bases;
};
[[nodiscard]] core::Bytes encode(const ClickReport& report);
/// Errors: Errc::malformed.
[[nodiscard]] core::Expected<ClickReport> decode_clicks(core::ByteView message);

/// In place of an intensity: the pulse was sent in the other basis.
inline constexpr std::uint8_t k_not_kept = 0xff;

/// For each click of a report: k_not_kept, or the intensity of the pulse that was sent in that basis.
struct KeptReport
{
    std::uint64_t second = 0;
    std::vector<std::uint8_t> intensities;
};
[[nodiscard]] core::Bytes encode(const KeptReport& report);
/// `clicks`: as many as the report it answers had. Errors: Errc::malformed.
[[nodiscard]] core::Expected<KeptReport> decode_kept(core::ByteView message, std::size_t clicks);

} // namespace satpad::keyclient::satellite
