// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <satpad/service/pull.h>

namespace satpad::cli {

/// Pulls `bytes` of key to send to `peer`, with its progress on stderr; Ctrl-C ends it in order. An
/// empty pool is waited for so long; 0: until Ctrl-C.
[[nodiscard]] service::etsi::PullResult pull_from(const Context& context,
    service::Site& site,
    const core::Peer& peer,
    std::uint64_t bytes,
    double wait_s);
/// The option for that.
CLI::Option* add_pool_wait(CLI::App& command, const char* name, double& seconds);
/// In the stable form of docs/cli.md, and in words.
[[nodiscard]] Outcome pull_outcome(const core::Peer& peer, const service::etsi::PullResult& result);

void add_peer_kme(CLI::App& peer, Context& context);

} // namespace satpad::cli
