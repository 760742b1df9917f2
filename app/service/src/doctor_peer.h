// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/doctor.h>

namespace satpad::service {

/// Whether `peer` answers over the pinned link: one session in which neither end is offered
/// anything. Then, where keys are pulled with it, one contact, which shows its clock. Each is told.
void check_peer(Site& site,
    const core::Clock& clock,
    const core::Peer& peer,
    const std::stop_token& stop,
    const EachCheck& tell);

} // namespace satpad::service
