// SPDX-License-Identifier: GPL-3.0-or-later
#include "drawn_pull.h"

#include "pull_common.h"

#include <satpad/core/byte_codec.h>

#include <algorithm>

namespace satpad::keyclient::etsi014 {

using core::Bytes;
using core::Expected;
using core::Unexpected;
using satellite::ContactKind;

/// The same in each contact of a pull, so that a cut one is gone on with at the same batches.
std::uint64_t pages_of_segment(std::uint64_t bytes)
{
    const std::uint64_t pages = (bytes + core::k_page_bytes - 1) / core::k_page_bytes;
    return std::clamp(pages / k_usual_segments + 2, k_segment_pages, k_most_segment_pages);
}

DrawnPull::DrawnPull(core::Home& home,
    core::PadLedger& ledger,
    const core::Peer& peer,
    satellite::MessageStream& stream,
    core::PullRow row)
    : m_home(home)
    , m_ledger(ledger)
    , m_book(ledger)
    , m_peer(peer)
    , m_stream(stream)
    , m_row(std::move(row))
    , m_staging(home, m_row.what.id)
    , m_segment_pages(pages_of_segment(m_row.what.bytes))
    , m_next(m_row.next_batch)
{}

Expected<Bytes> DrawnPull::hear(ContactKind kind)
{
    auto message = m_stream.receive();
    if (!message) {
        return message;
    }
    auto got = satellite::kind_of(*message);
    if (!got) {
        return fail(std::move(got));
    }
    if (*got == ContactKind::refused) {
        auto why = satellite::decode_refused(*message);
        return why ? Unexpected(satellite::error_of(m_peer.name, *why)) : fail(std::move(why));
    }
    if (*got != kind) {
        return Unexpected(core::Errc::malformed, "contact: a message out of turn");
    }
    return message;
}

Expected<void> DrawnPull::greet()
{
    const PullBegin begin{m_row.what.id, m_row.what.bytes, m_row.what.simulated};
    if (auto said = m_stream.send(encode(begin)); !said) {
        return said;
    }
    auto message = hear(ContactKind::pull_ready);
    if (!message) {
        return fail(std::move(message));
    }
    auto ready = decode_pull_ready(*message);
    if (!ready) {
        return fail(std::move(ready));
    }
    if (ready->next_batch > m_next) { // an older ledger than the fetcher has seen
        return Unexpected(
            core::Errc::home_suspect, m_peer.name + " knows more of this pull than this home");
    }
    auto told = told_batches();
    if (!told) {
        return fail(std::move(told));
    }
    if (ready->next_batch < *told) {
        return Unexpected(
            core::Errc::home_suspect, m_peer.name + " has forgotten batches that it had fetched");
    }
    m_simulated = m_row.what.simulated || ready->simulated;
    return m_simulated ? check_takes_simulated_key(m_home) : Expected<void>();
}

/// The fetcher's answer to so many batches is written down here.
Expected<std::uint64_t> DrawnPull::told_batches() const
{
    auto rows = m_book.batches(m_row.what.id);
    if (!rows) {
        return fail(std::move(rows));
    }
    const auto open = std::count_if(
        rows->begin(), rows->end(), [](const core::PullBatch& batch) { return !batch.agreed; });
    return m_next - static_cast<std::uint64_t>(open);
}

Expected<void> DrawnPull::take_up()
{
    auto rows = m_book.batches(m_row.what.id);
    if (!rows) {
        return fail(std::move(rows));
    }
    if (auto opened = m_staging.open(*rows); !opened) {
        return opened;
    }
    m_left_by_a_death = m_staging.asked_in_vain(m_next);
    auto loose = loose_batches(m_book, m_row.what.id, m_staging);
    if (!loose) {
        return fail(std::move(loose));
    }
    m_loose = std::move(*loose);
    for (std::size_t i = 0; i < m_loose.size(); ++i) {
        if (m_loose[i].row.agreed) {
            continue;
        }
        m_in_flight.push_back({m_loose[i].row.number, m_loose[i].row.key_ids.size(), true});
        if (auto said = say_manifest(m_loose[i]); !said) {
            return said;
        }
        if (auto settled = settle_one(); !settled) {
            return fail(std::move(settled));
        }
    }
    return {};
}

Expected<void> DrawnPull::note_asked(std::uint64_t keys)
{
    return or_given_up(m_staging.note_asked(m_next, keys));
}

Expected<void> DrawnPull::say_manifest(const LooseBatch& batch)
{
    return m_stream.send(encode(Manifest{batch.row.number, batch.key_bytes, batch.row.key_ids}));
}

Expected<void> DrawnPull::send(BatchGathering& batch, std::uint64_t wasted)
{
    LooseBatch made;
    made.row.number = m_next;
    made.row.key_ids = batch.ids();
    made.key_bytes = batch.key_bytes();
    if (auto staged = or_given_up(m_staging.write(m_next, batch.arena())); !staged) {
        return staged;
    }
    const std::uint64_t refused = batch.take_refused();
    if (auto noted = or_given_up(
            m_book.commit_batch(m_row.what.id, made.row, batch.prints(), refused, wasted));
        !noted) {
        return noted;
    }
    ++m_next;
    for (Flying& each : m_in_flight) {
        each.alone = false;
    }
    m_in_flight.push_back(
        {made.row.number, batch.of_last_request(), m_in_flight.empty() && batch.requests() <= 1});
    m_loose.push_back(std::move(made));
    batch.clear();
    return say_manifest(m_loose.back());
}

Expected<SettledBatch> DrawnPull::settle_one()
{
    const Flying flying = m_in_flight.front();
    auto message = hear(ContactKind::fetched);
    if (!message) {
        return fail(std::move(message));
    }
    auto fetched = decode_fetched(*message);
    if (!fetched) {
        return fail(std::move(fetched));
    }
    const auto batch = std::find_if(m_loose.begin(), m_loose.end(), [&](const LooseBatch& each) {
        return each.row.number == flying.batch;
    });
    const std::size_t keys = batch->row.key_ids.size();
    if (fetched->batch != flying.batch ||
        (!fetched->lost.empty() && fetched->lost.back() >= keys)) {
        return Unexpected(core::Errc::malformed, "contact: an answer to another batch");
    }
    if (auto agreed = or_given_up(m_book.agree(m_row.what.id, flying.batch, fetched->lost));
        !agreed) {
        return fail(std::move(agreed));
    }
    m_in_flight.pop_front();
    batch->row.agreed = true;
    batch->row.lost = std::move(fetched->lost);
    return SettledBatch{keys, batch->row.lost.size(), flying.of_last_request, flying.alone};
}

Expected<void> DrawnPull::settle_all()
{
    while (!m_in_flight.empty()) {
        if (auto settled = settle_one(); !settled) {
            return fail(std::move(settled));
        }
    }
    return {};
}

std::uint64_t DrawnPull::agreed_bytes() const
{
    std::uint64_t bytes = 0;
    for (const LooseBatch& batch : m_loose) {
        bytes += batch.row.agreed ? batch.bytes() : 0;
    }
    return bytes;
}

/// How many batches make the next pad; 0: there are not enough.
std::size_t DrawnPull::segment_end() const
{
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < m_loose.size() && m_loose[i].row.agreed; ++i) {
        bytes += m_loose[i].bytes();
        if (bytes / core::k_page_bytes >= m_segment_pages) {
            return i + 1;
        }
    }
    return 0;
}

