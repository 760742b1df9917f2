// SPDX-License-Identifier: GPL-3.0-or-later
// The importer's side. The ledger learns of the pads in one commit, after every CONFIRM held and
// the pad files are durable. Rule numbers: docs/format.md, "Courier file".
#include "courier_pads.h"

#include <satpad/keyclient/courier/courier.h>

#include <algorithm>

namespace satpad::keyclient::courier {
namespace {

using core::Errc;
using core::Expected;
using core::MutableByteView;
using core::SecretBytes;
using core::Unexpected;

Expected<void> check_sites(const core::Home& home, const Manifest& manifest)
{
    const core::SiteConfig& site = home.config();
    if (manifest.exporter == site.id) { // rule 7
        return Unexpected(
            Errc::not_for_this_site, "this site made the courier file; its peer imports it");
    }
    if (manifest.importer != site.id || manifest.importer_key != home.public_key()) { // rule 7
        return Unexpected(
            Errc::not_for_this_site, "the courier file is for site " + manifest.importer.hex());
    }
    const core::Peer* peer = site.peer_by_id(manifest.exporter);
    if (peer == nullptr) { // rule 8
        return Unexpected(Errc::unknown_peer, manifest.exporter.hex());
    }
    if (peer->key != manifest.exporter_key) { // rule 8
        return Unexpected(Errc::authentication_failed,
            "the courier file names another key for peer " + peer->name);
    }
    if (manifest.simulated && site.kind == core::HomeKind::real && !site.allow_simulated) {
        return Unexpected(Errc::wrong_state,
            "simulated pads in a real home; `simulated = true` in site.toml allows them");
    }
    return {};
}

enum class Known
{
    none,
    all
};

/// Whether the ledger has this delivery; a part of it is an overlap (rule 10).
Expected<Known> known_before(const core::PadLedger& ledger, const Manifest& manifest)
{
    const auto pads = ledger.pads();
    if (!pads) {
        return Unexpected(pads.error());
    }
    std::size_t same = 0;
    std::size_t touched = 0;
    for (const core::PadSummary& pad : *pads) {
        const bool named = std::any_of(manifest.pads.begin(),
            manifest.pads.end(),
            [&](const ManifestPad& other) { return other.id == pad.id; });
        const bool of_batch = pad.batch == manifest.batch;
        touched += named || of_batch ? 1U : 0U;
        same += named && of_batch && pad.peer == manifest.exporter ? 1U : 0U;
    }
    if (touched == 0) {
        return Known::none;
    }
    if (same == manifest.pads.size() && touched == same) {
        return Known::all;
    }
    return Unexpected(Errc::key_already_used,
        "pads of delivery " + manifest.batch.hex() + " are known from another one");
}

struct Importing
{
    core::Home& home;
    const OpenedFile& from;
    SecretBytes arena; ///< one block, then the pad's last page
    const Progress& progress;
    std::uint64_t offset = 0;
    std::uint64_t done = 0;
    std::vector<core::NewPad> pads;

    Expected<void> read(MutableByteView out)
    {
        auto got = from.file->read_exact(offset, out);
        offset += out.size();
        return got;
    }
    Expected<void> report(std::uint64_t bytes)
    {
        done += bytes;
        return progress ? progress(done, key_bytes(from.manifest)) : Expected<void>{};
    }
};

Expected<void> take_pages(Importing& importing, PadIntake& intake, std::uint64_t pages)
{
    for (std::uint64_t left = (pages - 1) * core::k_page_bytes; left > 0;) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, k_block_bytes));
        const MutableByteView block = importing.arena.span().first(size);
        if (auto read = importing.read(block); !read) {
            return read;
        }
        if (auto added = intake.add(block); !added) {
            return added;
        }
        if (auto go_on = importing.report(size); !go_on) {
            return go_on;
        }
        left -= size;
    }
    return {};
}

core::NewPad new_pad(const Manifest& manifest, const ManifestPad& pad, const core::Tag& tag)
{
    core::NewPad made;
    made.id = pad.id;
    made.peer = manifest.exporter;
    made.direction = // the mirror of the exporter's
        pad.direction == Direction::exporter_sends ? core::PadDirection::receive
                                                   : core::PadDirection::send;
    made.pages = pad.pages;
    made.batch = manifest.batch;
    made.origin = "courier";
    made.generator = manifest.generator;
    made.simulated = manifest.simulated;
    made.state = core::PadState::confirmed; // the exporter held it before the file left
    made.confirm_tag = tag;
    return made;
}

