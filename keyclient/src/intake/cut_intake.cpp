// SPDX-License-Identifier: GPL-3.0-or-later
#include "pad_intake.h"
#include "patient_lock.h"

#include <satpad/core/pad_file.h>
#include <satpad/keyclient/intake/cut_intake.h>

#include <algorithm>
#include <optional>

namespace satpad::keyclient {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr std::string_view k_whole = ".pad";
constexpr std::string_view k_part = ".pad.part";

/// The pad that a file of the folder belongs to.
std::optional<core::PadId> pad_of(std::string_view name, std::string_view ending)
{
    if (!name.ends_with(ending)) {
        return std::nullopt;
    }
    const auto id = core::PadId::from_hex(name.substr(0, name.size() - ending.size()));
    return id ? std::optional(*id) : std::nullopt;
}

core::fs::path part_of(const core::Home& home, const core::PadId& pad)
{
    core::fs::path path = home.paths().pad(pad);
    path += ".part";
    return path;
}

/// By the length of the file: what is in it says PadFile::open.
Expected<std::uint64_t> pages_in(const core::Home& home, const core::PadId& pad)
{
    const auto file = home.store().open(home.paths().pad(pad), core::Access::read_only);
    if (!file) {
        return Unexpected(file.error());
    }
    const auto size = (*file)->size();
    if (!size) {
        return Unexpected(size.error());
    }
    return *size < core::k_pad_header_bytes
               ? 0
               : (*size - core::k_pad_header_bytes) / core::k_slot_bytes;
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
        if (*known) {
            continue;
        }
        auto pages = whole ? pages_in(home, *pad) : Expected<std::uint64_t>(0);
        if (!pages) {
            return fail(std::move(pages));
        }
        found.push_back({*pad, *pages});
    }
    return found;
}

} // namespace

Expected<std::vector<CutIntake>> cut_intakes(const core::Home& home, const core::PadLedger& ledger)
{
    // Held while the files are held against the ledger: nobody commits in between. A home that cannot
    // be written takes no key in.
    const bool was_used = home.store().exists(intake_lock(home));
    const auto lock = home.store().open(intake_lock(home), core::Access::read_write);
    if (lock) {
        auto alone = (*lock)->try_lock();
        if (!alone) {
            return fail(std::move(alone));
        }
        if (!*alone) {
            return std::vector<CutIntake>();
        }
    }
    auto found = unknown_files(home, ledger);
    const bool first_began = !was_used && home.store().exists(intake_lock(home));
    return first_began ? std::vector<CutIntake>() : std::move(found);
}

Expected<void> close_cut_intake(
    const core::Home& home, core::PadLedger& ledger, const core::PadId& pad)
{
    auto alone = wait_for_lock(home.store(),
        intake_lock(home),
        LockKind::alone,
        "key is being taken in; try again when that is over");
    if (!alone) {
        return fail(std::move(alone));
    }
    const bool whole = home.store().exists(home.paths().pad(pad));
    if (!whole && !home.store().exists(part_of(home, pad))) {
        return Unexpected(Errc::unknown_pad, pad.hex());
    }
    if (whole) {
        auto pages = pages_in(home, pad);
        if (!pages) {
            return fail(std::move(pages));
        }
        if (auto cleared = clear_cut_intake(home, ledger, pad, *pages); !cleared) {
            return cleared;
        }
    }
    return home.store().remove(part_of(home, pad));
}

} // namespace satpad::keyclient
