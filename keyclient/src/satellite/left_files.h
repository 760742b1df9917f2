// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "left_wire.h"

/// `left/` in a home: what a site keeps for others, what it is about to leave itself, and what it is
/// fetching. docs/format-at-rest.md, "Left folder".
namespace satpad::keyclient::satellite {

/// Bytes that grow at their end, durably, and are read from anywhere.
class GrowingFile
{
public:
    GrowingFile(core::FileStore& store, core::fs::path path)
        : m_store(&store)
        , m_path(std::move(path))
    {}
    [[nodiscard]] const core::fs::path& path() const { return m_path; }
    /// 0 when there is none.
    [[nodiscard]] core::Expected<std::uint64_t> size() const;
    /// Durable when it returns.
    [[nodiscard]] core::Expected<void> append(std::uint64_t at, core::ByteView bytes) const;
    [[nodiscard]] core::Expected<core::Bytes> read(std::uint64_t at, std::size_t count) const;
    [[nodiscard]] core::Expected<core::Digest> digest() const;
    /// Fine when there is none; durable when it returns.
    [[nodiscard]] core::Expected<void> remove() const;

private:
    core::FileStore* m_store;
    core::fs::path m_path;
};

/// BLAKE2b-256 of `bytes` bytes that `read` gives part by part.
using ReadPart = std::function<core::Expected<core::Bytes>(std::uint64_t at, std::size_t count)>;
[[nodiscard]] core::Expected<core::Digest> digest_of(std::uint64_t bytes, const ReadPart& read);

/// What a relay knows of something it keeps.
struct KeptNote
{
    LeftTold told;
    core::UnixTime left;
    bool whole = false; ///< all of it is here and has been compared
    std::string back;   ///< its receiver had no use for it
};

class LeftFolder
{
public:
    explicit LeftFolder(const core::Home& home)
        : m_home(&home)
    {}
    /// Keeps other contacts' desks off; for one message of a contact.
    [[nodiscard]] core::Expected<std::unique_ptr<core::File>> desk_turn() const;
    /// Keeps other contacts that this home began off; for a whole exchange.
    [[nodiscard]] core::Expected<std::unique_ptr<core::File>> station_turn() const;

    /// What has a note here, in order. None without a folder.
    [[nodiscard]] core::Expected<std::vector<LeftId>> kept() const;
    [[nodiscard]] bool has(const LeftId& id) const;
    [[nodiscard]] core::Expected<void> write(const KeptNote& note) const;
    /// Errors: Errc::home_damaged.
    [[nodiscard]] core::Expected<KeptNote> read(const LeftId& id) const;
    [[nodiscard]] GrowingFile bytes(const LeftId& id) const;
    /// The note, then the bytes.
    [[nodiscard]] core::Expected<void> forget(const LeftId& id) const;
    /// What a crash left at the desk: bytes whose note went before them, notes half written.
    [[nodiscard]] core::Expected<void> sweep() const;

    /// On its way in from `relay`.
    [[nodiscard]] GrowingFile fetched(const core::SiteId& relay, const LeftId& id) const;
    /// Removes what was being fetched from `relay`, but `wanted`.
    [[nodiscard]] core::Expected<void> sweep_fetched(
        const core::SiteId& relay, const std::vector<LeftId>& wanted) const;

    [[nodiscard]] core::Expected<void> write(const WayOut& way) const;
    [[nodiscard]] core::Expected<WayOut> way_out(const core::MessageId& message) const;
    [[nodiscard]] core::Expected<std::vector<core::MessageId>> messages_going_out() const;
    [[nodiscard]] core::Expected<void> forget(const core::MessageId& message) const;
    /// Ways out that a crash left half written.
    [[nodiscard]] core::Expected<void> sweep_ways() const;

private:
    [[nodiscard]] core::fs::path root() const { return m_home->paths().root / "left"; }
    [[nodiscard]] core::fs::path note_path(const LeftId& id) const;
    [[nodiscard]] core::fs::path way_path(const core::MessageId& message) const;
    /// Keeps others off the ways out, which a command writes without a contact's turn.
    [[nodiscard]] core::Expected<std::unique_ptr<core::File>> way_turn() const;
    [[nodiscard]] core::Expected<std::vector<std::string>> names() const;
    [[nodiscard]] core::Expected<void> write_sealed(
        const core::fs::path& path, core::ByteView plain) const;
    [[nodiscard]] core::Expected<core::SecretBytes> read_sealed(const core::fs::path& path) const;

    const core::Home* m_home;
};

} // namespace satpad::keyclient::satellite
