// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <chrono>
#include <stop_token>

namespace satpad::service {

/// Whether `peer`, which has an address, answers over the pinned link, and how long that took. One
/// session in which this site offers and takes nothing: it costs no key and leaves other sessions
/// alone; what the peer has to send stays as it is there. Blocks. Errors: of transport::Node::dial(); core::Errc::cancelled.
[[nodiscard]] core::Expected<std::chrono::milliseconds> reach(
    Site& site, const core::Peer& peer, const std::stop_token& stop);

} // namespace satpad::service
