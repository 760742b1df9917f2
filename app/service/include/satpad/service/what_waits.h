// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/left.h>
#include <satpad/keyclient/satellite/relay.h>
#include <satpad/service/site.h>

/// What a site does in every contact that it begins, whatever else the contact is for.
namespace satpad::service {

namespace sat = keyclient::satellite;

struct ContactNews
{
    std::vector<sat::RelayedKey> relays;
    std::vector<sat::LeftMessage> messages;
    /// What ended it; the rows are done all the same.
    core::Expected<void> result;
};

/// Finishes relays that wait there, hands on what waits here for that site as the next relay, leaves
/// what is to be left with it, and collects what was left there for this one.
/// `progress` as LeftStation's.
[[nodiscard]] ContactNews do_what_waits(Site& site,
    const core::Clock& clock,
    const core::Peer& there,
    sat::MessageStream& stream,
    const core::Progress& progress = {});

} // namespace satpad::service
