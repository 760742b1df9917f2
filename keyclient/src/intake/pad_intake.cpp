// SPDX-License-Identifier: GPL-3.0-or-later
#include "pad_intake.h"

#include "patient_lock.h"

#include <algorithm>

namespace satpad::keyclient {

using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

core::fs::path part_of(const core::fs::path& path)
{
    core::fs::path part = path;
    part += ".part";
    return part;
}

Leftovers::Leftovers(core::FileStore& store, std::unique_ptr<core::File> lock)
    : m_store(&store)
    , m_lock(std::move(lock))
{}

Expected<Leftovers> Leftovers::begin(const core::Home& home)
{
    auto lock = wait_for_lock(home.store(),
        intake_lock(home),
        LockKind::shared,
        "another process looks for what was left of key taken in");
    if (!lock) {
        return fail(std::move(lock));
    }
    return Leftovers(home.store(), std::move(*lock));
}

Leftovers::~Leftovers()
{
    for (const core::fs::path& path : m_paths) {
        // Best effort: what stays is a leftover (cut_intake.h), and its key was never given out.
        static_cast<void>(m_store->remove(path).has_value());
    }
}

PadIntake::PadIntake(core::PadFileWriter writer, std::unique_ptr<core::ConfirmTag> confirm)
    : m_writer(std::move(writer))
    , m_confirm(std::move(confirm))
{}

Expected<PadIntake> PadIntake::create(
    const core::Home& home, const core::PadId& pad, std::uint64_t pages, ByteView manifest)
{
    auto writer = core::PadFileWriter::create(home, pad, pages);
    if (!writer) {
        return fail(std::move(writer));
    }
    return PadIntake(std::move(*writer), std::make_unique<core::ConfirmTag>(pad, manifest, pages));
}

Expected<void> PadIntake::add(ByteView pages)
{
    m_confirm->update(pages);
    return m_writer.append(pages);
}

Expected<core::Tag> PadIntake::finish(ByteView last_page)
{
    if (auto written = m_writer.append(last_page); !written) {
        return fail(std::move(written));
    }
    return m_confirm->finish();
}

Expected<void> check_no_page_erased(
    const core::Home& home, const core::PadId& pad, std::uint64_t pages)
{
    auto file = core::PadFile::open(home, pad, pages);
    if (!file) {
        core::Error why = std::move(file).error();
        why.context += "; the ledger does not know this pad, see satpad keys status";
        return Unexpected(std::move(why));
    }
    for (std::uint64_t page = 0; page < pages; ++page) {
        const auto opens = file->opens(page);
        if (!opens) {
            return Unexpected(opens.error());
        }
        if (!*opens) {
            return Unexpected(Errc::home_damaged,
                "pad " + pad.hex() +
                    " has erased pages the ledger knows nothing of: the ledger is older than its "
                    "pads, and this file shows it; see satpad keys status");
        }
    }
    return {};
}

Expected<void> remove_unimported(
    const core::Home& home, core::PadLedger& ledger, const core::PadId& pad)
{
    const auto noted = ledger.note_unimported(pad);
    if (!noted) {
        return Unexpected(noted.error());
    }
    if (!*noted) {
        return Unexpected(Errc::key_already_used, "pad " + pad.hex() + " is here already");
    }
    return home.store().remove(home.paths().pad(pad));
}

Expected<void> clear_cut_intake(
    const core::Home& home, core::PadLedger& ledger, const core::PadId& pad, std::uint64_t pages)
{
    if (!home.store().exists(home.paths().pad(pad))) {
        return {};
    }
    if (const auto known = ledger.pad(pad)) {
        return Unexpected(Errc::key_already_used, "pad " + pad.hex() + " is here already");
    }
    if (auto unused = check_no_page_erased(home, pad, pages); !unused) {
        return unused;
    }
    return remove_unimported(home, ledger, pad);
}

Expected<void> check_is_new(
    const core::Home& home, const core::PadLedger& ledger, const core::PadId& pad)
{
    const auto known = ledger.pad(pad);
    if (!known && !known.error().is(Errc::unknown_pad)) {
        return Unexpected(known.error());
    }
    if (known || home.store().exists(home.paths().pad(pad))) {
        return Unexpected(Errc::key_already_used, "pad " + pad.hex() + " is here already");
    }
    return {};
}

Expected<core::Tag> write_pad_file(
    const core::Home& home, const core::PadId& pad, ByteView manifest, ByteView key)
{
    auto intake = PadIntake::create(home, pad, key.size() / core::k_page_bytes, manifest);
    if (!intake) {
        return fail(std::move(intake));
    }
    const ByteView last = key.last(core::k_page_bytes);
    intake->start(last);
    if (auto added = intake->add(key.first(key.size() - core::k_page_bytes)); !added) {
        return fail(std::move(added));
    }
    auto tag = intake->finish(last);
    if (!tag) {
        return tag;
    }
    if (auto durable = intake->make_durable(); !durable) {
        return fail(std::move(durable));
    }
    return tag;
}

Expected<void> add_to_ledger(
    core::PadLedger& ledger, const std::vector<core::NewPad>& pads, Leftovers& leftovers)
{
    // Want of memory may end this as an exception, behind the commit too: the files stay then.
    auto paths = leftovers.release();
    auto added = ledger.add_pads(pads);
    const bool unknown =
        !added && std::all_of(pads.begin(), pads.end(), [&](const core::NewPad& pad) {
            const auto found = ledger.pad(pad.id);
            return !found && found.error().is(Errc::unknown_pad);
        });
    if (unknown) {
        leftovers.restore(std::move(paths));
    } else {
        leftovers.keep();
    }
    return added;
}

} // namespace satpad::keyclient
