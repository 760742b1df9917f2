// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace satpad::keyclient::etsi014 {

/// Why OpenSSL could not use a file, for people: the operating system's word where it is the file
/// itself, else OpenSSL's reason. Forgets it.
[[nodiscard]] std::string last_openssl_reason();

} // namespace satpad::keyclient::etsi014
