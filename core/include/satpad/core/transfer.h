// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

/// Moving a site: the alternative to a backup, which would bring used key back. docs/ledger.md,
/// "Handing over"; docs/format-at-rest.md, "Transfer file". The file holds key in clear unless a
/// passphrase wraps the storage key, and opened images in clear always.
namespace satpad::core {

struct HandedOver
{
    std::uint64_t bytes = 0; ///< of the file
    std::uint64_t pages = 0; ///< free pages that went with it
    std::size_t pads = 0;
    std::size_t inbox_files = 0;
};

/// Hands the home over, writes `file` (0600, whole or not at all), then erases the handed-over
/// pages here. After a crash the same call goes on: the file is written again as long as nothing is
/// erased. Errors: Errc::wrong_state while messages of the outbox are open or another process
/// receives for this home; Errc::already_exists when `file` is something else; Errc::home_locked
/// when all was done before; Errc::home_damaged when a pad file is missing. Up to the hand-over
/// itself nothing is changed; an error after it says so.
[[nodiscard]] Expected<HandedOver> hand_home_over(
    Home& home, const Clock& clock, const fs::path& state_folder, const fs::path& file);

/// A transfer file that was checked from end to end. Move-only. `store` must outlive it. Threads:
/// one at a time.
class TransferFile
{
public:
    /// Errors: Errc::unreadable_file, Errc::malformed (damaged, cut, or no transfer file),
    /// Errc::home_newer.
    [[nodiscard]] static Expected<TransferFile> open(FileStore& store, const fs::path& path);
    TransferFile(TransferFile&&) noexcept;
    TransferFile& operator=(TransferFile&&) noexcept;
    ~TransferFile();

    [[nodiscard]] const SiteConfig& config() const noexcept;
    /// Makes the home at `root`; returns the pages it took over. A crash leaves a folder that is
    /// "not set up" and in which the same call starts anew. `passphrase` is asked for when the
    /// storage key is wrapped. Errors: Errc::already_exists when there is a home; Errc::home_locked
    /// for a wrong passphrase.
    [[nodiscard]] Expected<std::uint64_t> take_over(RandomSource& random,
        const Clock& clock,
        const fs::path& state_folder,
        const fs::path& root,
        const Home::AskPassphrase& passphrase) const;

private:
    struct State;
    explicit TransferFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace satpad::core
