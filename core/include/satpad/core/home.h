// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/environment.h>
#include <satpad/core/file_store.h>
#include <satpad/core/secret.h>

#include <map>
#include <optional>

/// A site's home folder: who the site is, whom it knows, and the keys that protect it at rest.
namespace satpad::core {

enum class HomeKind
{
    real,
    simulated
};

/// How key with one peer is drawn from this site's KME (ETSI GS QKD 014). In site.toml the table
/// [peer.kme].
struct KmeAccess
{
    std::string url;      ///< https://HOST[:PORT][/PATH], up to and without /api/v1
    std::string own_sae;  ///< this site's SAE ID, for words only: the certificate says it
    std::string peer_sae; ///< the peer's SAE ID
    fs::path certificate; ///< client certificate (chain), PEM
    fs::path private_key; ///< PEM, without passphrase
    fs::path authority;   ///< CA certificates, PEM; empty: the system's
    std::string kme_id;   ///< expected in CN or a SAN; empty: the host name is
    std::vector<std::string> headers; ///< "Name: value", sent with each request
    bool plain_http = false;          ///< allows an http:// URL
    bool simulated = false;           ///< its key is simulated, though it does not say so itself
    std::uint64_t most_keys = 0;      ///< of one request; 0: as the KME says
    std::uint64_t most_key_bits = 0;  ///< of one key; 0: as the KME says
    bool operator==(const KmeAccess&) const = default;
};

/// The KME that this site runs for others at the site (`satpad kme serve`). In site.toml the table
/// [kme].
struct KmeService
{
    std::string id; ///< KME ID; empty: the site's name
    std::string listen = "127.0.0.1:8443";
    fs::path certificate; ///< server certificate (chain), PEM
    fs::path private_key;
    fs::path authority; ///< CA whose client certificates are taken, PEM
    struct Sae
    {
        std::string id;               ///< subject CN of its certificate
        std::uint64_t quota_bits = 0; ///< issued and fetched together; 0: none
        bool operator==(const Sae&) const = default;
    };
    std::vector<Sae> saes;        ///< at this site
    std::uint64_t expiry_s = 600; ///< keys that nobody fetched are burnt then
    bool operator==(const KmeService&) const = default;
};

/// A peer as site.toml keeps it.
struct Peer
{
    SiteId id;
    std::string name;                  ///< local, unique, is_safe_name, at most 64 bytes
    PublicKey key;                     ///< pinned Ed25519 key
    std::string address;               ///< "host:port" or empty when the peer always dials
    std::optional<KmeAccess> kme = {}; ///< its key source is a KME of this site
    std::vector<std::string> saes =
        {}; ///< SAEs at the peer that the KME of this site serves key with
    bool operator==(const Peer&) const = default;
};

/// What this site does with a peer's request for more of a picture it was sent. In site.toml the
/// table [requests], which may be left out.
struct RequestPolicy
{
    bool answer = true;           ///< false: each is refused, in a message of its own
    std::uint64_t most_bytes = 0; ///< payload of one answer; 0: a quarter of what key is free for
    bool operator==(const RequestPolicy&) const = default;
};

/// What site.toml holds (own format, written only by Satpad and its operator).
struct SiteConfig
{
    SiteId id;
    std::string name;
    HomeKind kind = HomeKind::real;
    std::string listen = "0.0.0.0:7740";
    bool allow_simulated = false; ///< `simulated = true`: simulated pads work in a real home
    RequestPolicy requests;
    std::optional<KmeService> kme = {};
    std::vector<Peer> peers;

