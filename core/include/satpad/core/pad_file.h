// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

/// pads/<id>.pad: a header with a random 32-byte salt and a MAC under the storage key, then one
/// 48-byte slot per page, each sealed on its own (IETF ChaCha20-Poly1305; key = BLAKE2b(storage
/// key, salt); nonce = page number; pad id as associated data). docs/format-at-rest.md, "Pad file".
/// An erased slot no longer opens, and that is evidence.
namespace satpad::core {

inline constexpr std::size_t k_pad_header_bytes = 4096;
inline constexpr std::size_t k_slot_bytes = 48;

/// Writes a new pad file `<id>.pad.part`, page by page in order, then makes it durable under its
/// name. A retry is a new writer with a new salt; a slot is written once. Removed when abandoned
/// unfinished, and then what its blocks may still hold opens for no one: the salt reaches the disk
/// last. Keeps pointers into `home`'s store and keys; these must outlive it. Threads: one at a
/// time.
class PadFileWriter
{
public:
    /// Errors: Errc::already_exists when the pad has a file. A file the ledger does not know was
    /// left by a crash before its commit: the caller removes it first, once it has made sure of
    /// that.
    [[nodiscard]] static Expected<PadFileWriter> create(
        const Home& home, const PadId& id, std::uint64_t pages);
    PadFileWriter(PadFileWriter&&) noexcept;
    PadFileWriter& operator=(PadFileWriter&&) noexcept;
    ~PadFileWriter();

    /// `pages` holds whole pages of key, in locked memory, any number at a time. Any error gives
    /// the whole file up. Errors: Errc::malformed for a page that is one byte over and over;
    /// invalid_argument for part of a page or more pages than `create` was told.
    [[nodiscard]] Expected<void> append(ByteView pages);
    /// All pages written: sync, rename to `<id>.pad`, sync of the folder. After an error there is
    /// no file. Errors: Errc::wrong_state when pages are missing.
    [[nodiscard]] Expected<void> finish();

private:
    struct State;
    explicit PadFileWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Opens and erases pages. No rule lives here: only ledger code (core/src/ledger, core/src/flow)
/// may use it, through a Reservation or a receiver's grant. Threads: reads may run in parallel.
/// Memory: one block of 768 KiB a call, which holds no key. Ranges past the pad's end are
/// Errc::invalid_argument.
class PadFile
{
public:
    /// Errors: Errc::home_damaged when missing, foreign, cut or of another length.
    [[nodiscard]] static Expected<PadFile> open(
        const Home& home, const PadId& id, std::uint64_t pages);
    PadFile(PadFile&&) noexcept;
    PadFile& operator=(PadFile&&) noexcept;
    ~PadFile();

    /// Opens `out.size() / 32` pages from `first` on, streaming. Errors: Errc::home_damaged naming
    /// the page that does not open; then `out` is wiped.
    [[nodiscard]] Expected<void> read(std::uint64_t first, MutableByteView out) const;
    /// True when the page opens; false when it is erased or damaged. Only verifies: nothing is
    /// decrypted.
    [[nodiscard]] Expected<bool> opens(std::uint64_t page) const;
    /// Overwrites the slots with random bytes. Durable only after `sync`.
    [[nodiscard]] Expected<void> erase(std::uint64_t first, std::uint64_t count);
    [[nodiscard]] Expected<void> sync();
    [[nodiscard]] Expected<FileIdentity> identity() const;

private:
    struct State;
    explicit PadFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// CONFIRM tag of a pad: Poly1305 under its last page over (pad id, manifest, all pages but the
/// last). docs/format.md, "CONFIRM". Order: start, update …, finish; anything else aborts. Keeps no
/// page; its state is locked and wiped. Pads that differ only in the 22 bits Poly1305 ignores of
/// its key, the page that is burnt anyway, get the same tag.
class ConfirmTag
{
public:
    /// Throws std::bad_alloc when no memory can be locked. `pages` counts the last page.
    ConfirmTag(const PadId& id, ByteView manifest, std::uint64_t pages);
    ~ConfirmTag();
    ConfirmTag(const ConfirmTag&) = delete;
    ConfirmTag& operator=(const ConfirmTag&) = delete;
    /// The last page must be given first, because it is the key.
    void start(ByteView last_page);
    /// Whole pages in order, any number at a time; all but the last page of the pad, `pages - 1`
    /// together.
    void update(ByteView pages);
    [[nodiscard]] Tag finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace satpad::core
