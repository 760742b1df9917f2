// SPDX-License-Identifier: GPL-3.0-or-later
// The fetcher's end of a pull. docs/contact.md, "Pull".
#include "fetched_pull.h"
#include "pull_common.h"

#include <algorithm>
#include <optional>

namespace satpad::keyclient::etsi014 {

using core::Bytes;
using core::ByteView;
using core::Expected;
using core::Unexpected;
using satellite::ContactKind;

namespace {

class PullDesk final : public satellite::ContactDesk
{
public:
    PullDesk(core::Home& home,
        core::PadLedger& ledger,
        const core::SiteId& peer,
        OpenSource open,
        std::function<void(const core::PullRow&)> settled,
        const Patience& patience)
        : m_home(home)
        , m_ledger(ledger)
        , m_book(ledger)
        , m_peer(peer)
        , m_open(std::move(open))
        , m_settled(std::move(settled))
        , m_patience(patience)
    {}

    bool takes(std::uint8_t kind) const override
    {
        return kind >= static_cast<std::uint8_t>(ContactKind::pull_begin) &&
               kind <= static_cast<std::uint8_t>(ContactKind::pull_closed);
    }
    Expected<Bytes> answer(ByteView message) override;

private:
    Expected<Bytes> begin(ByteView message);
    Expected<Bytes> fetch(ByteView message);
    Expected<Bytes> cut(ByteView message);
    Expected<Bytes> close(ByteView message);
    Expected<void> open_source();
    Expected<bool> note_begun(const PullBegin& begin);
    Expected<bool> keys_came();
    Expected<void> close_others(const core::BatchId& pull);

