// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/transfer_format.h"

#include <satpad/core/inbox.h>
#include <satpad/core/transfer.h>

#include <algorithm>

/// docs/ledger.md, "Handing over".
namespace satpad::core {
namespace {

using store::EntryKind;
using store::TransferWriter;

/// A file of the home that travels, in the order of the format.
struct Piece
{
    EntryKind kind = EntryKind::pad;
    std::string name; ///< as the format has it
    fs::path path;
    std::uint64_t length = 0;
};

struct Load
{
    SecretBytes config;
    SecretBytes identity;
    SecretBytes storage_key;
    Bytes ledger;
    std::vector<Piece> pieces; ///< pads, then inbox files
    std::uint64_t pages = 0;
    std::size_t pads = 0;
};

Expected<std::unique_ptr<File>> only_receiver(Home& home)
{
    auto lock = home.store().open_or_create(home.paths().receive_lock());
    if (!lock) {
        return lock;
    }
    auto locked = (*lock)->try_lock();
    if (!locked) {
        return fail(std::move(locked));
    }
    if (!*locked) {
        return Unexpected(Errc::wrong_state,
            "another process receives or transfers for this home; stop it first");
    }
    return lock;
}

/// Whole pad files of everything that is not closed; told before the home is locked.
Expected<void> add_pads(Home& home, const PadLedger& ledger, Load& load)
{
    auto pads = ledger.pads();
    if (!pads) {
        return fail(std::move(pads));
    }
    std::sort(pads->begin(), pads->end(), [](const PadSummary& a, const PadSummary& b) {
        return a.id < b.id;
    });
    load.pages = 0;
    load.pads = 0;
    for (const PadSummary& pad : *pads) {
        if (pad.state == PadState::closed) {
            continue;
        }
        if (auto whole = PadFile::open(home, pad.id, pad.pages); !whole) {
            return fail(std::move(whole));
        }
        const std::string name(
            reinterpret_cast<const char*>(pad.id.bytes.data()), pad.id.bytes.size());
        load.pieces.push_back({EntryKind::pad,
            name,
            home.paths().pad(pad.id),
            k_pad_header_bytes + k_slot_bytes * pad.pages});
        load.pages += pad.free + pad.handed_over - pad.relayed;
        ++load.pads;
    }
    return {};
}

/// Files with an accepted row that are still there; the operator may have taken some away.
Expected<void> add_inbox(Home& home, PadLedger& ledger, Load& load)
{
    auto items = Inbox(home, ledger).list();
    if (!items) {
        return fail(std::move(items));
    }
    std::vector<Piece> found;
    for (const InboxItem& item : *items) {
        const std::string name = item.path.filename().string();
        std::error_code error;
        const auto length =
            fs::is_regular_file(item.path, error) ? fs::file_size(item.path, error) : 0;
        if (!error && fs::exists(item.path, error) && store::is_inbox_name(name)) {
            found.push_back({EntryKind::inbox, name, item.path, length});
        }
    }
    std::sort(
        found.begin(), found.end(), [](const Piece& a, const Piece& b) { return a.name < b.name; });
    std::move(found.begin(), found.end(), std::back_inserter(load.pieces));
    return {};
}

Expected<Load> gather(Home& home, PadLedger& ledger)
{
    Load load;
    const std::string text = format_site_config(home.config());
    auto config = SecretBytes::copy_of(std::as_bytes(std::span(text)));
    auto identity = store::read_key_file(home.store(), home.paths().identity_key());
    auto storage_key = store::read_key_file(home.store(), home.paths().storage_key());
    for (auto* part : {&config, &identity, &storage_key}) {
        if (!*part) {
            return fail(std::move(*part));
        }
    }
    load.config = std::move(*config);
    load.identity = std::move(*identity);
    load.storage_key = std::move(*storage_key);
    if (auto added = add_pads(home, ledger, load); !added) {
        return fail(std::move(added));
    }
    if (auto added = add_inbox(home, ledger, load); !added) {
        return fail(std::move(added));
    }
    return load;
}

TransferWriter::Plan plan_for(const Home& home, const Load& load)
{
    TransferWriter::Plan plan{{home.config().id, home.config().kind}, 4, 0};
    plan.content =
        load.config.size() + load.identity.size() + load.storage_key.size() + load.ledger.size();
    for (const Piece& piece : load.pieces) {
        plan.content += piece.name.size() + piece.length;
        ++plan.count;
    }
    return plan;
}

Expected<void> require_room(const Home& home, const Load& load, const fs::path& file)
{
    std::error_code error;
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const auto space = fs::space(folder, error);
    const std::uint64_t ledger = fs::file_size(home.paths().ledger(), error);
    const std::uint64_t wanted = store::transfer_size(plan_for(home, load)) + 2 * ledger;
    if (!error && space.available < wanted) {
        return Unexpected(Errc::storage_full,
            folder.string() + " has no room for " + std::to_string(wanted) + " bytes");
    }
    return {};
}

Expected<std::uint64_t> write_all(Home& home, const Load& load, File& out)
{
    auto writer =
        TransferWriter::start(out, plan_for(home, load), home.identity_seed(), home.random());
    if (!writer) {
        return fail(std::move(writer));
    }
    const std::pair<EntryKind, ByteView> first[] = {{EntryKind::config, load.config.view()},
        {EntryKind::identity, load.identity.view()},
        {EntryKind::storage_key, load.storage_key.view()},
        {EntryKind::ledger, load.ledger}};
    for (const auto& [kind, bytes] : first) {
        if (auto added = writer->add(kind, {}, bytes); !added) {
            return fail(std::move(added));
        }
    }
    for (const Piece& piece : load.pieces) {
        auto from = home.store().open(piece.path, Access::read_only);
        if (!from) {
            return fail(std::move(from));
        }
        if (auto added = writer->add(piece.kind, piece.name, **from, piece.length); !added) {
            return fail(std::move(added));
        }
    }
    return writer->finish();
}

/// `FILE.part`, made before anything is changed: a folder that cannot be written is told in time.
Expected<std::unique_ptr<File>> make_part(FileStore& store, const fs::path& part)
{
    if (auto removed = store.remove(part); !removed) {
        return fail(std::move(removed));
    }
    return store.create(part);
}

Expected<std::uint64_t> write_and_name(Home& home,
    const Load& load,
    std::unique_ptr<File> out,
    const fs::path& part,
    const fs::path& file)
{
    auto bytes = write_all(home, load, *out);
    if (!bytes) {
        return bytes;
    }
    if (auto renamed = home.store().rename(part, file); !renamed) {
        return fail(std::move(renamed));
    }
    if (auto synced =
            home.store().sync_folder(file.has_parent_path() ? file.parent_path() : fs::path("."));
        !synced) {
        return fail(std::move(synced));
    }
    return bytes;
}

/// After the hand-over a failure leaves a locked home, and the operator must know what to do.
Unexpected go_on(Error why)
{
    why.context +=
        "; this home is handed over already and nothing is lost: run satpad home transfer again";
    return Unexpected(std::move(why));
}

Expected<PadLedger> open_either(
    Home& home, const Clock& clock, const fs::path& state_folder, bool& again)
{
    auto ledger = PadLedger::open(home, clock, state_folder);
    again = !ledger && ledger.error().is(Errc::home_locked);
    return again ? PadLedger::open_handed_over(home, clock, state_folder) : std::move(ledger);
}

Expected<void> finish_before(PadLedger& ledger)
{
    auto done = ledger.transferred();
    if (!done) {
        return fail(std::move(done));
    }
    if (!*done) {
        return {};
    }
    if (auto erased = ledger.erase_handed_over(); !erased) {
        return erased;
    }
    return Unexpected(Errc::home_locked,
        "this site was handed over, its transfer file is written and its pages are erased here; "
        "make the new home from"
        " that file with satpad init --from FILE");
}

} // namespace

Expected<HandedOver> hand_home_over(
    Home& home, const Clock& clock, const fs::path& state_folder, const fs::path& file)
{
    auto alone = only_receiver(home);
    if (!alone) {
        return fail(std::move(alone));
    }
    bool again = false;
    auto ledger = open_either(home, clock, state_folder, again);
    if (!ledger) {
        return fail(std::move(ledger));
    }
    if (again) {
        if (auto open = finish_before(*ledger); !open) {
            return fail(std::move(open));
        }
    }
    if (home.store().exists(file) && !(again && store::looks_like_transfer(home.store(), file))) {
        return Unexpected(
            Errc::already_exists, file.string() + "; name a file that is not there yet");
    }
    auto load = gather(home, *ledger);
    if (!load) {
        return fail(std::move(load));
    }
    if (auto room = require_room(home, *load, file); !room) {
        return fail(std::move(room));
    }
    fs::path part = file;
    part += ".part";
    auto out = make_part(home.store(), part);
    if (!out) {
        return fail(std::move(out));
    }
    if (!again) {
        if (auto handed = ledger->hand_over(); !handed) {
            (void)home.store().remove(part);
            return fail(std::move(handed));
        }
    }
    auto copy = ledger->copy_of_handed_over();
    if (!copy) {
        return go_on(std::move(copy).error());
    }
    load->ledger = std::move(*copy);
    auto bytes = write_and_name(home, *load, std::move(*out), part, file);
    if (!bytes) {
        (void)home.store().remove(part);
        return go_on(std::move(bytes).error());
    }
    if (auto erased = ledger->erase_handed_over(); !erased) {
        return go_on(std::move(erased).error());
    }
    return HandedOver{*bytes, load->pages, load->pads, load->pieces.size() - load->pads};
}

} // namespace satpad::core
