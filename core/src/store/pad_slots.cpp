// SPDX-License-Identifier: GPL-3.0-or-later
#include "pad_slots.h"

#include "bytes.h"

#include <sodium.h>

namespace satpad::core::store {
namespace {

constexpr std::string_view k_magic = "SATPADP1";
constexpr std::size_t k_magic_family = 7; ///< the eighth byte is the version
constexpr std::size_t k_id_offset = 8;
constexpr std::size_t k_pages_offset = 24;
constexpr std::size_t k_salt_offset = 32;
constexpr std::size_t k_zero_offset = 64;
constexpr std::size_t k_mac_bytes = 32;
constexpr std::size_t k_mac_offset = k_pad_header_bytes - k_mac_bytes;

constexpr std::string_view k_header_context = "satpad pad header";
constexpr std::string_view k_slot_context = "satpad pad slot";

static_assert(k_slot_bytes == k_page_bytes + crypto_aead_chacha20poly1305_ietf_ABYTES);

using Nonce = std::array<std::byte, crypto_aead_chacha20poly1305_ietf_NPUBBYTES>;

/// Page numbers never repeat under one salt and a slot is written once, so a counter is a safe
/// nonce.
Nonce nonce_of(std::uint64_t page) noexcept
{
    Nonce nonce{};
    put_le64(nonce, 4, page);
    return nonce;
}

Expected<std::array<std::byte, k_mac_bytes>> header_mac(const StorageKey& key, ByteView header)
{
    auto subkey = key.subkey(k_header_context, {});
    if (!subkey) {
        return fail(std::move(subkey));
    }
    std::array<std::byte, k_mac_bytes> mac{};
    crypto_generichash(raw(MutableByteView(mac)),
        mac.size(),
        raw(header),
        k_mac_offset,
        raw(subkey->view()),
        subkey->size());
    return mac;
}

Unexpected damaged(const PadId& id, std::string_view what)
{
    return Unexpected(Errc::home_damaged, "pads/" + id.hex() + ".pad " + std::string(what));
}

} // namespace

std::string page_name(const PadId& id, std::uint64_t page)
{
    return id.hex().substr(0, 8) + "/" + std::to_string(page);
}

Expected<Bytes> encode_pad_header(
    const StorageKey& key, const PadId& id, std::uint64_t pages, const PadSalt& salt)
{
    Bytes header(k_pad_header_bytes);
    put(header, 0, bytes_of(k_magic));
    put(header, k_id_offset, id.view());
    put_le64(header, k_pages_offset, pages);
    put(header, k_salt_offset, salt);
    auto mac = header_mac(key, header);
    if (!mac) {
        return fail(std::move(mac));
    }
    put(header, k_mac_offset, *mac);
    return header;
}

Expected<PadSalt> decode_pad_header(
    const StorageKey& key, ByteView header, const PadId& id, std::uint64_t pages)
{
    if (header.size() != k_pad_header_bytes ||
        !holds(header, 0, bytes_of(k_magic.substr(0, k_magic_family)))) {
        return damaged(id, "is not a pad file");
    }
    if (!holds(header, 0, bytes_of(k_magic))) {
        return Unexpected(Errc::home_newer, "pads/" + id.hex() + ".pad");
    }
    auto mac = header_mac(key, header);
    if (!mac) {
        return fail(std::move(mac));
    }
    if (sodium_memcmp(mac->data(), header.data() + k_mac_offset, k_mac_bytes) != 0) {
        return damaged(id, "is damaged, or was written under another storage key");
    }
    if (!holds(header, k_id_offset, id.view())) {
        return damaged(id, "holds another pad");
    }
    const ByteView zeros = header.first(k_mac_offset).subspan(k_zero_offset);
    if (std::any_of(zeros.begin(), zeros.end(), [](std::byte b) { return b != std::byte{0}; })) {
        return damaged(id, "has a head this version does not know");
    }
    if (get_le64(header, k_pages_offset) != pages) {
        return damaged(id, "has another number of pages than the ledger");
    }
    PadSalt salt{};
    const ByteView there = header.subspan(k_salt_offset, salt.size());
    std::copy(there.begin(), there.end(), salt.begin());
    return salt;
}

Expected<SecretBytes> slot_key(const StorageKey& key, const PadSalt& salt)
{
    return key.subkey(k_slot_context, salt);
}

void seal_slot(ByteView key,
    const PadId& id,
    std::uint64_t page,
    ByteView plain,
    MutableByteView slot) noexcept
{
    const Nonce nonce = nonce_of(page);
    crypto_aead_chacha20poly1305_ietf_encrypt(raw(slot),
        nullptr,
        raw(plain),
        k_page_bytes,
        raw(id.view()),
        id.bytes.size(),
        nullptr,
        raw(ByteView(nonce)),
        raw(key));
}

bool open_slot(ByteView key,
    const PadId& id,
    std::uint64_t page,
    ByteView slot,
    MutableByteView plain) noexcept
{
    const Nonce nonce = nonce_of(page);
    // With no output libsodium only verifies: checking a page makes no plaintext of it.
    return crypto_aead_chacha20poly1305_ietf_decrypt(plain.empty() ? nullptr : raw(plain),
               nullptr,
               nullptr,
               raw(slot),
               k_slot_bytes,
               raw(id.view()),
               id.bytes.size(),
               raw(ByteView(nonce)),
               raw(key)) == 0;
}

} // namespace satpad::core::store
