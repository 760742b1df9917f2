// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>

/// What the other end of a contact may refuse for: docs/contact.md, "Refusals". A category of its own, so
/// that a fault there is never taken for one of this home's: `Error::is` holds for no core::Errc.
namespace satpad::keyclient::satellite {

/// The numbers on the wire. What is not here reads as core::Errc::wrong_state.
enum class Refusal
{
    unknown_pad = 1,           ///< it does not hold a pad that was named
    not_for_this_site = 2,     ///< another site is named
    key_already_used = 3,      ///< pages that were told belong to something else there
    malformed = 4,             ///< what was said breaks docs/contact.md, as it sees it
    authentication_failed = 5, ///< a tag or CONFIRM did not hold there
    unknown_peer = 6,          ///< a site that is no peer of it
    storage_full = 7,          ///< it has no space left
    storage_failed = 8,        ///< its storage failed, or is locked or damaged
    pad_suspended = 9,         ///< a pad is suspended there
    not_enough_key = 12,       ///< it has too few pages to send with
    pad_not_confirmed = 13,    ///< it has not seen a pad confirmed
    home_suspect = 14,         ///< its home is in doubt
    limit_exceeded = 15,       ///< a bound of its own is reached
    home_busy = 16,            ///< something else is at work there
    kme_failed = 17,           ///< its KME cannot be reached, or failed
    kme_refused = 18           ///< it and its KME do not accept each other
};

[[nodiscard]] const std::error_category& refusal_category() noexcept;
[[nodiscard]] std::error_code make_error_code(Refusal code) noexcept;

} // namespace satpad::keyclient::satellite

template <> struct std::is_error_code_enum<satpad::keyclient::satellite::Refusal> : std::true_type
{};
