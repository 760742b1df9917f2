// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytes.h"

#include <satpad/core/home.h>

#include <sodium.h>

#include <array>

namespace satpad::core {
namespace {

using store::bytes_of;
using store::raw;

constexpr std::size_t k_nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t k_tag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
/// Subkey context of sealed notes: the caller's context is associated data under this one key.
constexpr std::string_view k_seal_context = "satpad sealed at rest";

Unexpected does_not_open(std::string_view context)
{
    return Unexpected(Errc::home_damaged,
        "what is sealed at rest as '" + std::string(context) + "' does not open");
}

} // namespace

StorageKey::StorageKey(SecretBytes key)
    : m_key(std::move(key))
{
    if (m_key.size() != k_storage_key_bytes) {
        std::abort();
    }
}

Expected<SecretBytes> StorageKey::subkey(std::string_view context, ByteView salt) const
{
    auto made = SecretBytes::allocate(k_storage_key_bytes);
    auto hash = SecretBytes::allocate(sizeof(crypto_generichash_state));
    if (!made) {
        return made;
    }
    if (!hash) {
        return hash;
    }
    // mmap'd memory starts on a page, so the state's alignment of 64 holds.
    auto* state = reinterpret_cast<crypto_generichash_state*>(hash->span().data());
    // The salt's length goes first, so that no two (salt, context) pairs give the same bytes.
    std::array<std::byte, 8> salt_size{};
    store::put_le64(salt_size, 0, salt.size());
    const ByteView words = bytes_of(context);
    crypto_generichash_init(state, raw(m_key.view()), m_key.size(), made->size());
    crypto_generichash_update(state, raw(ByteView(salt_size)), salt_size.size());
    crypto_generichash_update(state, raw(salt), salt.size());
    crypto_generichash_update(state, raw(words), words.size());
    crypto_generichash_final(state, raw(made->span()), made->size());
    return made;
}

Expected<Bytes> StorageKey::seal(
    std::string_view context, ByteView plain, RandomSource& random) const
{
    auto key = subkey(k_seal_context, {});
    if (!key) {
        return fail(std::move(key));
    }
    Bytes sealed(k_nonce + plain.size() + k_tag);
    const MutableByteView nonce = MutableByteView(sealed).first(k_nonce);
    const MutableByteView body = MutableByteView(sealed).subspan(k_nonce);
    random.fill(nonce);
    const ByteView data = bytes_of(context);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(body),
        nullptr,
        raw(plain),
        plain.size(),
        raw(data),
        data.size(),
        nullptr,
        raw(ByteView(nonce)),
        raw(key->view()));
    return sealed;
}

Expected<SecretBytes> StorageKey::open(std::string_view context, ByteView sealed) const
{
    if (sealed.size() < k_nonce + k_tag) {
        return does_not_open(context);
    }
    auto key = subkey(k_seal_context, {});
    if (!key) {
        return key;
    }
    auto plain = SecretBytes::allocate(sealed.size() - k_nonce - k_tag);
    if (!plain) {
        return plain;
    }
    const ByteView body = sealed.subspan(k_nonce);
    const ByteView data = bytes_of(context);
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(raw(plain->span()),
        nullptr,
        nullptr,
        raw(body),
        body.size(),
        raw(data),
        data.size(),
        raw(sealed),
        raw(key->view()));
    if (opened != 0) {
        return does_not_open(context);
    }
    return plain;
}

} // namespace satpad::core
