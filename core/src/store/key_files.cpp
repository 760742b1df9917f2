// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_files.h"

#include "bytes.h"

#include <sodium.h>

#include <array>

namespace satpad::core::store {
namespace {

// docs/format-at-rest.md, "Key file head": magic, form, home kind, site id.
constexpr std::string_view k_identity_magic = "SATPIDK1";
constexpr std::string_view k_storage_magic = "SATPSTK1";
constexpr std::size_t k_magic_family = 7; ///< the eighth byte is the version
constexpr std::size_t k_form_offset = 8;
constexpr std::size_t k_kind_offset = 9;
constexpr std::size_t k_site_offset = 16;
constexpr std::size_t k_head = 32;

enum class Form : std::uint8_t
{
    plain = 0,
    wrapped = 1
};

constexpr std::size_t k_identity_size = k_head + 32 + 32;

constexpr std::size_t k_check = 16;
constexpr std::size_t k_plain_size = k_head + k_storage_key_bytes + k_check;

constexpr std::size_t k_operations_offset = 32;
constexpr std::size_t k_memory_offset = 40;
constexpr std::size_t k_salt_offset = 48;
constexpr std::size_t k_nonce_offset = k_salt_offset + crypto_pwhash_argon2id_SALTBYTES;
constexpr std::size_t k_box_offset = k_nonce_offset + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t k_wrapped_size =
    k_box_offset + k_storage_key_bytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(k_wrapped_size == 136);

constexpr std::uint64_t k_most_operations = 16;
constexpr std::uint64_t k_least_memory = std::uint64_t{8} << 20U;
constexpr std::uint64_t k_most_memory = std::uint64_t{1} << 30U;
constexpr std::size_t k_longest_passphrase = 1024;
constexpr std::size_t k_longest_key_file = 4096;

void put_head(MutableByteView file, std::string_view magic, Form form, const Owner& owner)
{
    put(file, 0, bytes_of(magic));
    file[k_form_offset] = static_cast<std::byte>(form);
    file[k_kind_offset] = static_cast<std::byte>(owner.kind);
    put(file, k_site_offset, owner.site.view());
}

Unexpected damaged(std::string_view name, std::string_view what)
{
    return Unexpected(Errc::home_damaged, std::string(name) + " " + std::string(what));
}

Unexpected wrong_passphrase()
{
    return Unexpected(Errc::home_locked, "the passphrase is wrong, or storage.key is damaged");
}

Expected<Form> check_head(
    ByteView file, std::string_view magic, std::string_view name, const Owner& owner)
{
    if (file.size() < k_head || !holds(file, 0, bytes_of(magic.substr(0, k_magic_family)))) {
        return damaged(name, "is not a key file of Satpad; put the original back");
    }
    if (!holds(file, 0, bytes_of(magic))) {
        return Unexpected(Errc::home_newer, std::string(name));
    }
    if (!holds(file, k_site_offset, owner.site.view())) {
        return damaged(name, "belongs to another site; put the original back");
    }
    if (std::to_integer<int>(file[k_kind_offset]) != static_cast<int>(owner.kind)) {
        return damaged(name,
            "is of the other kind of home (real or simulated); site.toml must say the kind of "
            "`init`");
    }
    const auto form = std::to_integer<unsigned>(file[k_form_offset]);
    const ByteView reserved = file.subspan(k_kind_offset + 1, k_site_offset - k_kind_offset - 1);
    if (form > 1 || std::any_of(reserved.begin(), reserved.end(), [](std::byte b) {
            return b != std::byte{};
        })) {
        return damaged(name, "has a damaged head; put the original back");
    }
    return static_cast<Form>(form);
}

/// Keyed by the key itself: only who has the key can make it, and it betrays nothing about the key.
void storage_check(ByteView key, ByteView head, MutableByteView check)
{
    crypto_generichash(raw(check), check.size(), raw(head), head.size(), raw(key), key.size());
}

Expected<SecretBytes> stretch(
    ByteView passphrase, ByteView salt, std::uint64_t operations, std::uint64_t memory)
{
    auto key = SecretBytes::allocate(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    if (!key) {
        return key;
    }
    const int done = crypto_pwhash_argon2id(raw(key->span()),
        key->size(),
        reinterpret_cast<const char*>(passphrase.data()),
        passphrase.size(),
        raw(salt),
        operations,
        static_cast<std::size_t>(memory),
        crypto_pwhash_argon2id_ALG_ARGON2ID13);
    if (done != 0) {
        return Unexpected(std::make_error_code(std::errc::not_enough_memory),
            std::to_string(memory >> 20U) + " MiB are needed to check the passphrase");
    }
    return key;
}

Expected<OpenedStorageKey> open_plain(ByteView file)
{
    if (file.size() != k_plain_size) {
        return damaged("storage.key", "has the wrong length; put the original back");
    }
    auto key = SecretBytes::copy_of(file.subspan(k_head, k_storage_key_bytes));
    if (!key) {
        return fail(std::move(key));
    }
    std::array<std::byte, k_check> check{};
    storage_check(key->view(), file.first(k_head), check);
    if (sodium_memcmp(check.data(), file.data() + k_head + k_storage_key_bytes, k_check) != 0) {
        return damaged("storage.key", "is damaged; put the original back");
    }
    return OpenedStorageKey{std::move(*key), false};
}

Expected<OpenedStorageKey> open_wrapped(ByteView file, const Home::AskPassphrase& ask)
{
    if (file.size() != k_wrapped_size) {
        return damaged("storage.key", "has the wrong length; put the original back");
    }
    const std::uint64_t operations = get_le64(file, k_operations_offset);
    const std::uint64_t memory = get_le64(file, k_memory_offset);
    if (operations < 1 || operations > k_most_operations || memory < k_least_memory ||
        memory > k_most_memory) {
        return damaged(
            "storage.key", "asks for an impossible Argon2id cost; put the original back");
    }
    if (!ask) {
        return Unexpected(Errc::home_locked, "a passphrase is needed");
    }
    auto passphrase = ask();
    if (!passphrase) {
        return fail(std::move(passphrase));
    }
    if (passphrase->empty() || passphrase->size() > k_longest_passphrase) {
        return wrong_passphrase();
    }
    auto wrapping = stretch(passphrase->view(),
        file.subspan(k_salt_offset, crypto_pwhash_argon2id_SALTBYTES),
        operations,
        memory);
    if (!wrapping) {
        return fail(std::move(wrapping));
    }
    auto key = SecretBytes::allocate(k_storage_key_bytes);
    if (!key) {
        return fail(std::move(key));
    }
    const ByteView box = file.subspan(k_box_offset);
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(raw(key->span()),
        nullptr,
        nullptr,
        raw(box),
        box.size(),
        raw(file),
        k_box_offset,
        raw(file.subspan(k_nonce_offset)),
        raw(wrapping->view()));
    if (opened != 0) {
        return wrong_passphrase();
    }
    return OpenedStorageKey{std::move(*key), true};
}

} // namespace

Expected<Identity> identity_from_seed(SecretBytes seed)
{
    auto secret = SecretBytes::allocate(crypto_sign_SECRETKEYBYTES);
    if (!secret) {
        return fail(std::move(secret));
    }
    Identity identity{std::move(seed), {}};
    crypto_sign_seed_keypair(raw(MutableByteView(identity.public_key.bytes)),
        raw(secret->span()),
        raw(identity.seed.view()));
    return identity;
}

Expected<SecretBytes> encode_identity(const Identity& identity, const Owner& owner)
{
    auto file = SecretBytes::allocate(k_identity_size);
    if (file) {
        put_head(file->span(), k_identity_magic, Form::plain, owner);
        put(file->span(), k_head, identity.seed.view());
        put(file->span(), k_head + 32, identity.public_key.view());
    }
    return file;
}

Expected<Identity> decode_identity(ByteView file, const Owner& owner)
{
    auto form = check_head(file, k_identity_magic, "identity.key", owner);
    if (!form) {
        return fail(std::move(form));
    }
    if (file.size() != k_identity_size || *form != Form::plain) {
        return damaged("identity.key", "has the wrong length; put the original back");
    }
    auto seed = SecretBytes::copy_of(file.subspan(k_head, crypto_sign_SEEDBYTES));
    if (!seed) {
        return fail(std::move(seed));
    }
    auto identity = identity_from_seed(std::move(*seed));
    if (identity && !holds(file, k_head + 32, identity->public_key.view())) {
        return damaged("identity.key", "is damaged; put the original back");
    }
    return identity;
}

Expected<SecretBytes> encode_storage_key(ByteView key, const Owner& owner)
{
    auto file = SecretBytes::allocate(k_plain_size);
    if (file) {
        const MutableByteView out = file->span();
        put_head(out, k_storage_magic, Form::plain, owner);
        put(out, k_head, key);
        storage_check(key, out.first(k_head), out.subspan(k_head + k_storage_key_bytes));
    }
    return file;
}

Expected<SecretBytes> encode_wrapped_storage_key(
    ByteView key, const Owner& owner, ByteView passphrase, RandomSource& random)
{
    if (passphrase.empty() || passphrase.size() > k_longest_passphrase) {
        return Unexpected(Errc::invalid_argument,
            "a passphrase has 1 to " + std::to_string(k_longest_passphrase) + " bytes");
    }
    auto file = SecretBytes::allocate(k_wrapped_size);
    if (!file) {
        return file;
    }
    const MutableByteView out = file->span();
    put_head(out, k_storage_magic, Form::wrapped, owner);
    put_le64(out, k_operations_offset, crypto_pwhash_argon2id_OPSLIMIT_MODERATE);
    put_le64(out, k_memory_offset, crypto_pwhash_argon2id_MEMLIMIT_MODERATE);
    random.fill(out.subspan(k_salt_offset, k_box_offset - k_salt_offset));
    auto wrapping = stretch(passphrase,
        out.subspan(k_salt_offset, crypto_pwhash_argon2id_SALTBYTES),
        crypto_pwhash_argon2id_OPSLIMIT_MODERATE,
        crypto_pwhash_argon2id_MEMLIMIT_MODERATE);
    if (!wrapping) {
        return wrapping;
    }
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out.subspan(k_box_offset)),
        nullptr,
        raw(key),
        key.size(),
        raw(ByteView(out)),
        k_box_offset,
        nullptr,
        raw(ByteView(out.subspan(k_nonce_offset))),
        raw(wrapping->view()));
    return file;
}

