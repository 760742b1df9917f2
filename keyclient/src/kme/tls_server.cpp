// SPDX-License-Identifier: GPL-3.0-or-later
#include "tls_server.h"

#include "openssl_reason.h"

#include <satpad/keyclient/etsi014/error.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>

namespace satpad::keyclient::kme {

using core::Expected;
using core::Unexpected;

namespace {

Unexpected unusable(const char* what, const std::filesystem::path& path)
{
    const std::string why = std::string("the KME's ") + what + " " + path.string() +
                            " cannot be used: " + etsi014::last_openssl_reason();
    return Unexpected(make_error_code(etsi014::Errc::bad_configuration), why);
}

/// A key with a passphrase is refused: a service has nobody to ask.
int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*nothing*/)
{
    return 0;
}

bool harden(SSL_CTX* context)
{
    SSL_CTX_set_options(context,
        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
            SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_default_passwd_cb(context, no_passphrase);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_num_tickets(context, 0) == 1;
}

/// Long ago when it cannot be read.
std::chrono::sys_seconds end_of(const X509* certificate)
{
    std::tm time{};
    const bool read = ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1;
    return std::chrono::sys_seconds(std::chrono::seconds(read ? ::timegm(&time) : 0));
}

} // namespace

Expected<TlsContext> make_server_tls(const ServerSettings& settings)
{
    ERR_clear_error();
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    if (context == nullptr || !harden(context.get())) {
        return Unexpected(core::Errc::internal, "SSL_CTX");
    }
    if (SSL_CTX_use_certificate_chain_file(context.get(), settings.certificate.c_str()) != 1) {
        return unusable("certificate", settings.certificate);
    }
    if (SSL_CTX_use_PrivateKey_file(
            context.get(), settings.private_key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1) {
        return unusable("private key", settings.private_key);
    }
    STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(settings.authority.c_str());
    if (names == nullptr ||
        SSL_CTX_load_verify_file(context.get(), settings.authority.c_str()) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return unusable("CA file", settings.authority);
    }
    SSL_CTX_set_client_CA_list(context.get(), names);
    return context;
}

std::string sae_of(const SSL* connection)
{
    const X509* certificate = SSL_get0_peer_certificate(connection);
    const X509_NAME* subject =
        certificate == nullptr ? nullptr : X509_get_subject_name(certificate);
    const int at =
        subject == nullptr ? -1 : X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0) {
        return {};
    }
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (size < 0) {
        ERR_clear_error();
        return {};
    }
    std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return is_sae_id(name) ? name : std::string();
}

std::chrono::sys_seconds certified_until(const SSL* connection)
{
    const STACK_OF(X509)* chain = SSL_get0_verified_chain(connection);
    const int size = sk_X509_num(chain); // -1 without one
    auto until = std::chrono::sys_seconds::max();
    for (int i = 0; i < size; ++i) {
        until = std::min(until, end_of(sk_X509_value(chain, i)));
    }
    return size > 0 ? until : std::chrono::sys_seconds();
}

Expected<void> check_files(const ServerSettings& settings)
{
    auto made = make_server_tls(settings);
    return made ? Expected<void>() : fail(std::move(made));
}

} // namespace satpad::keyclient::kme
