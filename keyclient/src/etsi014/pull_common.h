// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/etsi014/pull.h>

/// What both ends of a pull do alike.
namespace satpad::keyclient::etsi014 {

/// "kme ID", of the KME that this site asks.
[[nodiscard]] std::string origin_of(const core::KmeAccess& access);

/// The key of this KME is, as its operator, the KME itself, or the kind of the home says.
[[nodiscard]] bool is_simulated(
    const core::Home& home, const core::KmeAccess& access, const core::Expected<Status>& status);

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