    core::Home& m_home;
    core::PadLedger& m_ledger;
    core::PullBook m_book;
    core::SiteId m_peer;
    OpenSource m_open;
    std::function<void(const core::PullRow&)> m_settled;
    Patience m_patience;
    std::unique_ptr<KeySource> m_source;
    std::uint64_t m_most = 0;
    bool m_simulated = false; ///< this end says so
    std::optional<KeyFetcher> m_fetcher;
    std::optional<FetchedPull> m_pull;
};

Expected<Bytes> PullDesk::answer(ByteView message)
{
    auto kind = satellite::kind_of(message);
    if (!kind) {
        return fail(std::move(kind));
    }
    if (*kind == ContactKind::pull_begin) {
        return begin(message);
    }
    if (!m_pull) {
        return Unexpected(core::Errc::malformed, "contact: a pull that was not begun");
    }
    switch (*kind) {
    case ContactKind::manifest:
        return fetch(message);
    case ContactKind::pull_cut:
        return cut(message);
    case ContactKind::pull_close:
        return close(message);
    default:
        return Unexpected(core::Errc::malformed, "contact: a fetcher's message from a drawer");
    }
}

Expected<void> PullDesk::open_source()
{
    if (m_source) {
        return {};
    }
    const core::Peer* peer = m_home.config().peer_by_id(m_peer);
    if (peer == nullptr || !peer->kme) {
        return Unexpected(core::Errc::wrong_state,
            "no KME is set for this site's key with you: satpad peer kme there");
    }
    auto source = m_open(*peer);
    if (!source) {
        return fail(std::move(source));
    }
    auto kme = look_at_kme(m_home, *peer->kme, **source, m_patience, {});
    if (!kme) {
        return fail(std::move(kme));
    }
    m_most = kme->status.max_key_per_request;
    if (peer->kme->most_keys != 0) {
        m_most = m_most == 0 ? peer->kme->most_keys : std::min(m_most, peer->kme->most_keys);
    }
    m_simulated = kme->simulated;
    m_source = std::move(*source);
    return {};
}

/// A drawer has one pull at a time: what it does not go on with, it has forgotten.
Expected<void> PullDesk::close_others(const core::BatchId& pull)
{
    auto open = m_book.pulls(true);
    if (!open) {
        return fail(std::move(open));
    }
    for (const core::PullRow& other : *open) {
        if (other.what.peer == m_peer && other.what.side == core::PullSide::fetcher &&
            other.what.id != pull) {
            if (auto closed = FetchedPull(m_home, m_ledger, m_peer, other.what.id).give_up();
                !closed) {
                return closed;
            }
        }
    }
    return {};
}

/// Whether this site ever got keys that the peer drew.
Expected<bool> PullDesk::keys_came()
{
    auto rows = m_book.pulls(false);
    if (!rows) {
        return fail(std::move(rows));
    }
    return std::any_of(rows->begin(), rows->end(), [&](const core::PullRow& row) {
        return row.what.peer == m_peer && row.what.side == core::PullSide::fetcher &&
               row.drawn_keys > row.lost_keys;
    });
}

/// Whether it was begun before.
Expected<bool> PullDesk::note_begun(const PullBegin& begin)
{
    core::NewPull pull;
    pull.id = begin.pull;
    pull.peer = m_peer;
    pull.side = core::PullSide::fetcher;
    pull.bytes = begin.bytes;
    pull.origin = origin_of(*m_home.config().peer_by_id(m_peer)->kme);
    pull.simulated = begin.simulated || m_simulated;
    auto begun = m_book.begin(pull);
    // Closed, when its drawer did not hear the answer to that; then it closes it once more.
    const bool known = !begun && (begun.error().is(core::Errc::already_exists) ||
                                     begun.error().is(core::Errc::wrong_state));
    return known || begun ? Expected<bool>(known) : fail(std::move(begun));
}

Expected<Bytes> PullDesk::begin(ByteView message)
{
    auto begin = decode_pull_begin(message);
    if (!begin) {
        return fail(std::move(begin));
    }
    if (auto opened = open_source(); !opened) {
        return fail(std::move(opened));
    }
    if (begin->simulated || m_simulated) {
        if (auto allowed = check_takes_simulated_key(m_home); !allowed) {
            return fail(std::move(allowed));
        }
    }
    if (auto closed = close_others(begin->pull); !closed) {
        return fail(std::move(closed));
    }
    if (auto swept = sweep_closed(m_home, m_book, m_peer, core::PullSide::fetcher); !swept) {
        return fail(std::move(swept));
    }
    auto known = note_begun(*begin);
    if (!known) {
        return fail(std::move(known));
    }
    const bool greeted = m_pull && m_pull->id() == begin->pull; // in this contact
    if (!greeted) {
        m_pull.emplace(m_home, m_ledger, m_peer, begin->pull);
    }
    auto now = m_pull->row();
    if (!now) {
        m_pull.reset();
        return fail(std::move(now));
    }
    if (auto taken = now->open && !greeted ? m_pull->take_up() : Expected<void>(); !taken) {
        return fail(std::move(taken));
    }
    auto proven = m_fetcher ? Expected<bool>(true) : keys_came();
    if (!proven) {
        return fail(std::move(proven));
    }
    if (!m_fetcher) {
        m_fetcher.emplace(*m_source, m_patience, m_most, *proven);
    }
    if (!greeted) {
        m_fetcher->said_before(*known);
    }
    return encode(PullReady{now->next_batch, now->what.simulated || m_simulated});
}

Expected<Bytes> PullDesk::fetch(ByteView message)
{
    auto manifest = decode_manifest(message);
    if (!manifest) {
        return fail(std::move(manifest));
    }
    auto now = m_pull->row();
    if (!now) {
        return fail(std::move(now));
    }
    if (manifest->batch < now->next_batch) {
        auto lost = m_pull->answer_again(*manifest);
        return lost ? Expected<Bytes>(encode(Fetched{manifest->batch, std::move(*lost)}))
                    : fail(std::move(lost));
    }
    if (auto still = FetchedPull::check_open(*now); !still) {
        return fail(std::move(still));
    }
    if (manifest->batch != now->next_batch) {
        return Unexpected(core::Errc::malformed, "contact: a batch out of turn");
    }
    auto lost = m_pull->fetch(*now, *manifest, *m_fetcher);
    return lost ? Expected<Bytes>(encode(Fetched{manifest->batch, std::move(*lost)}))
                : fail(std::move(lost));
}

Expected<Bytes> PullDesk::cut(ByteView message)
{
    auto cut = decode_pull_cut(message);
    if (!cut) {
        return fail(std::move(cut));
    }
    auto now = m_pull->row();
    if (!now) {
        return fail(std::move(now));
    }
    const auto known = m_ledger.pad(cut->pad);
    if (!known && !known.error().is(core::Errc::unknown_pad)) {
        return Unexpected(known.error());
    }
    if (!known) {
        if (auto still = FetchedPull::check_open(*now); !still) {
            return fail(std::move(still));
        }
        if (auto made = m_pull->make_pad(*cut, m_simulated); !made) {
            return fail(std::move(made));
        }
    }
    auto tag = m_ledger.confirm_tag(cut->pad, m_peer);
    if (!tag) {
        return fail(std::move(tag));
    }
    return encode(PullHeld{cut->pad, *tag});
}

Expected<Bytes> PullDesk::close(ByteView message)
{
    auto pull = decode_pull(ContactKind::pull_close, message);
    if (!pull) {
        return fail(std::move(pull));
    }
    if (*pull != m_pull->id()) {
        return Unexpected(core::Errc::malformed, "contact: another pull is closed than was begun");
    }
    if (auto closed = m_pull->give_up(); !closed) {
        return fail(std::move(closed));
    }
    if (auto now = m_pull->row(); now && m_settled) {
        m_settled(*now);
    }
    m_pull.reset();
    return encode_pull(ContactKind::pull_closed, *pull);
}

} // namespace

std::unique_ptr<satellite::ContactDesk> make_pull_desk(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& /*clock*/,
    const core::SiteId& peer,
    OpenSource open,
    std::function<void(const core::PullRow&)> settled,
    const Patience& patience)
{
    return std::make_unique<PullDesk>(
        home, ledger, peer, std::move(open), std::move(settled), patience);
}

} // namespace satpad::keyclient::etsi014
