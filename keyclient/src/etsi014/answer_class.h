// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>
#include <satpad/keyclient/etsi014/messages.h>

/// What an answer that is not 2xx means. KMEs agree on little: the code's class, the method and a
/// few words decide (docs/etsi-014.md, "Retries").
namespace satpad::keyclient::etsi014 {

enum class Method
{
    status,
    enc_keys,
    dec_keys
};
[[nodiscard]] std::string_view name_of(Method method) noexcept;

/// An Errc with the KME's words behind "HTTP 400: ".
[[nodiscard]] core::Error error_of_answer(Method method, unsigned code, const Refusal& refusal);

/// The codes that an unknown verb shows as.
[[nodiscard]] bool may_mean_no_method(unsigned code) noexcept;

} // namespace satpad::keyclient::etsi014
