// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace satpad::transport {

/// First call in every `main` that uses a Node, before anything else touches OpenSSL: a local
/// openssl.cnf could otherwise raise or lower what docs/protocol.md, "Connection", fixes.
void initialise_tls();

} // namespace satpad::transport
