// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/etsi014/pull.h>

/// What both ends of a pull do alike.
namespace satpad::keyclient::etsi014 {

/// "kme ID", of the KME that this site asks.
[[nodiscard]] std::string origin_of(const core::KmeAccess& access);

/// What ended a pull would end it again. What the peer's operator or time may mend is not for good.
[[nodiscard]] bool is_refused_for_good(const core::Error& why);

/// Removes what a death left of pulls with `peer` that are over. For who is in contact with it on
/// this side.
[[nodiscard]] core::Expected<void> sweep_closed(const core::Home& home,
    const core::PullBook& book,
    const core::SiteId& peer,
    core::PullSide side);

[[nodiscard]] inline bool is(const core::Error& error, Errc code)
{
    return error.code == make_error_code(code);
}

[[nodiscard]] inline bool is_any(const core::Error& error, std::initializer_list<Errc> codes)
{
    for (const Errc code : codes) {
        if (is(error, code)) {
            return true;
        }
    }
    return false;
}

} // namespace satpad::keyclient::etsi014
