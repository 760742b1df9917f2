// SPDX-License-Identifier: GPL-3.0-or-later
#include "tls_context.h"

#include <satpad/transport/error.h>
#include <satpad/transport/tls.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <algorithm>

namespace satpad::transport {
namespace {

using core::Expected;
using core::Unexpected;

/// Protocol lists as TLS codes them: each name behind its length.
constexpr std::string_view k_sessions("\x08satpad/1");
constexpr std::string_view k_contacts("\x10satpad-contact/1");
constexpr std::string_view k_both("\x08satpad/1\x10satpad-contact/1");

struct FreeKey
{
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, FreeKey>;
struct FreeCertificate
{
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using CertificatePointer = std::unique_ptr<X509, FreeCertificate>;

Unexpected openssl_failed(const char* call)
{
    ERR_clear_error();
    return Unexpected(core::Errc::internal, call);
}

const unsigned char* octets(core::ByteView bytes) noexcept
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
const unsigned char* octets(std::string_view text) noexcept
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<core::PublicKey> ed25519_key(const X509* certificate)
{
    const EVP_PKEY* key = certificate == nullptr ? nullptr : X509_get0_pubkey(certificate);
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
        ERR_clear_error();
        return std::nullopt;
    }
    core::PublicKey made;
    std::size_t size = made.bytes.size();
    if (EVP_PKEY_get_raw_public_key(
            key, reinterpret_cast<unsigned char*>(made.bytes.data()), &size) != 1 ||
        size != made.bytes.size()) {
        ERR_clear_error();
        return std::nullopt;
    }
    return made;
}

/// Replaces OpenSSL's own verification: there is no authority and dates mean nothing; only the
/// leaf's key counts. TLS proves possession of it in CertificateVerify.
int judge_leaf(X509_STORE_CTX* store, void* book)
{
    const auto key = ed25519_key(X509_STORE_CTX_get0_cert(store));
    if (key && static_cast<const PeerBook*>(book)->by_key(*key)) {
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    }
    X509_STORE_CTX_set_error(
        store, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT); // goes out as unknown_ca
    return 0;
}

int select_alpn(SSL* /*connection*/,
    const unsigned char** out,
    unsigned char* out_size,
    const unsigned char* offered,
    unsigned offered_size,
    void* taken)
{
    const auto& list = *static_cast<const std::string_view*>(taken);
    unsigned char* selected = nullptr;
    if (SSL_select_next_proto(&selected,
            out_size,
            octets(list),
            static_cast<unsigned>(list.size()),
            offered,
            offered_size) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
}

bool set_random_serial(X509* certificate)
{
    std::array<unsigned char, 16> serial{};
    if (RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1) {
        return false;
    }
    serial[0] = static_cast<unsigned char>((serial[0] & 0x7f) | 0x01); // positive, never zero
    BIGNUM* number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
    const bool set = number != nullptr &&
                     BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
    BN_free(number);
    return set;
}

/// Self-signed, valid for ever: a certificate is only the wrapping of a pinned key.
Expected<CertificatePointer> make_certificate(EVP_PKEY* key, const std::string& name)
{
    CertificatePointer certificate(X509_new());
    X509* x = certificate.get();
    if (x == nullptr || X509_set_version(x, X509_VERSION_3) != 1 || !set_random_serial(x) ||
        ASN1_TIME_set_string_X509(X509_getm_notBefore(x), "19700101000000Z") != 1 ||
        ASN1_TIME_set_string_X509(X509_getm_notAfter(x), "99991231235959Z") != 1) {
        return openssl_failed("X509");
    }
    X509_NAME* subject = X509_get_subject_name(x);
    const std::string shown = name.substr(0, 64); // the field's own limit
    if (X509_NAME_add_entry_by_txt(subject,
            "CN",
            MBSTRING_UTF8,
            octets(std::as_bytes(std::span(shown))),
            static_cast<int>(shown.size()),
            -1,
            0) != 1) {
        ERR_clear_error(); // a label only: one that X.509 cannot hold is left out
    }
    if (X509_set_issuer_name(x, subject) != 1 || X509_set_pubkey(x, key) != 1 ||
        X509_sign(x, key, nullptr) == 0) {
        return openssl_failed("X509_sign");
    }
    return certificate;
}

bool harden(SSL_CTX* context)
{
    SSL_CTX_set_options(context,
        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
            SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_num_tickets(context, 0) == 1 &&
           SSL_CTX_set_max_early_data(context, 0) == 1 &&
           SSL_CTX_set1_sigalgs_list(context, "ed25519") == 1;
}

} // namespace

void initialise_tls()
{
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
}

Expected<ContextPointer> make_tls_context(TlsRole role,
    core::ByteView identity_seed,
    const std::string& name,
    const PeerBook& book,
    TakesContacts takes_contacts)
{
    if (identity_seed.size() != 32) {
        return Unexpected(core::Errc::invalid_argument, "identity seed");
    }
    const KeyPointer key(EVP_PKEY_new_raw_private_key(
        EVP_PKEY_ED25519, nullptr, octets(identity_seed), identity_seed.size()));
    if (key == nullptr) {
        return openssl_failed("EVP_PKEY_new_raw_private_key");
    }
    auto certificate = make_certificate(key.get(), name);
    if (!certificate) {
        return core::fail(std::move(certificate));
    }
    ContextPointer context(
        SSL_CTX_new(role == TlsRole::dialler ? TLS_client_method() : TLS_server_method()));
    if (context == nullptr || !harden(context.get()) ||
        SSL_CTX_use_certificate(context.get(), certificate->get()) != 1 ||
        SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
        return openssl_failed("SSL_CTX");
    }
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(context.get(), judge_leaf, const_cast<PeerBook*>(&book));
    if (role == TlsRole::listener) {
        const auto& taken = takes_contacts == TakesContacts::yes ? k_both : k_sessions;
        SSL_CTX_set_alpn_select_cb(
            context.get(), select_alpn, const_cast<std::string_view*>(&taken));
    }
    return context;
}

std::string_view alpn_name(Purpose purpose) noexcept
{
    return (purpose == Purpose::contact ? k_contacts : k_sessions).substr(1);
}

bool offer_alpn(SSL* connection, Purpose purpose) noexcept
{
    const std::string_view list = purpose == Purpose::contact ? k_contacts : k_sessions;
    return SSL_set_alpn_protos(connection, octets(list), static_cast<unsigned>(list.size())) == 0;
}

Expected<Purpose> selected_purpose(const SSL* connection, TlsRole role, Purpose offered)
{
    const unsigned char* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(connection, &protocol, &size);
    for (const Purpose purpose : {Purpose::session, Purpose::contact}) {
        const std::string_view name = alpn_name(purpose);
        const bool allowed = role == TlsRole::listener || purpose == offered;
        if (allowed && size == name.size() && std::equal(protocol, protocol + size, octets(name))) {
            return purpose;
        }
    }
    const Purpose wanted = role == TlsRole::dialler ? offered : Purpose::session;
    return Unexpected(make_error_code(Errc::protocol), "no ALPN " + std::string(alpn_name(wanted)));
}

Expected<PinnedPeer> authenticated_peer(const SSL* connection, const PeerBook& book)
{
    const auto key = ed25519_key(SSL_get0_peer_certificate(connection));
    auto peer = key ? book.by_key(*key) : std::nullopt;
    if (!peer) {
        return Unexpected(make_error_code(Errc::refused), "key not pinned");
    }
    return std::move(*peer);
}

} // namespace satpad::transport
