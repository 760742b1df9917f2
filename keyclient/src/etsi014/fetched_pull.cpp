// SPDX-License-Identifier: GPL-3.0-or-later
#include "fetched_pull.h"

#include <algorithm>
#include <set>

namespace satpad::keyclient::etsi014 {

using core::Expected;
using core::Unexpected;

namespace {

/// A pad, and twice what may be on its way when there is enough for it.
constexpr std::uint64_t k_most_waiting_bytes =
    k_most_segment_pages * core::k_page_bytes + 2 * k_most_in_flight * k_most_batch_bytes;

Expected<GivenUpPull> give_up_one(
    const core::Home& home, core::PullBook& book, const core::PullRow& row)
{
    const core::BatchId& id = row.what.id;
    auto loose = book.batches(id);
    if (!loose) {
        return fail(std::move(loose));
    }
    GivenUpPull given;
    given.batches = loose->size();
    for (const core::PullBatch& batch : *loose) {
        given.keys += batch.key_ids.size() - batch.lost.size();
    }
    PullStaging staging(home, id);
    if (auto closed = book.close(id, staging.asked_in_vain(row.next_batch)); !closed) {
        return fail(std::move(closed));
    }
    if (auto gone = staging.remove_all(); !gone) {
        return fail(std::move(gone));
    }
    auto now = book.pull(id);
    if (!now) {
        return fail(std::move(now));
    }
    given.row = std::move(*now);
    return given;
}

} // namespace

Expected<core::PullRow> FetchedPull::row() const
{
    auto found = m_book.pull(m_pull);
    if (found && (found->what.peer != m_peer || found->what.side != core::PullSide::fetcher)) {
        return Unexpected(core::Errc::malformed, "contact: another site's pull");
    }
    return found;
}

Expected<void> FetchedPull::take_up()
{
    auto rows = m_book.batches(m_pull);
    return rows ? m_staging.open(*rows) : fail(std::move(rows));
}

Expected<void> FetchedPull::give_up()
{
    if (auto closed = m_book.close(m_pull); !closed) {
        return closed;
    }
    return m_staging.remove_all();
}

Expected<void> FetchedPull::refuse_for_good(core::Errc code, std::string why)
{
    if (auto closed = give_up(); !closed) {
        return closed;
    }
    return Unexpected(code, std::move(why));
}

Expected<void> FetchedPull::check_losses(const core::PullRow& now)
{
    const std::uint64_t came = now.drawn_keys - now.lost_keys;
    if (now.lost_keys <= 2 * came + k_most_lost_keys) {
        return {};
    }
    return refuse_for_good(core::Errc::limit_exceeded,
        "of " + std::to_string(now.drawn_keys) + " keys of this pull only " + std::to_string(came) +
            " came at the KME here: it is given up. Do the two KMEs share key?");
}

/// A drawer cuts long before.
Expected<void> FetchedPull::check_waiting()
{
    if (!m_waiting) {
        auto loose = loose_batches(m_book, m_pull, m_staging);
        if (!loose && loose.error().is(core::Errc::home_damaged)) {
            return {}; // it is said when a pad is made
        }
        if (!loose) {
            return fail(std::move(loose));
        }
        m_waiting = bytes_of(*loose);
    }
    return *m_waiting <= k_most_waiting_bytes
               ? Expected<void>()
               : refuse_for_good(core::Errc::limit_exceeded,
                     "more key of this pull waits for a pad than any pad takes: it is given up");
}

Expected<std::vector<std::uint32_t>> FetchedPull::answer_again(const Manifest& manifest)
{
    auto stored = m_book.batch(m_pull, manifest.batch);
    if (!stored) {
        return fail(std::move(stored));
    }
    if (stored->key_ids != manifest.key_ids) {
        return Unexpected(core::Errc::malformed, "contact: another batch under the same number");
    }
    return std::move(stored->lost);
}

Expected<std::vector<std::uint32_t>> FetchedPull::fetch(
    const core::PullRow& now, const Manifest& manifest, KeyFetcher& fetcher)
{
    if (auto bounded = check_losses(now); !bounded) {
        return fail(std::move(bounded));
    }
    if (auto bounded = check_waiting(); !bounded) {
        return fail(std::move(bounded));
    }
    auto keys =
        KeyArena::make(manifest.key_ids.size(), static_cast<std::size_t>(manifest.key_bytes));
    if (!keys) {
        return fail(std::move(keys));
    }
    auto came = fetcher.fetch(manifest, *keys);
    if (!came) {
        return fail(std::move(came));
    }
    auto prints = prints_of(manifest, *keys, *came);
    if (!prints) {
        return fail(std::move(prints));
    }
    core::PullBatch batch;
    batch.number = manifest.batch;
    batch.key_ids = manifest.key_ids;
    batch.agreed = true;
    for (std::uint32_t i = 0; i < came->size(); ++i) {
        if (!(*came)[i]) {
            batch.lost.push_back(i);
        }
    }
    if (auto staged = m_staging.write(manifest.batch, *keys); !staged) {
        return fail(std::move(staged));
    }
    if (auto noted = m_book.commit_batch(m_pull, batch, *prints); !noted) {
        return fail(std::move(noted));
    }
    if (m_waiting) {
        *m_waiting += (batch.key_ids.size() - batch.lost.size()) * manifest.key_bytes;
    }
    return batch.lost;
}

/// Of the keys that came; one that was delivered before, or that two IDs have, did not.
Expected<std::vector<core::KeyPrint>> FetchedPull::prints_of(
    const Manifest& manifest, KeyArena& keys, std::vector<bool>& came)
{
    std::vector<core::KeyPrint> all;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < came.size(); ++i) {
        if (came[i]) {
            auto print = m_book.print(manifest.key_ids[i], keys.key(i));
            if (!print) {
                return fail(std::move(print));
            }
            all.push_back(*print);
            places.push_back(i);
        }
    }
    auto seen = m_book.seen(all);
    if (!seen) {
        return fail(std::move(seen));
    }
    std::vector<core::KeyPrint> fresh;
    std::set<std::uint64_t> in_batch;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if ((*seen)[i] || !in_batch.insert(all[i].key).second) {
            came[places[i]] = false;
        } else {
            fresh.push_back(all[i]);
        }
    }
    return fresh;
}