    [[nodiscard]] const Peer* peer_named(std::string_view name) const noexcept;
    [[nodiscard]] const Peer* peer_by_id(const SiteId& id) const noexcept;
};

/// Where things lie in a home.
struct HomePaths
{
    fs::path root;
    [[nodiscard]] fs::path config() const { return root / "site.toml"; }
    [[nodiscard]] fs::path config_lock() const { return root / "site.toml.lock"; }
    [[nodiscard]] fs::path identity_key() const { return root / "identity.key"; }
    [[nodiscard]] fs::path storage_key() const { return root / "storage.key"; }
    [[nodiscard]] fs::path ledger() const { return root / "ledger.db"; }
    [[nodiscard]] fs::path pads() const { return root / "pads"; }
    [[nodiscard]] fs::path pad(const PadId& id) const; ///< pads/<hex>.pad
    [[nodiscard]] fs::path outbox() const { return root / "outbox"; }
    [[nodiscard]] fs::path inbox() const { return root / "inbox"; }
    [[nodiscard]] fs::path spool() const
    {
        return root / "spool";
    } ///< sealed chunks on their way in
    [[nodiscard]] fs::path pulls() const { return root / "pulls"; } ///< keys that are in no pad yet
    [[nodiscard]] fs::path receive_lock() const { return root / "receive.lock"; }
    [[nodiscard]] fs::path moving_in() const
    {
        return root / "home.part";
    } ///< there while `init --from` works
};

inline constexpr std::size_t k_storage_key_bytes = 32;

/// The key that seals pad slots and outbox secrets at rest. Move-only, locked memory.
/// docs/format-at-rest.md, "Storage key". Threads: const members may run in parallel.
class StorageKey
{
public:
    /// Aborts unless `key` has k_storage_key_bytes.
    explicit StorageKey(SecretBytes key);
    /// BLAKE2b-256 keyed with the storage key over le64 salt length ‖ salt ‖ context: a 32-byte
    /// subkey.
    [[nodiscard]] Expected<SecretBytes> subkey(std::string_view context, ByteView salt) const;
    /// XChaCha20-Poly1305 under a subkey with a random nonce, `context` as associated data:
    /// nonce (24) ‖ ciphertext ‖ tag (16).
    [[nodiscard]] Expected<Bytes> seal(
        std::string_view context, ByteView plain, RandomSource& random) const;
    /// Errors: Errc::home_damaged when it does not open.
    [[nodiscard]] Expected<SecretBytes> open(std::string_view context, ByteView sealed) const;

private:
    SecretBytes m_key;
};

/// An opened home: configuration and keys, no ledger. Move-only.
class Home
{
public:
    /// Makes a new home (0700) with its keys, site.toml and CACHEDIR.TAG. Errc::already_exists when
    /// there is one. The ledger is made by PadLedger::create, last, so that a half-made home is
    /// "not set up".
    [[nodiscard]] static Expected<Home> create(
        FileStore& store, RandomSource& random, const fs::path& root, SiteConfig config);
    /// `passphrase` is asked for only when the storage key is wrapped.
    /// Errors: Errc::not_set_up, Errc::home_locked (passphrase needed or wrong),
    /// Errc::home_damaged.
    using AskPassphrase = std::function<Expected<SecretBytes>()>;
    [[nodiscard]] static Expected<Home> open(FileStore& store,
        RandomSource& random,
        const fs::path& root,
        const AskPassphrase& passphrase);

    [[nodiscard]] const HomePaths& paths() const noexcept { return m_paths; }
    [[nodiscard]] const SiteConfig& config() const noexcept { return m_config; }
    [[nodiscard]] FileStore& store() const noexcept { return *m_store; }
    [[nodiscard]] RandomSource& random() const noexcept { return *m_random; }
    [[nodiscard]] const StorageKey& storage_key() const noexcept { return *m_storage_key; }
    /// Ed25519 seed (32 bytes) for TLS; the public key derives from it.
    [[nodiscard]] ByteView identity_seed() const noexcept { return m_identity.view(); }
    [[nodiscard]] const PublicKey& public_key() const noexcept { return m_public_key; }

    /// Reads site.toml again, lets `change` edit it and replaces it durably, all under a lock, so
    /// that no process undoes another's change. Nothing is saved when `change` fails.
    /// Errors: `change`'s; Errc::invalid_argument when the outcome breaks a rule of site.toml or
    /// changes the site's id or kind; Errc::home_busy when the lock is not free within 10 s.
    using ChangeConfig = std::function<Expected<void>(SiteConfig&)>;
    [[nodiscard]] Expected<void> change_config(const ChangeConfig& change);
    /// Reads site.toml again (SIGHUP).
    [[nodiscard]] Expected<void> reload_config();

    [[nodiscard]] bool has_passphrase() const noexcept { return m_wrapped; }
    /// Wraps the storage key (Argon2id moderate, XChaCha20-Poly1305), or replaces the passphrase.
    [[nodiscard]] Expected<void> set_passphrase(ByteView passphrase);
    [[nodiscard]] Expected<void> remove_passphrase();

private:
    Home() = default;
    [[nodiscard]] Expected<void> save_config(SiteConfig config);
    [[nodiscard]] Expected<void> load_keys(const AskPassphrase& passphrase);

    FileStore* m_store = nullptr;
    RandomSource* m_random = nullptr;
    HomePaths m_paths;
    SiteConfig m_config;
    std::unique_ptr<StorageKey> m_storage_key;
    SecretBytes m_storage_secret;
    SecretBytes m_identity;
    PublicKey m_public_key;
    bool m_wrapped = false;
};

/// Parses site.toml's text. Errors: Errc::home_damaged with line and reason. (Own file only:
/// toml++ 3.3 is not for bytes from outside.)
[[nodiscard]] Expected<SiteConfig> parse_site_config(std::string_view text);
[[nodiscard]] std::string format_site_config(const SiteConfig& config);

} // namespace satpad::core
