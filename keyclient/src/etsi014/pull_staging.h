// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/pulls.h>

#include <functional>

/// `pulls/PULL/N` in a home: the keys of batch N of a pull, sealed with the storage key, from before
/// the ledger knows the batch until they are in a pad. docs/format-at-rest.md, "Pull folder".
namespace satpad::keyclient::etsi014 {

/// Keys of one size in locked memory, with room in front for the file's head, so that no copy of
/// them is made on the way to it.
class KeyArena
{
public:
    /// Errors: no memory can be locked.
    [[nodiscard]] static core::Expected<KeyArena> make(std::size_t keys, std::size_t key_bytes);
    [[nodiscard]] std::size_t key_bytes() const noexcept { return m_key_bytes; }
    [[nodiscard]] std::size_t size() const noexcept { return m_keys; }
    [[nodiscard]] bool is_full() const noexcept { return m_keys == m_room; }
    /// `key` has key_bytes(), and there is room.
    void append(core::ByteView key);
    /// In place `index`, which is below the room; what lies between is zero.
    void put(std::size_t index, core::ByteView key);
    /// All places are taken, whether a key was put there or not.
    void take_all_places() { m_keys = m_room; }
    /// Only these stay, in their order, side by side.
    void keep(const std::vector<bool>& places);
    [[nodiscard]] core::ByteView key(std::size_t index) const;

private:
    friend class PullStaging;
    KeyArena(core::SecretBytes bytes, std::size_t room, std::size_t key_bytes)
        : m_bytes(std::move(bytes))
        , m_room(room)
        , m_key_bytes(key_bytes)
    {}
    [[nodiscard]] std::size_t place(std::size_t index) const;

    core::SecretBytes m_bytes;
    std::size_t m_room = 0;
    std::size_t m_keys = 0;
    std::size_t m_key_bytes = 0;
};

/// What a staged file holds.
struct StagedBatch
{
    core::SecretBytes bytes; ///< with its head
    std::size_t key_bytes = 0;
    std::size_t keys = 0;
    [[nodiscard]] core::ByteView key(std::size_t index) const;
};

/// The folder of one pull. Threads: one at a time.
class PullStaging
{
public:
    PullStaging(const core::Home& home, const core::BatchId& pull)
        : m_home(&home)
        , m_pull(pull)
    {}

    /// Makes the folder. Files of batches that are not among `known` are what a crash left: they
    /// go, for nothing was made of them.
    [[nodiscard]] core::Expected<void> open(const std::vector<core::PullBatch>& known);
    /// Durable when it returns.
    [[nodiscard]] core::Expected<void> write(std::uint64_t batch, KeyArena& keys);
    /// Errors: Errc::home_damaged.
    [[nodiscard]] core::Expected<StagedBatch> read(std::uint64_t batch) const;
    /// Overwritten, then removed. Fine when there is none.
    [[nodiscard]] core::Expected<void> remove(std::uint64_t batch);
    /// Everything of this pull, and its folder.
    [[nodiscard]] core::Expected<void> remove_all();

    /// So many keys are asked for, for batch `batch`, and their answer is not in any batch yet. Not
    /// synced: it outlives the process, which is what it is for.
    [[nodiscard]] core::Expected<void> note_asked(std::uint64_t batch, std::uint64_t keys);
    /// How many of them never came into batch `next`: what a death cost.
    [[nodiscard]] std::uint64_t asked_in_vain(std::uint64_t next) const;

private:
    [[nodiscard]] core::fs::path folder() const;
    [[nodiscard]] core::fs::path path(std::uint64_t batch) const;
    [[nodiscard]] core::fs::path asked() const { return folder() / "asked"; }
    [[nodiscard]] std::string context_of(std::uint64_t batch) const;

    const core::Home* m_home;
    core::BatchId m_pull;
    std::unique_ptr<core::File> m_asked;
};

} // namespace satpad::keyclient::etsi014
