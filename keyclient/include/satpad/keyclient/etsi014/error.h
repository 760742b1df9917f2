// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <system_error>

/// What can go wrong between this site and a KME. Callers branch on these; the context of the error
/// holds the KME's own words, trimmed. Each is one row of the retry table of docs/etsi-014.md.
namespace satpad::keyclient::etsi014 {

enum class Errc
{
    unresolved = 1,      ///< the name has no address
    unreachable,         ///< no connection; no request was sent
    tls_failed,          ///< no common version or cipher, or no TLS at all
    wrong_authority,     ///< the KME's certificate is not signed by the CA file
    expired,             ///< the KME's certificate is not valid now
    wrong_kme,           ///< its certificate names another host or KME
    certificate_refused, ///< the KME does not accept this client certificate (clause 5.1); also 401
                         ///< for status and enc_keys
    cut,                 ///< the connection ended after the request was sent: keys may be gone
    timed_out,           ///< no whole answer in time, after the request was sent
    refused,             ///< 403; 401 for dec_keys: not entitled, expired or consumed
    not_found,           ///< 404, or 400 that says so: no such SAE, path or key
    too_little,          ///< the pool is (nearly) empty: wait, or ask for less
    too_many,            ///< 413, or 400 that names number, size or the count of IDs
    bad_request,         ///< any other 4xx
    failed,              ///< 5xx
    no_method,           ///< 404/405/501 for POST
    malformed,           ///< the answer is not what clause 6 says
    too_large,           ///< the answer is larger than anything that was asked for
    bad_configuration,   ///< a file of this site (certificate, key, CA) is missing or unusable
    plain_refused,       ///< http:// without the setting that allows it
};

[[nodiscard]] const std::error_category& kme_category() noexcept;
[[nodiscard]] std::error_code make_error_code(Errc code) noexcept;

} // namespace satpad::keyclient::etsi014

template <> struct std::is_error_code_enum<satpad::keyclient::etsi014::Errc> : std::true_type
{};
