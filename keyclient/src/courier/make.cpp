// SPDX-License-Identifier: GPL-3.0-or-later
// The exporter's side. Order: our pad files and the peer's file durable under its `.part` name,
// then one commit, then the file gets its name. A cut before the commit leaves leftovers (cut_intake.h);
// a cut after it leaves the `.part`, which `make_again` finishes.
#include "courier_pads.h"

#include <satpad/keyclient/courier/courier.h>

#include <algorithm>
#include <cmath>

namespace satpad::keyclient::courier {
namespace {

using core::ByteView;
using core::Errc;
using core::Expected;
using core::MutableByteView;
using core::SecretBytes;
using core::Unexpected;

constexpr std::string_view k_generator = "libsodium randombytes_buf";
constexpr std::string_view k_mixed_generator =
    "libsodium randombytes_buf xor a file of the operator";

struct Shares
{
    std::uint64_t send = 0;
    std::uint64_t receive = 0;
};

/// Pages of the two pads; a pad that exists has at least k_min_pad_pages.
Expected<Shares> share_pages(std::uint64_t bytes, double send_share)
{
    if (!(send_share >= 0.0 && send_share <= 1.0)) { // not a number fails too
        return Unexpected(Errc::invalid_argument, "the share to send with lies between 0 and 1");
    }
    if (bytes == 0) {
        return Unexpected(Errc::invalid_argument, "no key asked for");
    }
    const std::uint64_t wanted =
        bytes / core::k_page_bytes + (bytes % core::k_page_bytes != 0 ? 1 : 0);
    if (wanted > k_max_pad_pages) {
        return Unexpected(Errc::limit_exceeded,
            "a courier file carries at most " +
                std::to_string(k_max_pad_pages * core::k_page_bytes) + " bytes");
    }
    if (send_share == 0.0) {
        return Shares{0, std::max(wanted, k_min_pad_pages)};
    }
    if (send_share == 1.0) {
        return Shares{std::max(wanted, k_min_pad_pages), 0};
    }
    const std::uint64_t total = std::max(wanted, 2 * k_min_pad_pages);
    const auto rounded =
        static_cast<std::uint64_t>(std::llround(static_cast<double>(total) * send_share));
    const std::uint64_t send = std::clamp(rounded, k_min_pad_pages, total - k_min_pad_pages);
    return Shares{send, total - send};
}

/// The system's generator, with the operator's file mixed in where there is one: the XOR is at
/// least as good as the better of the two.
class KeyDraw
{
public:
    KeyDraw(core::RandomSource& random, std::unique_ptr<core::File> entropy, SecretBytes scratch)
        : m_random(&random)
        , m_entropy(std::move(entropy))
        , m_scratch(std::move(scratch))
    {}

    static Expected<KeyDraw> create(
        core::Home& home, const MakeRequest& request, std::uint64_t key_bytes)
    {
        if (!request.entropy) {
            return KeyDraw(home.random(), nullptr, {});
        }
        auto file = open_given(home.store(), *request.entropy);
        if (!file) {
            return fail(std::move(file));
        }
        const auto size = (*file)->size();
        if (!size) {
            return Unexpected(Errc::unreadable_file, "entropy file: " + size.error().text());
        }
        if (*size < key_bytes) {
            return Unexpected(Errc::invalid_argument,
                "the entropy file has " + std::to_string(*size) + " bytes, the key " +
                    std::to_string(key_bytes));
        }
        auto scratch = SecretBytes::allocate(k_block_bytes);
        if (!scratch) {
            return fail(std::move(scratch));
        }
        return KeyDraw(home.random(), std::move(*file), std::move(*scratch));
    }

