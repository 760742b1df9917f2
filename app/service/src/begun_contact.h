// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_stream.h"

#include <satpad/service/site.h>
#include <satpad/transport/node.h>

#include <stop_token>

namespace satpad::service {

/// A contact that was dialled and greeted.
struct BegunContact
{
    std::unique_ptr<transport::Contact> wire;
    std::unique_ptr<ContactStream> stream; ///< over `wire`
    keyclient::satellite::StationContact station;
    std::chrono::milliseconds answered_in; ///< of the try that got through
};

/// A peer that says nothing for so long is gone.
inline constexpr std::chrono::minutes k_callers_patience{2};

/// Dials `peer`, which has an address, and greets it. A peer that reads its site.toml again closes its
/// port for a moment, and cuts who has just come: such a call is tried three times, for a greeting may
/// be said twice. `stop` cuts all of it short. Errors: Errc::cancelled then; else the network's.
[[nodiscard]] core::Expected<BegunContact> begin_contact(Site& site,
    transport::Node& node,
    const core::Peer& peer,
    const std::stop_token& stop,
    std::chrono::seconds silence = k_callers_patience);

} // namespace satpad::service
