// SPDX-License-Identifier: GPL-3.0-or-later
#include "recovery_work.h"

#include <algorithm>

namespace satpad::gui {
namespace {

/// Nobody takes pages of a suspended pad, so what was said holds until the deed; unless another
/// process has done the deed.
core::Expected<void> stillAsSaid(service::Site& site, const SuspendedPad& said)
{
    const auto now = site.ledger().pad(said.id);
    if (!now) {
        return core::Unexpected(now.error());
    }
    if (now->state != core::PadState::suspended || now->mark != said.mark ||
        now->free != said.free) {
        return core::Unexpected(core::Errc::wrong_state,
            "pad " + said.id.hex().substr(0, 4) +
                " has changed meanwhile; nothing was burnt, look again");
    }
    return {};
}

} // namespace

core::Expected<std::uint64_t> advanceAsSaid(service::Site& site, const SuspendedPad& said)
{
    if (auto same = stillAsSaid(site, said); !same) {
        return core::fail(std::move(same));
    }
    return site.ledger().advance(said.id, std::max(said.advanceTo, said.mark));
}

core::Expected<std::uint64_t> closeAsSaid(service::Site& site, const SuspendedPad& said)
{
    if (auto same = stillAsSaid(site, said); !same) {
        return core::fail(std::move(same));
    }
    return site.ledger().close(said.id);
}

} // namespace satpad::gui
