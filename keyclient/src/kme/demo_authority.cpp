// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/kme/demo_authority.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>

namespace satpad::keyclient::kme {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

template <auto Free> struct Freer
{
    template <typename T> void operator()(T* thing) const noexcept { Free(thing); }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;

constexpr long k_hour_s = 3600;
constexpr long k_day_s = 24 * k_hour_s;

Unexpected openssl_failed(const char* call)
{
    ERR_clear_error();
    return Unexpected(Errc::internal, call);
}

Key make_key()
{
    return Key(EVP_EC_gen("P-256"));
}

bool set_serial(X509* certificate)
{
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        return false;
    }
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7fU) | 1U); // positive, never zero
    const Number number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return number &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool add_extension(X509* certificate, X509* issuer, int kind, const char* value)
{
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_name(X509* certificate, const std::string& name)
{
    return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate),
               "CN",
               MBSTRING_UTF8,
               reinterpret_cast<const unsigned char*>(name.data()),
               static_cast<int>(name.size()),
               -1,
               0) == 1;
}

/// `issuer` null: signs itself.
Certificate make_certificate(
    const std::string& name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key)
{
    Certificate made(X509_new());
    X509* x = made.get();
    X509* by = issuer == nullptr ? x : issuer;
    const bool authority = issuer == nullptr;
    const bool good =
        x != nullptr && X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
        X509_gmtime_adj(X509_getm_notBefore(x), -k_hour_s) != nullptr &&
        X509_gmtime_adj(X509_getm_notAfter(x), k_day_s) != nullptr && set_name(x, name) &&
        X509_set_issuer_name(x, X509_get_subject_name(by)) == 1 && X509_set_pubkey(x, key) == 1 &&
        add_extension(
            x, by, NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
        (authority || add_extension(x, by, NID_subject_alt_name, "IP:127.0.0.1")) &&
        X509_sign(x, issuer_key, EVP_sha256()) != 0;
    return good ? std::move(made) : nullptr;
}

Expected<void> write_memory(core::FileStore& files, const fs::path& path, BIO* memory)
{
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    if (size <= 0 || text == nullptr) {
        return openssl_failed("BIO");
    }
    return core::replace_file(
        files, path, std::as_bytes(std::span(text, static_cast<std::size_t>(size))));
}

Expected<void> write_certificate(core::FileStore& files, const fs::path& path, X509* certificate)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    if (!memory || PEM_write_bio_X509(memory.get(), certificate) != 1) {
        return openssl_failed("PEM_write_bio_X509");
    }
    return write_memory(files, path, memory.get());
}

Expected<void> write_key(core::FileStore& files, const fs::path& path, EVP_PKEY* key)
{
    const Memory memory(BIO_new(BIO_s_secmem()));
    if (!memory ||
        PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return openssl_failed("PEM_write_bio_PrivateKey");
    }
    return write_memory(files, path, memory.get());
}

} // namespace

struct DemoAuthority::State
{
    core::FileStore& files;
    fs::path folder;
    fs::path file;
    Key key;
    Certificate certificate;
};

DemoAuthority::DemoAuthority(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
DemoAuthority::DemoAuthority(DemoAuthority&&) noexcept = default;
DemoAuthority::~DemoAuthority() = default;

Expected<DemoAuthority> DemoAuthority::make(core::FileStore& files, const fs::path& folder)
{
    Key key = make_key();
    if (!key) {
        return openssl_failed("EVP_EC_gen");
    }
    Certificate certificate = make_certificate("demo authority", key.get(), nullptr, key.get());
    if (!certificate) {
        return openssl_failed("X509");
    }
    auto state = std::make_unique<State>(
        State{files, folder, folder / "ca.crt", std::move(key), std::move(certificate)});
    if (auto written = write_certificate(files, state->file, state->certificate.get()); !written) {
        return fail(std::move(written));
    }
    return DemoAuthority(std::move(state));
}

Expected<CertificateFiles> DemoAuthority::issue(const std::string& name)
{
    const Key key = make_key();
    const Certificate certificate =
        key ? make_certificate(name, key.get(), m_state->certificate.get(), m_state->key.get())
            : nullptr;
    if (!certificate) {
        return openssl_failed("X509");
    }
    const CertificateFiles out{
        m_state->folder / (name + ".crt"), m_state->folder / (name + ".key")};
    if (auto written = write_certificate(m_state->files, out.certificate, certificate.get());
        !written) {
        return fail(std::move(written));
    }
    if (auto written = write_key(m_state->files, out.private_key, key.get()); !written) {
        return fail(std::move(written));
    }
    return out;
}

const fs::path& DemoAuthority::certificate() const
{
    return m_state->file;
}

} // namespace satpad::keyclient::kme