Expected<void> DrawnPull::cut(Rest rest)
{
    while (const std::size_t batches = segment_end()) {
        if (auto made = cut_one(batches); !made) {
            return made;
        }
    }
    const bool enough = loose_bytes() / core::k_page_bytes >= k_least_segment_pages;
    return rest == Rest::too && enough ? cut_one(m_loose.size()) : Expected<void>();
}

/// Its number is not drawn: whoever goes on behind a crash has to find the same one.
Expected<core::PadId> DrawnPull::pad_id(std::uint64_t first) const
{
    core::ByteComposer salt;
    salt.raw(m_row.what.id.view()).u64(first);
    auto key = m_home.storage_key().subkey("satpad pad of a pull", salt.bytes());
    if (!key) {
        return fail(std::move(key));
    }
    return core::PadId::from_bytes(key->view().first(core::PadId::k_size));
}

/// Somebody may give it up by hand meanwhile: then that is why something failed.
Expected<void> DrawnPull::or_given_up(Expected<void> outcome) const
{
    if (outcome) {
        return outcome;
    }
    const auto now = row();
    return now && !now->open ? Unexpected(core::Errc::wrong_state, "this pull was given up")
                             : std::move(outcome);
}

Expected<void> DrawnPull::cut_one(std::size_t batches)
{
    const std::span of_pad(m_loose.data(), batches);
    auto id = pad_id(of_pad.front().row.number);
    if (!id) {
        return fail(std::move(id));
    }
    const Segment segment{
        m_row.what.id, m_home.config().id, m_peer.id, *id, bytes_of(of_pad) / core::k_page_bytes};
    auto leftovers = Leftovers::begin(m_home);
    if (!leftovers) {
        return fail(std::move(leftovers));
    }
    auto tag = write_segment(m_home, m_ledger, m_staging, segment, of_pad, *leftovers);
    if (!tag) {
        return or_given_up(fail(std::move(tag)));
    }
    core::NewPad pad = pad_of(segment, m_row.what.origin);
    pad.peer = m_peer.id;
    pad.direction = core::PadDirection::send;
    pad.simulated = m_simulated;
    pad.confirm_tag = *tag;
    return settle_pad(pad, batches, *leftovers);
}

