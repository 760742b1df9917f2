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

/// Losses of so many seconds count together.
constexpr std::int64_t k_a_day = 86'400;

/// `into` has it once it is closed, whatever fails then.
Expected<void> give_up_one(const core::Home& home,
    core::PullBook& book,
    const core::PullRow& row,
    std::vector<GivenUpPull>& into)
{
    const core::BatchId& id = row.what.id;
    auto loose = book.batches(id);
    if (!loose) {
        return fail(std::move(loose));
    }
    GivenUpPull given;
    given.row = row;
    given.batches = loose->size();
    for (const core::PullBatch& batch : *loose) {
        given.keys += batch.key_ids.size() - batch.lost.size();
    }
    PullStaging staging(home, id);
    if (auto closed = book.close(id, staging.asked_in_vain(row.next_batch)); !closed) {
        return closed;
    }
    given.row.open = false;
    auto now = book.pull(id);
    if (now) {
        given.row = *now;
    }
    into.push_back(std::move(given));
    auto gone = staging.remove_all();
    return now ? gone : fail(std::move(now));
}

core::PullBatch batch_of(const Manifest& manifest, const std::vector<bool>& came)
{
    core::PullBatch batch;
    batch.number = manifest.batch;
    batch.key_ids = manifest.key_ids;
    batch.agreed = true;
    for (std::uint32_t i = 0; i < came.size(); ++i) {
        if (!came[i]) {
            batch.lost.push_back(i);
        }
    }
    return batch;
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

void FetchedPull::Losses::add(const core::PullRow& pull)
{
    lost += pull.lost_keys;
    came += pull.drawn_keys - pull.lost_keys;
}

/// Of the pulls that this drawer began in the day before this one; nothing is added to them any more.
Expected<FetchedPull::Losses> FetchedPull::losses_before(const core::PullRow& now)
{
    if (m_before) {
        return *m_before;
    }
    auto rows = m_book.pulls(false);
    if (!rows) {
        return fail(std::move(rows));
    }
    Losses before;
    for (const core::PullRow& row : *rows) {
        if (row.what.peer == m_peer && row.what.side == core::PullSide::fetcher &&
            row.what.id != m_pull && row.created.seconds > now.created.seconds - k_a_day) {
            before.add(row);
        }
    }
    return m_before.emplace(before);
}

Expected<void> FetchedPull::refuse_for_losses(const Losses& losses)
{
    return refuse_for_good(core::Errc::limit_exceeded,
        "of " + std::to_string(losses.lost + losses.came) + " keys of the last day only " +
            std::to_string(losses.came) +
            " came at the KME here: this pull is given up. Do the two KMEs share key?");
}

/// Who lost too much before may go on with a pull that loses little.
Expected<void> FetchedPull::check_losses(const core::PullRow& now)
{
    auto all = losses_before(now);
    if (!all) {
        return fail(std::move(all));
    }
    Losses own;
    own.add(now);
    all->add(now);
    return all->are_more_than(k_most_lost_keys) && own.are_more_than(0) ? refuse_for_losses(*all)
                                                                        : Expected<void>();
}

/// … and of one that would not, nothing is written down.
Expected<void> FetchedPull::check_losses_with(
    const core::PullRow& now, const core::PullBatch& batch)
{
    auto all = losses_before(now);
    if (!all) {
        return fail(std::move(all));
    }
    all->add(now);
    if (!all->are_more_than(k_most_lost_keys)) {
        return {};
    }
    core::PullRow then = now;
    then.drawn_keys += batch.key_ids.size();
    then.lost_keys += batch.lost.size();
    Losses own;
    own.add(then);
    return own.are_more_than(0) ? refuse_for_losses(*all) : Expected<void>();
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
    core::PullBatch batch = batch_of(manifest, *came);
    if (auto bounded = check_losses_with(now, batch); !bounded) {
        return fail(std::move(bounded));
    }
    keys->keep(*came);
    if (auto staged = or_given_up(m_staging.write(manifest.batch, *keys)); !staged) {
        return fail(std::move(staged));
    }
    if (auto noted = or_given_up(m_book.commit_batch(m_pull, batch, *prints)); !noted) {
        return fail(std::move(noted));
    }
    if (m_waiting) {
        *m_waiting += keys->size() * manifest.key_bytes;
    }
    return std::move(batch.lost);
}

Expected<void> FetchedPull::check_open(const core::PullRow& now)
{
    return now.open ? Expected<void>()
                    : Unexpected(core::Errc::authentication_failed, "this pull was given up here");
}

/// A KME takes its time, and somebody may give the pull up by hand meanwhile.
Expected<void> FetchedPull::or_given_up(Expected<void> outcome) const
{
    if (outcome) {
        return outcome;
    }
    const auto now = row();
    return now && !now->open ? check_open(*now) : std::move(outcome);
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

GivenUpPulls give_up_pulls(core::Home& home, core::PadLedger& ledger, const core::SiteId& peer)
{
    GivenUpPulls given;
    core::PullBook book(ledger);
    auto open = book.pulls(true);
    if (!open) {
        given.result = fail(std::move(open));
        return given;
    }
    for (const core::PullRow& row : *open) {
        if (row.what.peer == peer && given.result) {
            given.result = give_up_one(home, book, row, given.pulls);
        }
    }
    return given;
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
