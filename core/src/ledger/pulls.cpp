// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_ids.h"
#include "ledger_state.h"
#include "store/bytes.h"

#include <satpad/core/byte_codec.h>

#include <sodium.h>

#include <algorithm>

/// docs/ledger.md, "Pulls".
namespace satpad::core {

using namespace ledger;

namespace {

constexpr std::size_t k_longest_origin = 200;

/// Events name a pull where others name a message.
MessageId as_named(const BatchId& pull)
{
    return MessageId{pull.bytes};
}

Expected<StoredPull> require_pull(State& state, const BatchId& id)
{
    auto found = state.store.find_pull(id);
    if (!found) {
        return fail(std::move(found));
    }
    if (!*found) {
        return Unexpected(Errc::invalid_argument, "no pull " + id.hex());
    }
    return std::move(**found);
}

std::string batch_name(const BatchId& pull, std::uint64_t number)
{
    return "batch " + std::to_string(number) + " of pull " + pull.hex();
}

Expected<StoredPullBatch> require_batch(State& state, const StoredPull& pull, std::uint64_t number)
{
    auto found = state.store.find_pull_batch(pull.number, number);
    if (!found) {
        return fail(std::move(found));
    }
    if (!*found) {
        return Unexpected(
            Errc::invalid_argument, "there is no " + batch_name(pull.row.what.id, number));
    }
    return std::move(**found);
}

bool same(const NewPull& a, const NewPull& b)
{
    return a.id == b.id && a.peer == b.peer && a.side == b.side && a.bytes == b.bytes &&
           a.origin == b.origin && a.simulated == b.simulated;
}

Expected<void> check_pull(const State& state, const NewPull& pull)
{
    if (state.home->config().peer_by_id(pull.peer) == nullptr) {
        return Unexpected(Errc::unknown_peer, "site " + pull.peer.hex());
    }
    if (pull.id == BatchId{} || pull.bytes == 0 || pull.origin.size() > k_longest_origin) {
        return Unexpected(
            Errc::invalid_argument, "a pull without an id, of nothing, or of too long an origin");
    }
    return {};
}

/// Rising indexes of keys that are there.
Expected<void> check_lost(std::span<const std::uint32_t> lost, std::size_t keys)
{
    const bool rising =
        std::adjacent_find(lost.begin(), lost.end(), std::greater_equal<>()) == lost.end();
    if (!rising || (!lost.empty() && lost.back() >= keys)) {
        return Unexpected(
            Errc::invalid_argument, "what is lost of a batch are rising indexes of its keys");
    }
    return {};
}

Expected<void> check_batch(
    const StoredPull& pull, const PullBatch& batch, std::span<const KeyPrint> prints)
{
    const auto sound = [](const std::string& id) {
        return !id.empty() && id.size() <= k_longest_key_id;
    };
    if (batch.key_ids.empty() || batch.key_ids.size() > k_most_keys_of_batch ||
        !std::all_of(batch.key_ids.begin(), batch.key_ids.end(), sound)) {
        return Unexpected(Errc::invalid_argument,
            "a batch has 1 to " + std::to_string(k_most_keys_of_batch) +
                " keys, whose IDs have 1 to " + std::to_string(k_longest_key_id) + " bytes");
    }
    if (pull.row.what.side == PullSide::drawer && !batch.lost.empty()) {
        return Unexpected(
            Errc::invalid_argument, "what is lost of a drawer's batch is the fetcher's word");
    }
    if (auto lost = check_lost(batch.lost, batch.key_ids.size()); !lost) {
        return lost;
    }
    // A key without a print could come again unseen.
    if (prints.size() != batch.key_ids.size() - batch.lost.size()) {
        return Unexpected(
            Errc::invalid_argument, "each key of a batch that is not lost has its print");
    }
    return {};
}

Expected<void> write_prints(State& state, std::span<const KeyPrint> prints)
{
    for (const KeyPrint& print : prints) {
        auto seen = state.store.print_seen(print);
        if (!seen) {
            return fail(std::move(seen));
        }
        if (*seen) {
            return Unexpected(Errc::key_already_used, "a key of this batch was delivered before");
        }
        if (auto written = state.store.insert_print(print); !written) {
            return written;
        }
    }
    return {};
}

std::string lost_note(std::size_t lost, std::uint64_t refused, std::uint64_t wasted)
{
    return "lost " + std::to_string(lost) + " refused " + std::to_string(refused) + " wasted " +
           std::to_string(wasted);
}

/// First 8 of the 16 bytes of BLAKE2b-128 keyed with `key`.
std::uint64_t print_of(const SecretBytes& key, ByteView bytes)
{
    std::array<std::byte, 16> mark{};
    crypto_generichash(store::raw(MutableByteView(mark)),
        mark.size(),
        store::raw(bytes),
        bytes.size(),
        store::raw(key.view()),
        key.size());
    return ByteParser(mark).u64();
}

/// The pad fits its pull; the pull has the batches, in order and agreed.
Expected<void> check_pad(State& state,
    const StoredPull& pull,
    const NewPad& pad,
    std::uint64_t first,
    std::uint64_t last)
{
    const NewPull& what = pull.row.what;
    const PadDirection direction =
        what.side == PullSide::drawer ? PadDirection::send : PadDirection::receive;
    if (pad.peer != what.peer || pad.direction != direction || (what.simulated && !pad.simulated)) {
        return Unexpected(Errc::invalid_argument,
            "pad " + pad.id.hex() + " has not the peer, the direction or the kind of its pull");
    }
    auto next = state.store.first_loose_batch(pull.number);
    if (!next) {
        return fail(std::move(next));
    }
    if (first != *next || last < first || last >= pull.row.next_batch) {
        return Unexpected(Errc::wrong_state,
            "batches " + std::to_string(first) + " to " + std::to_string(last) + " of pull " +
                what.id.hex() + " are not the next ones");
    }
    for (std::uint64_t number = first; number <= last; ++number) {
        auto batch = require_batch(state, pull, number);
        if (!batch) {
            return fail(std::move(batch));
        }
        if (!batch->batch.agreed) {
            return Unexpected(
                Errc::wrong_state, batch_name(what.id, number) + " is not agreed yet");
        }
    }
    return {};
}

} // namespace

Expected<void> PullBook::begin(const NewPull& pull)
{
    State& state = *m_ledger.m_state;
    const auto guard = state.enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    if (auto sound = check_pull(state, pull); !sound) {
        return sound;
    }
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto known = state.store.find_pull(pull.id);
    if (!known) {
        return fail(std::move(known));
    }
    if (*known) {
        const bool again = (*known)->row.open && same((*known)->row.what, pull);
        return again ? Unexpected(Errc::already_exists, "pull " + pull.id.hex() + " is open")
                     : Unexpected(Errc::wrong_state,
                           "pull " + pull.id.hex() + " is closed, or was another one");
    }
    if (auto made = state.store.insert_pull(pull, change->now()); !made) {
        return made;
    }
    std::string note = pull.side == PullSide::drawer ? "drawer" : "fetcher";
    note += pull.simulated ? " simulated" : "";
    if (auto logged =
            change->log({"pull_begun", {}, 0, pull.bytes, as_named(pull.id), std::move(note)});
        !logged) {
        return logged;
    }
    return change->commit();
}

Expected<PullRow> PullBook::pull(const BatchId& id) const
{
    const auto guard = m_ledger.m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto found = require_pull(*m_ledger.m_state, id);
    if (!found) {
        return fail(std::move(found));
    }
    return std::move(found->row);
}

Expected<std::vector<PullRow>> PullBook::pulls(bool open_only) const
{
    const auto guard = m_ledger.m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto found = m_ledger.m_state->store.find_pulls(open_only);
    if (!found) {
        return fail(std::move(found));
    }
    std::vector<PullRow> rows;
    for (StoredPull& each : *found) {
        rows.push_back(std::move(each.row));
    }
    return rows;
}

Expected<KeyPrint> PullBook::print(std::string_view key_id, ByteView key) const
{
    State& state = *m_ledger.m_state;
    const auto guard = state.enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto salt = state.store.print_salt();
    if (!salt) {
        return fail(std::move(salt));
    }
    // Two keys: an ID that equals some key's bytes must not look like that key.
    auto for_ids = state.home->storage_key().subkey("satpad key id prints 1", *salt);
    auto for_keys = state.home->storage_key().subkey("satpad key prints 1", *salt);
    if (!for_ids || !for_keys) {
        return for_ids ? fail(std::move(for_keys)) : fail(std::move(for_ids));
    }
    return KeyPrint{print_of(*for_ids, store::bytes_of(key_id)), print_of(*for_keys, key)};
}

Expected<std::vector<bool>> PullBook::seen(std::span<const KeyPrint> prints) const
{
    const auto guard = m_ledger.m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    std::vector<bool> found;
    for (const KeyPrint& print : prints) {
        auto each = m_ledger.m_state->store.print_seen(print);
        if (!each) {
            return fail(std::move(each));
        }
        found.push_back(*each);
    }
    return found;
}

Expected<void> PullBook::commit_batch(const BatchId& pull,
    const PullBatch& batch,
    std::span<const KeyPrint> prints,
    std::uint64_t refused,
    std::uint64_t wasted)
{
    State& state = *m_ledger.m_state;
    const auto guard = state.enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto known = require_pull(state, pull);
    if (!known) {
        return fail(std::move(known));
    }
    if (batch.number < known->row.next_batch) {
        return Unexpected(Errc::already_exists, batch_name(pull, batch.number) + " is there");
    }
    if (!known->row.open || batch.number != known->row.next_batch) {
        return Unexpected(Errc::wrong_state,
            batch_name(pull, batch.number) + " is not the next one, or the pull is closed");
    }
    if (auto sound = check_batch(*known, batch, prints); !sound) {
        return sound;
    }
    PullBatch written = batch;
    written.agreed = known->row.what.side == PullSide::fetcher;
    if (auto made = state.store.insert_pull_batch(known->number, written); !made) {
        return made;
    }
    if (auto counted = state.store.count_pull(known->number, refused, wasted); !counted) {
        return counted;
    }
    if (auto marked = write_prints(state, prints); !marked) {
        return marked;
    }
    if (auto logged = change->log({"pull_batch",
            {},
            batch.number,
            batch.key_ids.size(),
            as_named(pull),
            lost_note(batch.lost.size(), refused, wasted)});
        !logged) {
        return logged;
    }
    return change->commit();
}

Expected<void> PullBook::agree(
    const BatchId& pull, std::uint64_t batch, std::span<const std::uint32_t> lost)
{
    State& state = *m_ledger.m_state;
    const auto guard = state.enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto known = require_pull(state, pull);
    if (!known) {
        return fail(std::move(known));
    }
    auto there = require_batch(state, *known, batch);
    if (!there) {
        return fail(std::move(there));
    }
    if (there->batch.agreed) {
        return std::ranges::equal(there->batch.lost, lost)
                   ? Expected<void>{}
                   : Expected<void>(Unexpected(Errc::wrong_state,
                         "something else is lost of " + batch_name(pull, batch)));
    }
    if (!known->row.open) {
        return Unexpected(Errc::wrong_state, "pull " + pull.hex() + " is closed");
    }
    if (auto sound = check_lost(lost, there->batch.key_ids.size()); !sound) {
        return sound;
    }
    if (auto agreed = state.store.agree_pull_batch(known->number, batch, lost); !agreed) {
        return agreed;
    }
    if (auto logged = change->log({"pull_agreed", {}, batch, lost.size(), as_named(pull), {}});
        !logged) {
        return logged;
    }
    return change->commit();
}

Expected<std::vector<PullBatch>> PullBook::batches(const BatchId& pull) const
{
    State& state = *m_ledger.m_state;
    const auto guard = state.enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto known = require_pull(state, pull);
    if (!known) {
        return fail(std::move(known));
    }
    auto first = state.store.first_loose_batch(known->number);
    if (!first) {
        return fail(std::move(first));
    }
    auto found =
        state.store.pull_batches(known->number, *first, std::numeric_limits<std::int32_t>::max());
    if (!found) {
        return fail(std::move(found));
    }
    std::vector<PullBatch> loose;
    for (StoredPullBatch& each : *found) {
        loose.push_back(std::move(each.batch));
    }
    return loose;
}

Expected<PullBatch> PullBook::batch(const BatchId& pull, std::uint64_t number) const
{
    State& state = *m_ledger.m_state;
    const auto guard = state.enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto known = require_pull(state, pull);
    if (!known) {
        return fail(std::move(known));
    }
    auto found = require_batch(state, *known, number);
    if (!found) {
        return fail(std::move(found));
    }
    return std::move(found->batch);
}

namespace {

/// All of add_pad's one commit.
Expected<void> commit_pad(
    State& state, const BatchId& id, const NewPad& pad, std::uint64_t first, std::uint64_t last)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto pull = require_pull(state, id);
    if (!pull) {
        return fail(std::move(pull));
    }
    auto known = state.store.is_pad_of(pull->number, pad.id);
    if (!known) {
        return fail(std::move(known));
    }
    if (*known) {
        return Unexpected(Errc::already_exists, "pad " + pad.id.hex() + " is of this pull already");
    }
    if (!pull->row.open) {
        return Unexpected(Errc::wrong_state, "pull " + id.hex() + " is closed");
    }
    if (auto sound = check_pad(state, *pull, pad, first, last); !sound) {
        return sound;
    }
    if (auto added = add_delivery(state, *change, std::span(&pad, 1)); !added) {
        return added.error().is(Errc::already_exists) // of something else than this pull
                   ? Unexpected(Errc::key_already_used, added.error().context)
                   : fail(std::move(added));
    }
    if (auto filled = state.store.fill_from_batches(pull->number, pad.id, first, last); !filled) {
        return filled;
    }
    if (auto logged = change->log({"pull_cut", pad.id, first, last - first + 1, as_named(id), {}});
        !logged) {
        return logged;
    }
    return change->commit();
}

} // namespace