/// Its file is durable here. Not before the fetcher holds it, too, does the ledger know of it.
Expected<void> DrawnPull::settle_pad(
    const core::NewPad& pad, std::size_t batches, Leftovers& leftovers)
{
    const std::span of_pad(m_loose.data(), batches);
    if (auto said = m_stream.send(encode(PullCut{pad.id,
            of_pad.front().row.number,
            of_pad.back().row.number,
            pad.pages,
            pad.confirm_tag}));
        !said) {
        return said;
    }
    auto message = hear(ContactKind::pull_held);
    if (!message) {
        return fail(std::move(message));
    }
    auto held = decode_pull_held(*message);
    if (!held) {
        return fail(std::move(held));
    }
    if (held->pad != pad.id || !core::same_tag(held->tag, pad.confirm_tag)) {
        return Unexpected(core::Errc::authentication_failed,
            "the two KMEs gave different keys under the same IDs: nothing of them is used");
    }
    if (auto added = or_given_up(add_segment(m_ledger, m_row.what.id, pad, of_pad, leftovers));
        !added) {
        return added;
    }
    auto summary = m_ledger.pad(pad.id);
    if (!summary) {
        return fail(std::move(summary));
    }
    m_pads.push_back(std::move(*summary));
    for (const LooseBatch& batch : of_pad) {
        if (auto gone = m_staging.remove(batch.row.number); !gone) {
            return gone;
        }
    }
    m_loose.erase(m_loose.begin(), m_loose.begin() + static_cast<std::ptrdiff_t>(batches));
    return {};
}

Expected<void> DrawnPull::close(std::uint64_t wasted)
{
    if (auto said = m_stream.send(encode_pull(ContactKind::pull_close, m_row.what.id)); !said) {
        return said;
    }
    auto message = hear(ContactKind::pull_closed);
    if (!message) {
        return fail(std::move(message));
    }
    auto pull = decode_pull(ContactKind::pull_closed, *message);
    if (!pull) {
        return fail(std::move(pull));
    }
    return give_up(wasted);
}

Expected<void> DrawnPull::give_up(std::uint64_t wasted)
{
    if (auto closed = m_book.close(m_row.what.id, wasted); !closed) {
        return closed;
    }
    m_loose.clear();
    return m_staging.remove_all();
}

Expected<core::PullRow> DrawnPull::row() const
{
    return m_book.pull(m_row.what.id);
}

} // namespace satpad::keyclient::etsi014