/// One pad section into a pad file that is complete but has no name yet.
Expected<PadIntake> take_pad(Importing& importing, core::PadLedger& ledger, const ManifestPad& pad)
{
    if (auto cleared = clear_cut_intake(importing.home, ledger, pad.id, pad.pages); !cleared) {
        return fail(std::move(cleared));
    }
    auto intake =
        PadIntake::create(importing.home, pad.id, pad.pages, importing.from.manifest_bytes);
    if (!intake) {
        return intake;
    }
    const MutableByteView last = importing.arena.span().subspan(k_block_bytes);
    if (auto read = importing.read(last); !read) {
        return fail(std::move(read));
    }
    intake->start(last);
    if (auto taken = take_pages(importing, *intake, pad.pages); !taken) {
        return fail(std::move(taken));
    }
    const auto tag = intake->finish(last);
    if (!tag) {
        return Unexpected(tag.error());
    }
    core::Tag given;
    if (auto read = importing.read(given.bytes); !read) {
        return fail(std::move(read));
    }
    if (!same_tag(*tag, given) || !ignored_bits_are_clear(last)) { // rule 9
        return Unexpected(
            Errc::authentication_failed, "the courier file is damaged: pad " + pad.id.hex());
    }
    importing.pads.push_back(new_pad(importing.from.manifest, pad, *tag));
    if (auto go_on = importing.report(core::k_page_bytes); !go_on) {
        return fail(std::move(go_on));
    }
    return intake;
}

/// All sections first: a pad file gets its name only when every CONFIRM held.
Expected<void> take_all(Importing& importing, core::PadLedger& ledger, Leftovers& leftovers)
{
    std::vector<PadIntake> intakes;
    for (const ManifestPad& pad : importing.from.manifest.pads) {
        auto intake = take_pad(importing, ledger, pad);
        if (!intake) {
            return fail(std::move(intake));
        }
        intakes.push_back(std::move(*intake));
    }
    for (std::size_t i = 0; i < intakes.size(); ++i) {
        leftovers.add(importing.home.paths().pad(importing.from.manifest.pads[i].id));
        if (auto durable = intakes[i].make_durable(); !durable) {
            return durable;
        }
    }
    return {};
}

Expected<void> take_in(
    core::Home& home, core::PadLedger& ledger, const OpenedFile& opened, const Progress& progress)
{
    auto arena = SecretBytes::allocate(k_block_bytes + core::k_page_bytes);
    if (!arena) {
        return fail(std::move(arena));
    }
    Importing importing{
        home, opened, std::move(*arena), progress, opened.manifest_bytes.size(), 0, {}};
    auto leftovers = Leftovers::begin(home);
    if (!leftovers) {
        return fail(std::move(leftovers));
    }
    if (auto taken = take_all(importing, ledger, *leftovers); !taken) {
        return taken;
    }
    return add_to_ledger(ledger, importing.pads, *leftovers);
}

/// A delivery the ledger has: nothing is written, but a file that was damaged since must not pass
/// for it.
Expected<void> check_again(core::Home& home, const OpenedFile& opened, const Progress& progress)
{
    auto arena = SecretBytes::allocate(k_block_bytes + core::k_page_bytes);
    if (!arena) {
        return fail(std::move(arena));
    }
    Importing reading{
        home, opened, std::move(*arena), progress, opened.manifest_bytes.size(), 0, {}};
    const MutableByteView last = reading.arena.span().subspan(k_block_bytes);
    for (const ManifestPad& pad : opened.manifest.pads) {
        core::ConfirmTag confirm(pad.id, opened.manifest_bytes, pad.pages);
        if (auto read = reading.read(last); !read) {
            return read;
        }
        confirm.start(last);
        for (std::uint64_t left = (pad.pages - 1) * core::k_page_bytes; left > 0;) {
            const auto size =
                static_cast<std::size_t>(std::min<std::uint64_t>(left, k_block_bytes));
            const MutableByteView block = reading.arena.span().first(size);
            if (auto read = reading.read(block); !read) {
                return read;
            }
            confirm.update(block);
            if (auto go_on = reading.report(size); !go_on) {
                return go_on;
            }
            left -= size;
        }
        core::Tag given;
        if (auto read = reading.read(given.bytes); !read) {
            return read;
        }
        if (!same_tag(confirm.finish(), given) || !ignored_bits_are_clear(last)) { // rule 9
            return Unexpected(
                Errc::authentication_failed, "the courier file is damaged: pad " + pad.id.hex());
        }
    }
    return {};
}

} // namespace

Expected<Delivery> import(
    core::Home& home, core::PadLedger& ledger, const core::fs::path& file, const Progress& progress)
{
    const auto opened = open_courier_file(home.store(), file);
    if (!opened) {
        return Unexpected(opened.error());
    }
    const Manifest& manifest = opened->manifest;
    if (auto sites = check_sites(home, manifest); !sites) {
        return fail(std::move(sites));
    }
    // Two imports at once would write the same pad files.
    auto lock = home.store().open_or_create(home.paths().root / "import.lock");
    if (!lock) {
        return fail(std::move(lock));
    }
    const auto locked = (*lock)->try_lock();
    if (!locked) {
        return Unexpected(locked.error());
    }
    if (!*locked) {
        return Unexpected(Errc::home_busy, "another import is running");
    }
    const auto known = known_before(ledger, manifest);
    if (!known) {
        return Unexpected(known.error());
    }
    auto taken = *known == Known::none ? take_in(home, ledger, *opened, progress)
                                       : check_again(home, *opened, progress);
    if (!taken) {
        return fail(std::move(taken));
    }
    auto pads = summaries(ledger, manifest.pads);
    if (!pads) {
        return fail(std::move(pads));
    }
    return Delivery{manifest.batch, std::move(*pads), *known == Known::all, manifest.exporter};
}

} // namespace satpad::keyclient::courier
