// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <satpad/service/receive.h>

namespace satpad::cli {

/// What receives, told the process's signals and where to show what happens.
using Receiving = std::function<core::Expected<void>(
    service::ReceiveSignals& signals, service::ReceiveScreen& screen)>;

/// Runs it with signals, systemd and screen, and lists what arrived.
[[nodiscard]] Outcome receive_until_stopped(
    const Context& context, const service::Site& site, const Receiving& receiving);

} // namespace satpad::cli
