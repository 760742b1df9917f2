// SPDX-License-Identifier: GPL-3.0-or-later
#include "pad_intake.h"
#include "patient_lock.h"

#include <satpad/core/pad_file.h>
#include <satpad/keyclient/intake/cut_intake.h>

#include <algorithm>

namespace satpad::keyclient {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr std::string_view k_whole = ".pad";
constexpr std::string_view k_part = ".pad.part";
/// Long enough for another one who looks, short for who waits for a screen.
constexpr std::chrono::milliseconds k_glance{300};

/// The pad that a file of the folder belongs to.
std::optional<core::PadId> pad_of(std::string_view name, std::string_view ending)
{
    if (!name.ends_with(ending)) {
        return std::nullopt;
    }
    const std::string_view stem = name.substr(0, name.size() - ending.size());
    const auto id = core::PadId::from_hex(stem);
    return id && id->hex() == stem ? std::optional(*id) : std::nullopt;
}

/// By the length of the file: whether it is one says PadFile::open.
std::uint64_t pages_in(const core::Home& home, const core::PadId& pad)
{
    const auto file = home.store().open(home.paths().pad(pad), core::Access::read_only);
    const auto size = file ? (*file)->size() : Expected<std::uint64_t>(0);
    return !size || *size < core::k_pad_header_bytes
               ? 0
               : (*size - core::k_pad_header_bytes) / core::k_slot_bytes;
}

/// The last page is erased as soon as the ledger knows a pad.
CutIntake look_at(const core::Home& home, const core::PadId& pad)
{
    const std::uint64_t pages = pages_in(home, pad);
    const auto file = core::PadFile::open(home, pad, pages);
    if (!file || pages == 0) {
        return {pad, LeftState::unreadable, pages};
    }
    const auto opens = file->opens(pages - 1);
    if (!opens) {
        return {pad, LeftState::unreadable, pages};
    }
    return {pad, *opens ? LeftState::whole : LeftState::used, pages};
}

Expected<bool> is_known(const core::PadLedger& ledger, const core::PadId& pad)
{
    const auto known = ledger.pad(pad);
    if (!known && !known.error().is(Errc::unknown_pad)) {
        return Unexpected(known.error());
    }
    return known.has_value();
}

Expected<std::vector<CutIntake>> unknown_files(
    const core::Home& home, const core::PadLedger& ledger)
{
    auto names = home.store().list(home.paths().pads());
    if (!names) {
        return fail(std::move(names));
    }
    std::vector<CutIntake> found;
    for (const std::string& name : *names) {
        const auto whole = pad_of(name, k_whole);
        const auto pad = whole ? whole : pad_of(name, k_part);
        if (!pad || (!found.empty() && found.back().pad == *pad)) {
            continue; // sorted: a pad's two files lie together, the whole one first
        }
        auto known = is_known(ledger, *pad);
        if (!known) {
            return fail(std::move(known));
        }
        if (!*known) {
            found.push_back(whole ? look_at(home, *pad) : CutIntake{*pad, LeftState::half, 0});
        }
    }
    return found;
}

} // namespace

Expected<std::optional<std::vector<CutIntake>>> cut_intakes(
    const core::Home& home, const core::PadLedger& ledger)
{
    // Held while the files are held against the ledger: nobody commits in between. A home that cannot
    // be written takes no key in, and one without the lock never did.
    const bool was_used = home.store().exists(intake_lock(home));
    std::unique_ptr<core::File> alone;
    if (was_used && home.store().open(intake_lock(home), core::Access::read_write)) {
        auto lock = wait_for_lock(home.store(), intake_lock(home), LockKind::alone, "", k_glance);
        if (!lock && lock.error().is(Errc::home_busy)) {
            return std::optional<std::vector<CutIntake>>();
        }
        if (!lock) {
            return fail(std::move(lock));
        }
        alone = std::move(*lock);
    }
    auto found = unknown_files(home, ledger);
    if (!found) {
        return fail(std::move(found));
    }
    const bool first_began = !was_used && home.store().exists(intake_lock(home));
    return first_began ? std::nullopt : std::optional(std::move(*found));
}

Expected<void> close_cut_intake(
    const core::Home& home, core::PadLedger& ledger, const core::PadId& pad)
{
    auto known = is_known(ledger, pad);
    if (!known) {
        return fail(std::move(known));
    }
    if (*known) {
        return Unexpected(Errc::key_already_used, "pad " + pad.hex() + " is in the ledger");
    }
    const core::fs::path path = home.paths().pad(pad);
    const bool whole = home.store().exists(path);
    if (!whole && !home.store().exists(part_of(path))) {
        return Unexpected(Errc::unknown_pad, pad.hex());
    }
    // A large pad takes its time, and a pass that ends meanwhile must not wait for it.
    if (whole) {
        if (auto unused = check_no_page_erased(home, pad, pages_in(home, pad)); !unused) {
            return unused;
        }
    }
    auto alone = wait_for_lock(home.store(),
        intake_lock(home),
        LockKind::alone,
        "key is being taken in; try again when that is over");
    if (!alone) {
        return fail(std::move(alone));
    }
    if (whole) {
        if (auto removed = remove_unimported(home, ledger, pad); !removed) {
            return removed;
        }
    }
    return home.store().remove(part_of(path));
}

} // namespace satpad::keyclient