Expected<void> FetchedPull::make_pad(const PullCut& cut, bool simulated)
{
    m_waiting.reset();
    auto loose = loose_batches(m_book, m_pull, m_staging);
    if (!loose && loose.error().is(core::Errc::home_damaged)) { // moved, or lost
        return refuse_for_good(core::Errc::authentication_failed,
            "what was fetched for this pad is not here any more");
    }
    if (!loose) {
        return fail(std::move(loose));
    }
    const std::uint64_t batches = cut.last - cut.first + 1;
    const bool next =
        !loose->empty() && loose->front().row.number == cut.first && batches <= loose->size();
    if (!next) {
        return Unexpected(
            core::Errc::malformed, "contact: a pad of batches that are not the next ones");
    }
    const std::span of_pad(loose->data(), static_cast<std::size_t>(batches));
    if (bytes_of(of_pad) / core::k_page_bytes != cut.pages) {
        return Unexpected(
            core::Errc::malformed, "contact: a pad of another size than its keys make");
    }
    return write_pad(cut, of_pad, simulated);
}

Expected<void> FetchedPull::write_pad(
    const PullCut& cut, std::span<const LooseBatch> of_pad, bool simulated)
{
    auto leftovers = Leftovers::begin(m_home);
    if (!leftovers) {
        return fail(std::move(leftovers));
    }
    const Segment segment{m_pull, m_peer, m_home.config().id, cut.pad, cut.pages};
    auto tag = write_segment(m_home, m_ledger, m_staging, segment, of_pad, *leftovers);
    if (!tag) {
        return fail(std::move(tag));
    }
    if (!core::same_tag(*tag, cut.tag)) {
        return refuse_for_good(core::Errc::authentication_failed,
            "the two KMEs gave different keys under the same IDs: nothing of them is used");
    }
    auto now = row();
    if (!now) {
        return fail(std::move(now));
    }
    core::NewPad pad = pad_of(segment, now->what.origin);
    pad.peer = m_peer;
    pad.direction = core::PadDirection::receive;
    pad.simulated = now->what.simulated || simulated;
    pad.confirm_tag = *tag;
    if (auto added = add_segment(m_ledger, m_pull, pad, of_pad, *leftovers); !added) {
        return added;
    }
    for (const LooseBatch& batch : of_pad) {
        if (auto gone = m_staging.remove(batch.row.number); !gone) {
            return gone;
        }
    }
    return {};
}

Expected<std::vector<GivenUpPull>> give_up_pulls(
    core::Home& home, core::PadLedger& ledger, const core::SiteId& peer)
{
    core::PullBook book(ledger);
    auto open = book.pulls(true);
    if (!open) {
        return fail(std::move(open));
    }
    std::vector<GivenUpPull> all;
    for (const core::PullRow& row : *open) {
        if (row.what.peer != peer) {
            continue;
        }
        auto given = give_up_one(home, book, row);
        if (!given) {
            return fail(std::move(given));
        }
        all.push_back(std::move(*given));
    }
    return all;
}

Expected<void> end_fetched_pulls(
    core::Home& home, core::PadLedger& ledger, const std::optional<core::SiteId>& peer)
{
    auto open = core::PullBook(ledger).pulls(true);
    if (!open) {
        return fail(std::move(open));
    }
    for (const core::PullRow& row : *open) {
        if (row.what.side != core::PullSide::fetcher || (peer && row.what.peer != *peer)) {
            continue;
        }
        if (auto ended = FetchedPull(home, ledger, row.what.peer, row.what.id).give_up(); !ended) {
            return ended;
        }
    }
    return {};
}

} // namespace satpad::keyclient::etsi014
