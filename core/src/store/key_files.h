// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

/// identity.key and storage.key: docs/format-at-rest.md, "Identity key" and "Storage key". Both
/// name the site they belong to, so that a file from another home is refused.
namespace satpad::core::store {

/// The site a key file must belong to.
struct Owner
{
    SiteId site;
    HomeKind kind = HomeKind::real;
};

struct Identity
{
    SecretBytes seed;
    PublicKey public_key;
};

/// Ed25519 key pair of a 32-byte seed.
[[nodiscard]] Expected<Identity> identity_from_seed(SecretBytes seed);

[[nodiscard]] Expected<SecretBytes> encode_identity(const Identity& identity, const Owner& owner);
/// Errors: Errc::home_damaged, Errc::home_newer.
[[nodiscard]] Expected<Identity> decode_identity(ByteView file, const Owner& owner);

[[nodiscard]] Expected<SecretBytes> encode_storage_key(ByteView key, const Owner& owner);
/// Argon2id at the moderate cost: about half a second and 256 MiB.
[[nodiscard]] Expected<SecretBytes> encode_wrapped_storage_key(
    ByteView key, const Owner& owner, ByteView passphrase, RandomSource& random);

struct OpenedStorageKey
{
    SecretBytes key;
    bool wrapped = false;
};
/// Errors: Errc::home_damaged, Errc::home_newer, Errc::home_locked (passphrase missing or wrong).
[[nodiscard]] Expected<OpenedStorageKey> decode_storage_key(
    ByteView file, const Owner& owner, const Home::AskPassphrase& ask);

/// Reads a key file into locked memory. Errors: Errc::home_damaged when it is missing, too long, or
/// others could have read it.
[[nodiscard]] Expected<SecretBytes> read_key_file(FileStore& store, const fs::path& path);
/// Replaces a key file durably and then overwrites the old file's bytes (best effort: flash and
/// copy-on-write file systems may keep them). Nothing is replaced when the old file cannot be
/// opened.
[[nodiscard]] Expected<void> replace_key_file(
    FileStore& store, RandomSource& random, const fs::path& path, ByteView bytes);

} // namespace satpad::core::store
