// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate_names.h"

#include "openssl_reason.h"

#include <satpad/keyclient/etsi014/client.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace satpad::keyclient::etsi014 {
namespace {

std::string text_of(const ASN1_STRING* value)
{
    unsigned char* octets = nullptr;
    const int size = value == nullptr ? -1 : ASN1_STRING_to_UTF8(&octets, value);
    std::string made;
    if (size > 0) {
        made.assign(octets, octets + size);
    }
    OPENSSL_free(octets);
    return made;
}

/// DNS names, URIs and mail addresses.
std::vector<std::string> alternative_names(const X509* certificate)
{
    std::vector<std::string> names;
    auto* const all = static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; all != nullptr && i < sk_GENERAL_NAME_num(all); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(all, i);
        if (name->type == GEN_DNS || name->type == GEN_URI || name->type == GEN_EMAIL) {
            names.push_back(text_of(name->d.ia5));
        }
    }
    GENERAL_NAMES_free(all);
    return names;
}

template <auto Free> struct Freer
{
    template <typename T> void operator()(T* object) const noexcept { Free(object); }
};

} // namespace

std::vector<std::string> common_names(const X509* certificate)
{
    const X509_NAME* subject = X509_get_subject_name(certificate);
    std::vector<std::string> names;
    for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0;) {
        names.push_back(text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
    }
    return names;
}

std::vector<std::string> names_of(const X509* certificate)
{
    std::vector<std::string> names = common_names(certificate);
    for (std::string& name : alternative_names(certificate)) {
        names.push_back(std::move(name));
    }
    return names;
}

core::Expected<std::vector<std::string>> names_of_certificate(const core::fs::path& file)
{
    ERR_clear_error();
    const std::unique_ptr<BIO, Freer<BIO_free>> in(BIO_new_file(file.c_str(), "r"));
    const std::unique_ptr<X509, Freer<X509_free>> certificate(
        in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!certificate) {
        return core::Unexpected(make_error_code(Errc::bad_configuration),
            "certificate " + file.string() + ": " + last_openssl_reason());
    }
    return names_of(certificate.get());
}

} // namespace satpad::keyclient::etsi014