Expected<void> PullBook::add_pad(
    const BatchId& pull, const NewPad& pad, std::uint64_t first, std::uint64_t last)
{
    State& state = *m_ledger.m_state;
    const auto guard = state.enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    if (auto done = commit_pad(state, pull, pad, first, last); !done) {
        forget_files(state, std::span(&pad, 1));
        return done;
    }
    return erase_all_owed(state);
}

Expected<void> PullBook::close(const BatchId& pull, std::uint64_t wasted)
{
    State& state = *m_ledger.m_state;
    const auto guard = state.enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto known = require_pull(state, pull);
    if (!known) {
        return fail(std::move(known));
    }
    if (!known->row.open) {
        return {};
    }
    auto loose = state.store.first_loose_batch(known->number);
    if (!loose) {
        return fail(std::move(loose));
    }
    if (auto counted = state.store.count_pull(known->number, 0, wasted); !counted) {
        return counted;
    }
    if (auto closed = state.store.close_pull(known->number); !closed) {
        return closed;
    }
    if (auto logged = change->log({"pull_closed",
            {},
            *loose,
            known->row.next_batch - *loose,
            as_named(pull),
            "wasted " + std::to_string(wasted)});
        !logged) {
        return logged;
    }
    return change->commit();
}

} // namespace satpad::core
