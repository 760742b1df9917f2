// SPDX-License-Identifier: GPL-3.0-or-later
#include "openssl_reason.h"

#include <openssl/err.h>

#include <system_error>

namespace satpad::keyclient::etsi014 {

std::string last_openssl_reason()
{
    // The first says what happened; those behind it only who was told ("system lib").
    const unsigned long first = ERR_peek_error();
    const unsigned long last = ERR_peek_last_error();
    ERR_clear_error();
    if (ERR_SYSTEM_ERROR(first)) {
        return std::generic_category().message(ERR_GET_REASON(first));
    }
    const char* reason = ERR_reason_error_string(last);
    return reason == nullptr ? "not usable" : reason;
}

} // namespace satpad::keyclient::etsi014
