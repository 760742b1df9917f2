// SPDX-License-Identifier: GPL-3.0-or-later
#include "answer_class.h"

#include <satpad/keyclient/etsi014/error.h>

#include <algorithm>
#include <initializer_list>

namespace satpad::keyclient::etsi014 {
namespace {

std::string lower(std::string_view text)
{
    std::string made(text);
    std::transform(made.begin(), made.end(), made.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return made;
}

bool says(const std::string& text, std::initializer_list<std::string_view> any)
{
    return std::any_of(any.begin(), any.end(), [&](std::string_view words) {
        return text.find(words) != std::string::npos;
    });
}

/// A proxy's words before the KME, or the KME's own.
bool means_certificate(unsigned code, const std::string& text)
{
    return code == 495 || code == 496 ||
           ((code == 400 || code == 401 || code == 403 || code == 404) &&
               says(text, {"certificate"}));
}

bool means_too_little(unsigned code, const Refusal& refusal, const std::string& text)
{
    if (code == 409 || code == 429 || (code == 503 && !says(text, {"service unavailable"}))) {
        return true;
    }
    if (code != 400 && code != 404 && code != 503) {
        return false;
    }
    return refusal.bits_available || says(text,
                                         {"not enough",
                                             "insufficient",
                                             "too few",
                                             "try again",
                                             "retry",
                                             "later",
                                             "exhaust",
                                             "deplet",
                                             "empty",
                                             "no key",
                                             "no more key",
                                             "no available key",
                                             "keys available",
                                             "available keys",
                                             "key available",
                                             "keys not available",
                                             "keys are not available",
                                             "keys unavailable"});
}

bool names_parameter(const std::string& text)
{
    return says(text,
        {"number",
            "size",
            "too many",
            "only one",
            "at most",
            "limit",
            "maximum",
            "max_",
            "exceed",
            "multiple of",
            "extension"});
}

bool means_not_found(const std::string& text)
{
    return says(text,
        {"not found",
            "unknown",
            "not known",
            "does not exist",
            "do not exist",
            "no such",
            "not available",
            "unavailable"});
}

Errc refused_enc_keys(unsigned code, const Refusal& refusal, const std::string& text)
{
    if (means_too_little(code, refusal, text)) {
        return Errc::too_little;
    }
    if (code >= 500) {
        return Errc::failed;
    }
    if (code == 400 && names_parameter(text)) {
        return Errc::too_many;
    }
    return code == 404 || (code == 400 && means_not_found(text)) ? Errc::not_found
                                                                 : Errc::bad_request;
}

/// That a key is not there (yet) goes before parameters: "one or more keys … are not found".
Errc refused_dec_keys(unsigned code, const std::string& text)
{
    if (code >= 500 || code == 429) {
        return Errc::failed;
    }
    if (code == 404 || code == 409 || code == 410 || (code == 400 && means_not_found(text))) {
        return Errc::not_found;
    }
    return code == 400 && names_parameter(text) ? Errc::too_many : Errc::bad_request;
}

Errc class_of(Method method, unsigned code, const Refusal& refusal)
{
    const std::string text = lower(refusal.text);
    if (means_certificate(code, text)) {
        return Errc::certificate_refused;
    }
    if (code == 401 && method != Method::dec_keys) {
        return Errc::certificate_refused; // of dec_keys it is about the keys
    }
    if (code == 401 || code == 403) {
        return Errc::refused;
    }
    if (code == 413 || code == 422) {
        return Errc::too_many;
    }
    if (code < 400 || code > 599) {
        return Errc::malformed;
    }
    switch (method) {
    case Method::enc_keys:
        return refused_enc_keys(code, refusal, text);
    case Method::dec_keys:
        return refused_dec_keys(code, text);
    case Method::status:
        break;
    }
    if (code >= 500 || code == 429) {
        return Errc::failed;
    }
    return code == 404 || (code == 400 && means_not_found(text)) ? Errc::not_found
                                                                 : Errc::bad_request;
}

} // namespace

std::string_view name_of(Method method) noexcept
{
    switch (method) {
    case Method::status:
        return "status";
    case Method::enc_keys:
        return "enc_keys";
    case Method::dec_keys:
        return "dec_keys";
    }
    return "";
}

core::Error error_of_answer(Method method, unsigned code, const Refusal& refusal)
{
    const std::string said = refusal.text.empty() ? "" : ": " + refusal.text;
    return {make_error_code(class_of(method, code, refusal)),
        std::string(name_of(method)) + ": HTTP " + std::to_string(code) + said};
}

bool may_mean_no_method(unsigned code) noexcept
{
    return code == 404 || code == 405 || code == 501;
}

} // namespace satpad::keyclient::etsi014
