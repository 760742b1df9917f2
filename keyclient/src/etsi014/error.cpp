// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/etsi014/error.h>

#include <string>

namespace satpad::keyclient::etsi014 {
namespace {

const char* text_of(Errc code) noexcept
{
    switch (code) {
    case Errc::unresolved:
        return "the KME's name has no address";
    case Errc::unreachable:
        return "KME unreachable";
    case Errc::tls_failed:
        return "no TLS with the KME";
    case Errc::wrong_authority:
        return "the KME's certificate is not signed by the CA";
    case Errc::expired:
        return "the KME's certificate is not valid now";
    case Errc::wrong_kme:
        return "another KME answered";
    case Errc::certificate_refused:
        return "the KME did not accept this client certificate";
    case Errc::cut:
        return "the connection to the KME was cut";
    case Errc::timed_out:
        return "the KME did not answer in time";
    case Errc::refused:
        return "the KME refused";
    case Errc::not_found:
        return "not found at the KME";
    case Errc::too_little:
        return "the KME has too little key";
    case Errc::too_many:
        return "the KME gives less in one request";
    case Errc::bad_request:
        return "the KME does not take this request";
    case Errc::failed:
        return "the KME failed";
    case Errc::no_method:
        return "the KME does not take POST";
    case Errc::malformed:
        return "malformed answer or request";
    case Errc::too_large:
        return "larger than anything that was asked for";
    case Errc::bad_configuration:
        return "wrong setting for the KME";
    case Errc::plain_refused:
        return "http without plain_http = true";
    }
    return "unknown KME error";
}

class KmeCategory final : public std::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "satpad.kme"; }
    [[nodiscard]] std::string message(int code) const override
    {
        return text_of(static_cast<Errc>(code));
    }
};

} // namespace

const std::error_category& kme_category() noexcept
{
    static const KmeCategory category;
    return category;
}

std::error_code make_error_code(Errc code) noexcept
{
    return {static_cast<int>(code), kme_category()};
}

} // namespace satpad::keyclient::etsi014
