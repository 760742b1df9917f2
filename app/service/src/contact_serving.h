// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/satellite_site.h>

namespace satpad::service {

/// Receives, and answers contacts as `setup` says, each on a thread of its own.
[[nodiscard]] core::Expected<void> serve_contacts(Site& site,
    const core::Clock& clock,
    const ReceiveRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen,
    const sat::SatelliteSetup& setup,
    sat::ContactWatcher& watcher);

} // namespace satpad::service
