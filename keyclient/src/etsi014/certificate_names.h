// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/x509.h>

#include <string>
#include <vector>

/// Whom a certificate names.
namespace satpad::keyclient::etsi014 {

[[nodiscard]] std::vector<std::string> common_names(const X509* certificate);
/// The CNs, then the subjectAltNames: DNS names, URIs and mail addresses.
[[nodiscard]] std::vector<std::string> names_of(const X509* certificate);

} // namespace satpad::keyclient::etsi014