    /// At most one block.
    Expected<void> fill(MutableByteView out)
    {
        m_random->fill(out);
        if (m_entropy == nullptr) {
            return {};
        }
        const MutableByteView mixed = m_scratch.span().first(out.size());
        if (auto read = m_entropy->read_exact(m_offset, mixed); !read) {
            return Unexpected(Errc::unreadable_file, "entropy file: " + read.error().text());
        }
        m_offset += out.size();
        core::xor_bytes(out, mixed, out);
        return {};
    }

private:
    core::RandomSource* m_random;
    std::unique_ptr<core::File> m_entropy;
    SecretBytes m_scratch;
    std::uint64_t m_offset = 0;
};

Manifest manifest_for(core::Home& home, const core::Peer& peer, const Shares& shares, bool mixed)
{
    Manifest manifest;
    manifest.simulated = home.config().kind == core::HomeKind::simulated;
    manifest.batch = home.random().id<core::BatchId>();
    manifest.exporter = home.config().id;
    manifest.importer = peer.id;
    manifest.exporter_key = home.public_key();
    manifest.importer_key = peer.key;
    manifest.generator = mixed ? k_mixed_generator : k_generator;
    if (shares.send != 0) {
        manifest.pads.push_back(
            {home.random().id<core::PadId>(), Direction::exporter_sends, shares.send});
    }
    if (shares.receive != 0) {
        manifest.pads.push_back(
            {home.random().id<core::PadId>(), Direction::exporter_receives, shares.receive});
    }
    return manifest;
}

/// Appends to a file that grows from its start.
class Appender
{
public:
    explicit Appender(core::File& file)
        : m_file(&file)
    {}
    Expected<void> write(ByteView bytes)
    {
        auto written = m_file->write(m_offset, bytes);
        m_offset += bytes.size();
        return written;
    }

private:
    core::File* m_file;
    std::uint64_t m_offset = 0;
};

/// Everything one run of `make` works with.
struct Making
{
    core::Home& home;
    Manifest manifest;
    core::Bytes manifest_bytes;
    KeyDraw draw;
    SecretBytes arena; ///< one block, then the pad's last page
    const Progress& progress;
    std::uint64_t done = 0;
    std::vector<core::NewPad> pads;

    Expected<void> report(std::uint64_t bytes)
    {
        done += bytes;
        return progress ? progress(done, key_bytes(manifest)) : Expected<void>{};
    }
};

/// Draws all pages but the last, to our pad file and the peer's.
Expected<void> draw_pages(Making& making, PadIntake& intake, Appender& out, std::uint64_t pages)
{
    for (std::uint64_t left = (pages - 1) * core::k_page_bytes; left > 0;) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, k_block_bytes));
        const MutableByteView block = making.arena.span().first(size);
        if (auto drawn = making.draw.fill(block); !drawn) {
            return drawn;
        }
        if (auto added = intake.add(block); !added) {
            return added;
        }
        if (auto written = out.write(block); !written) {
            return written;
        }
        if (auto go_on = making.report(size); !go_on) {
            return go_on;
        }
        left -= size;
    }
    return {};
}

Expected<void> make_pad(Making& making, const ManifestPad& pad, Appender& out)
{
    auto intake = PadIntake::create(making.home, pad.id, pad.pages, making.manifest_bytes);
    if (!intake) {
        return fail(std::move(intake));
    }
    const MutableByteView last = making.arena.span().subspan(k_block_bytes);
    if (auto drawn = making.draw.fill(last); !drawn) {
        return drawn;
    }
    clear_ignored_bits(last);
    intake->start(last);
    if (auto written = out.write(last); !written) {
        return written;
    }
    if (auto drawn = draw_pages(making, *intake, out, pad.pages); !drawn) {
        return drawn;
    }
    const auto tag = intake->finish(last);
    if (!tag) {
        return Unexpected(tag.error());
    }
    if (auto written = out.write(tag->view()); !written) {
        return written;
    }
    core::NewPad made;
    made.id = pad.id;
    made.peer = making.manifest.importer;
    made.direction = pad.direction == Direction::exporter_sends ? core::PadDirection::send
                                                                : core::PadDirection::receive;
    made.pages = pad.pages;
    made.batch = making.manifest.batch;
    made.origin = "courier";
    made.generator = making.manifest.generator;
    made.simulated = making.manifest.simulated;
    made.confirm_tag = *tag;
    making.pads.push_back(std::move(made));
    if (auto durable = intake->make_durable(); !durable) {
        return durable;
    }
    return making.report(core::k_page_bytes);
}

/// Pad files here and `part`, all durable.
Expected<void> write_all(Making& making, const core::fs::path& part, Leftovers& leftovers)
{
    auto file = making.home.store().create(part);
    if (!file) {
        return fail(std::move(file));
    }
    leftovers.add(part);
    Appender out(**file);
    if (auto written = out.write(making.manifest_bytes); !written) {
        return written;
    }
    for (const ManifestPad& pad : making.manifest.pads) {
        leftovers.add(making.home.paths().pad(pad.id));
        if (auto made = make_pad(making, pad, out); !made) {
            return made;
        }
    }
    if (auto synced = (*file)->sync(); !synced) {
        return synced;
    }
    return making.home.store().sync_folder(folder_of(part));
}

