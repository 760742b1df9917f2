// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "request_target.h"

#include <satpad/keyclient/kme/router.h>

/// What a request for keys asks for, by either verb, or the answer that says what is wrong with it.
namespace satpad::keyclient::kme {

/// enc_keys: number and size are set.
[[nodiscard]] std::variant<KeyOrder, Answer> keys_asked(
    const Request& request, const std::vector<Parameter>& query);
/// dec_keys: different IDs, lower-case, in order.
[[nodiscard]] std::variant<std::vector<std::string>, Answer> ids_asked(
    const Request& request, const std::vector<Parameter>& query);

} // namespace satpad::keyclient::kme
