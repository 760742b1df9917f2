// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <system_error>

namespace satpad::core {

/// What can go wrong below app/. Callers branch on these, never on text; app/ chooses the words a
/// person reads and the exit code (docs/cli.md). Operating-system codes pass through unchanged.
enum class Errc
{
    invalid_argument = 1,  ///< the caller asked for something that makes no sense (usage)
    not_enough_key,        ///< fewer free pages than asked; nothing was reserved
    authentication_failed, ///< a tag, a CONFIRM or a courier file's proof did not hold; nothing was
                           ///< spent
    key_already_used,      ///< pages overlap what the peer or this ledger has recorded for another
                           ///< message
    pad_suspended,         ///< the pad is suspended; `keys advance` leads out
    home_suspect,          ///< the home may be a copy or a restored backup; nothing leaves by hand
    pad_not_confirmed,     ///< the pad is not confirmed by the peer yet; not for sealed files
    unreadable_file,   ///< the source file is missing, cannot be read, or is not what its form says
    unsupported_file,  ///< the file is fine but of a kind this mode cannot carry
    malformed,         ///< bytes from outside (message, card, courier file) break the format
    io_failed,         ///< storage failed before anything was committed; nothing was spent
    outcome_unknown,   ///< storage failed at or after a commit: unsure means spent, reopen to learn
    storage_full,      ///< no space or quota left; what was begun is burnt
    storage_unsafe,    ///< the file system cannot lock or sync
    home_locked,       ///< the home needs its passphrase, or has been handed over
    home_damaged,      ///< ledger, pad file or key is missing, damaged, older or foreign; closed
    home_newer,        ///< the home was written by a newer Satpad
    home_busy,         ///< another process holds a lock this operation needs
    not_set_up,        ///< no home here; `satpad init`
    already_exists,    ///< the thing to be made is there already
    unknown_peer,      ///< no peer of that name or id
    unknown_pad,       ///< no pad of that id
    unknown_message,   ///< no message of that id
    not_for_this_site, ///< the message or file names another site
    too_late,          ///< the message was accepted already; it cannot be cancelled
    wrong_state,       ///< the message or pad is not in a state that allows this
    limit_exceeded,    ///< a size or count is over the limit the format fixes
    cancelled,         ///< the operator stopped it
    internal,          ///< a broken invariant that was caught in time
};

[[nodiscard]] const std::error_category& core_category() noexcept;
[[nodiscard]] std::error_code make_error_code(Errc code) noexcept;

/// An error and where it happened. `context` names files, ids and counts, never key, plaintext,
/// passphrases or file names given by a peer.
struct Error
{
    std::error_code code;
    std::string context;

    [[nodiscard]] bool is(Errc other) const noexcept { return code == make_error_code(other); }
    [[nodiscard]] std::string text() const;
};

} // namespace satpad::core

template <> struct std::is_error_code_enum<satpad::core::Errc> : std::true_type
{};