Expected<void> give_name(core::FileStore& store, const core::fs::path& out)
{
    const core::fs::path part = part_of(out);
    if (store.exists(out)) {
        return Unexpected(
            Errc::already_exists, out.string() + " (the delivery is in " + part.string() + ")");
    }
    if (auto renamed = store.rename(part, out); !renamed) {
        return renamed;
    }
    return store.sync_folder(folder_of(out));
}

Expected<void> check_nothing_there(core::FileStore& store, const core::fs::path& out)
{
    for (const core::fs::path& path : {out, part_of(out)}) {
        if (store.exists(path)) {
            return Unexpected(Errc::already_exists, path.string());
        }
    }
    return {};
}

Expected<Making> prepare(core::Home& home, const MakeRequest& request, const Progress& progress)
{
    const core::Peer* peer = home.config().peer_by_id(request.peer);
    if (peer == nullptr) {
        return Unexpected(Errc::unknown_peer, request.peer.hex());
    }
    const auto shares = share_pages(request.bytes, request.send_share);
    if (!shares) {
        return Unexpected(shares.error());
    }
    if (auto free = check_nothing_there(home.store(), request.out); !free) {
        return fail(std::move(free));
    }
    auto draw =
        KeyDraw::create(home, request, (shares->send + shares->receive) * core::k_page_bytes);
    if (!draw) {
        return fail(std::move(draw));
    }
    auto arena = SecretBytes::allocate(k_block_bytes + core::k_page_bytes);
    if (!arena) {
        return fail(std::move(arena));
    }
    Manifest manifest = manifest_for(home, *peer, *shares, request.entropy.has_value());
    core::Bytes bytes = encode_manifest(manifest);
    return Making{home,
        std::move(manifest),
        std::move(bytes),
        std::move(*draw),
        std::move(*arena),
        progress,
        0,
        {}};
}

} // namespace

Expected<Delivery> make(
    core::Home& home, core::PadLedger& ledger, const MakeRequest& request, const Progress& progress)
{
    auto making = prepare(home, request, progress);
    if (!making) {
        return fail(std::move(making));
    }
    auto leftovers = Leftovers::begin(home);
    if (!leftovers) {
        return fail(std::move(leftovers));
    }
    if (auto written = write_all(*making, part_of(request.out), *leftovers); !written) {
        return fail(std::move(written));
    }
    if (auto added = add_to_ledger(ledger, making->pads, *leftovers); !added) {
        return fail(std::move(added));
    }
    if (auto named = give_name(home.store(), request.out); !named) {
        return fail(std::move(named));
    }
    auto pads = summaries(ledger, making->manifest.pads);
    if (!pads) {
        return fail(std::move(pads));
    }
    return Delivery{making->manifest.batch, std::move(*pads), false, request.peer};
}

/// The CONFIRM page is burnt and erased as soon as the ledger knows the pads, so no second file can
/// be made from them; what can be finished is a file that was complete and had not got its name.
Expected<Delivery> make_again(
    core::Home& home, core::PadLedger& ledger, const core::SiteId& peer, const core::fs::path& out)
{
    const core::fs::path part = part_of(out);
    if (!home.store().exists(part)) {
        return Unexpected(Errc::wrong_state,
            "the page that proves a delivery is erased once it is made; make a new delivery "
            "instead");
    }
    const auto opened = open_courier_file(home.store(), part);
    if (!opened) {
        return Unexpected(opened.error());
    }
    const Manifest& manifest = opened->manifest;
    if (manifest.exporter != home.config().id || manifest.importer != peer) {
        return Unexpected(
            Errc::not_for_this_site, part.string() + " is no delivery of this site to that peer");
    }
    auto pads = pads_of(ledger, manifest.batch);
    if (!pads) {
        return fail(std::move(pads));
    }
    const bool unused = std::all_of(pads->begin(), pads->end(), [](const core::PadSummary& pad) {
        return pad.free + 1 == pad.pages && pad.state == core::PadState::unconfirmed;
    });
    if (pads->size() != manifest.pads.size() || !unused) {
        return Unexpected(Errc::wrong_state,
            part.string() +
                " belongs to no unused delivery of this site; delete it and make a new one");
    }
    if (auto named = give_name(home.store(), out); !named) {
        return fail(std::move(named));
    }
    return Delivery{manifest.batch, std::move(*pads), false, peer};
}

} // namespace satpad::keyclient::courier
