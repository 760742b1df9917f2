// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay_wire.h"

#include <optional>

/// `relay/` in a home: what a relay keeps between contacts, and a far end while the key is on its
/// way. docs/format-at-rest.md, "Relay folder". Every file is sealed with the storage key and
/// replaced whole.
namespace satpad::keyclient::satellite {

inline constexpr std::size_t k_most_relays = 1000; ///< notes at one site
inline constexpr std::size_t k_most_shares = 64;   ///< halves at one site

/// What a file is for; the relay's id is its name.
enum class RelayFile
{
    note,   ///< relay: everything about it but key
    held,   ///< relay: the asker's leg's key
    cipher, ///< relay: what the far end is told and sent, byte for byte
    share,  ///< far end: what was told, and its own leg's key
    order   ///< asker: what was ordered, from before it was asked for
};

class RelayFolder
{
public:
    explicit RelayFolder(const core::Home& home)
        : m_home(&home)
    {}

    /// Keeps all others off the folder while it lives.
    class Turn
    {
    public:
        explicit Turn(std::unique_ptr<core::File> lock)
            : m_lock(std::move(lock))
        {}

    private:
        std::unique_ptr<core::File> m_lock;
    };
    /// Makes the folder when there is none. Errors: Errc::home_busy when it is not free within
    /// 10 s.
    [[nodiscard]] core::Expected<Turn> turn() const;

    [[nodiscard]] bool is_there() const { return m_home->store().exists(root()); }
    /// Relays that have such a file, by id. None without a folder.
    [[nodiscard]] core::Expected<std::vector<core::BatchId>> list(RelayFile file) const;
    [[nodiscard]] bool has(const core::BatchId& relay, RelayFile file) const;
    /// Durable when it returns.
    [[nodiscard]] core::Expected<void> write(
        const core::BatchId& relay, RelayFile file, core::ByteView plain) const;
    [[nodiscard]] core::Expected<core::SecretBytes> read(
        const core::BatchId& relay, RelayFile file) const;
    /// Fine when there is none; durable when it returns.
    [[nodiscard]] core::Expected<void> remove(const core::BatchId& relay, RelayFile file) const;
    /// Files that a crash left half written go. Within a turn.
    [[nodiscard]] core::Expected<void> sweep_parts() const;

private:
    [[nodiscard]] core::fs::path root() const { return m_home->paths().root / "relay"; }
    [[nodiscard]] core::fs::path path(const core::BatchId& relay, RelayFile file) const;

    const core::Home* m_home;
};

/// A relay as it stands at the relay's own site.
struct RelayNote
{
    RelayPads pads;
    core::UnixTime made;
    TaggedPages first_leg;              ///< the asker's pages
    std::vector<PadProof> asker_proofs; ///< the asker holds its pads
    std::vector<PadProof> far_proofs;   ///< the far end does, too
    std::string given_up;               ///< it will not be finished: why
};

/// What the asker ordered. Only what was ordered is taken.
struct RelayOrdered
{
    core::BatchId relay;
    core::SiteId peer; ///< the far end
    std::uint64_t out_pages = 0;
    std::uint64_t back_pages = 0;
    std::vector<core::SiteId> route; ///< the site that was asked first
    core::UnixTime made;
};
[[nodiscard]] core::Expected<void> write_order(
    const RelayFolder& folder, const RelayOrdered& order);
[[nodiscard]] core::Expected<RelayOrdered> read_order(
    const RelayFolder& folder, const core::BatchId& relay);
[[nodiscard]] bool is_ordered(const RelayOrdered& order, const RelayPads& pads);

/// What the far end is told and sent.
struct RelayCipher
{
    RelayTold told;
    RelayKey key;
};

[[nodiscard]] core::Expected<void> write_note(const RelayFolder& folder, const RelayNote& note);
[[nodiscard]] core::Expected<RelayNote> read_note(
    const RelayFolder& folder, const core::BatchId& relay);
[[nodiscard]] core::Expected<void> write_cipher(
    const RelayFolder& folder, const RelayCipher& cipher);
[[nodiscard]] core::Expected<RelayCipher> read_cipher(
    const RelayFolder& folder, const core::BatchId& relay);

/// What the far end keeps of its leg until the other one's key arrives.
struct RelayShare
{
    RelayTold told;
    core::SiteId relay_site;
    core::SecretBytes key; ///< the first page authenticates
};
[[nodiscard]] core::Expected<void> write_share(const RelayFolder& folder,
    const core::SiteId& relay_site,
    const RelayTold& told,
    core::ByteView key);
[[nodiscard]] core::Expected<RelayShare> read_share(
    const RelayFolder& folder, const core::BatchId& relay);

/// Whether the pages of a use count: its row is `taken`. Nothing: it is not settled. False also
/// when they were burnt: what was kept of them is worth nothing.
[[nodiscard]] core::Expected<std::optional<bool>> was_taken(
    const core::PadLedger& ledger, const core::MessageId& use);

} // namespace satpad::keyclient::satellite