Expected<OpenedStorageKey> decode_storage_key(
    ByteView file, const Owner& owner, const Home::AskPassphrase& ask)
{
    auto form = check_head(file, k_storage_magic, "storage.key", owner);
    if (!form) {
        return fail(std::move(form));
    }
    return *form == Form::plain ? open_plain(file) : open_wrapped(file, ask);
}

Expected<SecretBytes> read_key_file(FileStore& store, const fs::path& path)
{
    const std::string name = path.filename().string();
    auto file = store.open(path, Access::read_secret);
    if (!file) {
        const std::error_code code = file.error().code;
        if (code == std::errc::no_such_file_or_directory) {
            return damaged(name, "is missing; put the original back");
        }
        if (code == std::errc::operation_not_permitted ||
            code == std::errc::too_many_symbolic_link_levels) {
            return damaged(name,
                "must be a plain file that only its owner can read (chmod 600); if others had "
                "access, "
                "make a new home");
        }
        return fail(std::move(file));
    }
    const auto size = (*file)->size();
    if (!size) {
        return Unexpected(size.error());
    }
    if (*size > k_longest_key_file) {
        return damaged(name, "has the wrong length; put the original back");
    }
    auto bytes = SecretBytes::allocate(static_cast<std::size_t>(*size));
    if (!bytes) {
        return bytes;
    }
    if (auto read = (*file)->read_exact(0, bytes->span()); !read) {
        return fail(std::move(read));
    }
    return bytes;
}

Expected<void> replace_key_file(
    FileStore& store, RandomSource& random, const fs::path& path, ByteView bytes)
{
    // Held open over the replacement: afterwards the old bytes have no name, but we still reach
    // them. Out of reach, they would stay on the disk: then nothing is replaced.
    auto old = store.open(path, Access::read_write);
    if (!old) {
        return fail(std::move(old));
    }
    if (auto replaced = replace_file(store, path, bytes); !replaced) {
        return replaced;
    }
    const auto size = (*old)->size();
    if (!size) {
        return Unexpected(size.error());
    }
    Bytes noise(static_cast<std::size_t>(std::min<std::uint64_t>(*size, k_longest_key_file)));
    random.fill(noise);
    if (auto written = (*old)->write(0, noise); !written) {
        return written;
    }
    return (*old)->sync();
}

} // namespace satpad::core::store
