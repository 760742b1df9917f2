// SPDX-License-Identifier: GPL-3.0-or-later
#include "tls_client.h"

#include "certificate_names.h"
#include "json_reader.h"
#include "openssl_reason.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

namespace satpad::keyclient::etsi014 {
namespace {

using core::Error;
using core::Expected;
using core::Unexpected;

Error error(Errc code, std::string context)
{
    return {make_error_code(code), std::move(context)};
}

Unexpected wrong_file(const char* what, const core::fs::path& file, const std::string& why)
{
    return Unexpected(error(Errc::bad_configuration,
        std::string(what) + (file.empty() ? " is not set" : " " + file.string() + ": " + why)));
}

bool names_kme(const X509* certificate, const std::string& id)
{
    if (certificate == nullptr) {
        return false;
    }
    const std::vector<std::string> names = names_of(certificate);
    return std::find(names.begin(), names.end(), id) != names.end();
}

/// The first CN, if it can be shown.
std::string shown_name(const X509* certificate)
{
    const auto names =
        certificate == nullptr ? std::vector<std::string>() : common_names(certificate);
    return names.empty() || !is_plain_text(names.front()) ? "" : names.front().substr(0, 256);
}

/// The chain as ever, then the KME's ID instead of a host, before this site's certificate is shown.
int judge(X509_STORE_CTX* store, void* told)
{
    auto& wanted = *static_cast<TlsClient::Wanted*>(told);
    const X509* const leaf = X509_STORE_CTX_get0_cert(store);
    wanted.shown = shown_name(leaf); // OpenSSL forgets a certificate that does not pass
    const int verdict = X509_verify_cert(store);
    if (verdict == 1 && !wanted.kme_id.empty() && !names_kme(leaf, wanted.kme_id)) {
        X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
        return 0;
    }
    return verdict;
}

/// Never asks at the terminal.
int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*user*/)
{
    return -1;
}

bool is_address(const std::string& host)
{
    ASN1_OCTET_STRING* const address = a2i_IPADDRESS(host.c_str());
    const bool is = address != nullptr;
    ASN1_OCTET_STRING_free(address);
    ERR_clear_error();
    return is;
}

} // namespace

Expected<std::unique_ptr<TlsClient>> TlsClient::make(
    const core::KmeAccess& access, std::string host)
{
    // Before anything else of OpenSSL: an openssl.cnf must not change what is checked.
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    std::unique_ptr<TlsClient> made(new TlsClient);
    made->m_host = std::move(host);
    made->m_wanted.kme_id = access.kme_id;
    made->m_context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* const context = made->m_context.get();
    if (context == nullptr || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1) {
        return Unexpected(core::Errc::internal, "SSL_CTX_new");
    }
    SSL_CTX_set_options(context,
        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
            SSL_OP_CLEANSE_PLAINTEXT); // the last: no key stays in OpenSSL's buffers
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_default_passwd_cb(context, no_passphrase);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, judge, &made->m_wanted);
    if (auto loaded = made->load(access); !loaded) {
        return core::fail(std::move(loaded));
    }
    return made;
}

Expected<void> TlsClient::load(const core::KmeAccess& access)
{
    SSL_CTX* const context = m_context.get();
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, access.certificate.c_str()) != 1) {
        return wrong_file("certificate", access.certificate, last_openssl_reason());
    }
    if (SSL_CTX_use_PrivateKey_file(context, access.private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool foreign = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
        const std::string why = last_openssl_reason();
        return wrong_file("private_key",
            access.private_key,
            foreign ? "it does not belong to the certificate" : why);
    }
    const bool trusted = access.authority.empty()
                             ? SSL_CTX_set_default_verify_paths(context) == 1
                             : SSL_CTX_load_verify_file(context, access.authority.c_str()) == 1;
    if (!trusted) {
        return wrong_file("authority", access.authority, last_openssl_reason());
    }
    // A CA file may hold the KME's own certificate, or an authority below another.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
    return {};
}

bool TlsClient::prepare(SSL* connection) const
{
    const bool address = is_address(m_host);
    // SSL_set_tlsext_host_name, without its cast.
    if (!address && SSL_ctrl(connection,
                        SSL_CTRL_SET_TLSEXT_HOSTNAME,
                        TLSEXT_NAMETYPE_host_name,
                        const_cast<char*>(m_host.c_str())) != 1) {
        return false;
    }
    if (!m_wanted.kme_id.empty()) {
        return true;
    }
    X509_VERIFY_PARAM* const expected = SSL_get0_param(connection);
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return address ? X509_VERIFY_PARAM_set1_ip_asc(expected, m_host.c_str()) == 1
                   : X509_VERIFY_PARAM_set1_host(expected, m_host.c_str(), m_host.size()) == 1;
}

Error TlsClient::certificate_error(const SSL* connection) const
{
    const long verdict = SSL_get_verify_result(connection);
    switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return error(Errc::expired, X509_verify_cert_error_string(verdict));
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
    case X509_V_ERR_APPLICATION_VERIFICATION: {
        const std::string named =
            m_wanted.shown.empty() ? "" : ", the certificate names " + m_wanted.shown;
        return error(Errc::wrong_kme,
            "expected " + (m_wanted.kme_id.empty() ? m_host : m_wanted.kme_id) + named);
    }
    default:
        return error(Errc::wrong_authority, X509_verify_cert_error_string(verdict));
    }
}

Error TlsClient::handshake_error(const SSL* connection, unsigned long code) const
{
    if (ERR_GET_LIB(code) == ERR_LIB_SSL &&
        ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        return certificate_error(connection);
    }
    // Up to here the KME knows nothing of this site; after it, it judges the certificate.
    const bool judged = SSL_get0_peer_certificate(connection) != nullptr &&
                        SSL_get_verify_result(connection) == X509_V_OK;
    if (judged && (code == 0 || refuses_certificate(code))) {
        return error(Errc::certificate_refused,
            code == 0 ? "it closed the connection in the TLS handshake" : "TLS alert");
    }
    const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return error(
        Errc::tls_failed, reason == nullptr ? "the connection ended in the TLS handshake" : reason);
}

bool refuses_certificate(unsigned long code)
{
    if (ERR_GET_LIB(code) != ERR_LIB_SSL) {
        return false;
    }
    switch (ERR_GET_REASON(code) - SSL_AD_REASON_OFFSET) {
    case SSL_AD_HANDSHAKE_FAILURE:
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_DECRYPT_ERROR:
    case TLS13_AD_CERTIFICATE_REQUIRED:
        return true;
    default:
        return false;
    }
}

void describe_connection(const SSL* connection, ConnectionFacts& facts)
{
    facts.version = SSL_get_version(connection);
    const X509* certificate = SSL_get0_peer_certificate(connection);
    facts.kme_name = shown_name(certificate);
    std::tm end{};
    if (certificate != nullptr && ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) == 1) {
        facts.kme_expires = core::iso8601({timegm(&end)});
    }
}

} // namespace satpad::keyclient::etsi014
