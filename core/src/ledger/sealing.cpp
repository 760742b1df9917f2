// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"
#include "reservation_state.h"

/// T2 to T4: the pages of a reservation, their erasure, and the commit that spends them.
namespace satpad::core {

using namespace ledger;

namespace {

class Sealing final : public SealingPages
{
public:
    Sealing(std::shared_ptr<PadCache> cache, Reservation reservation, std::vector<PadPart> parts)
        : m_cache(std::move(cache))
        , m_reservation(std::move(reservation))
        , m_parts(std::move(parts))
    {}

    [[nodiscard]] Expected<void> read(std::uint64_t first, MutableByteView out) override
    {
        if (auto fit = check(); !fit) {
            return fit;
        }
        if (m_erased) {
            return Unexpected(Errc::wrong_state, "the pages of this message are erased");
        }
        return read_pages(*m_cache, m_parts, first, out);
    }

    [[nodiscard]] Expected<void> erase() override
    {
        if (auto fit = check(); !fit) {
            return fit;
        }
        std::vector<PadCache::Erasure> erasures;
        for (const PadPart& part : m_parts) {
            erasures.push_back(
                {part.range.pad, part.pad_pages, part.range.first, part.range.count});
        }
        auto erased = m_cache->erase(erasures);
        m_erased = m_erased || erased.has_value();
        return erased;
    }

    [[nodiscard]] const MessageId& id() const noexcept override { return m_reservation.id(); }
    [[nodiscard]] bool erased() const noexcept { return m_erased; }
    [[nodiscard]] Reservation& reservation() noexcept { return m_reservation; }

    [[nodiscard]] Expected<void> check() const { return check_owner(m_owner); }

private:
    std::shared_ptr<PadCache> m_cache;
    Reservation m_reservation; ///< keeps the lock
    std::vector<PadPart> m_parts;
    pid_t m_owner = ::getpid();
    bool m_erased = false;
};

Expected<void> check_header(ByteView encoded, const Reservation& reservation)
{
    auto header = decode_header(encoded);
    if (!header) {
        return fail(std::move(header));
    }
    if (header->id != reservation.id() || header->ranges != reservation.ranges()) {
        return Unexpected(Errc::internal, "the sealed header does not name the reserved pages");
    }
    return {};
}

/// Burns a reservation while its lock is held.
Expected<void> give_up(State& state, const MessageId& id)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto message = require_message(state, id);
    if (!message) {
        return fail(std::move(message));
    }
    auto burnt = burn_message(state, *change, *message, MessageState::cancelled, "given_up");
    if (!burnt) {
        return fail(std::move(burnt));
    }
    if (*burnt) {
        if (auto done = change->commit(); !done) {
            return done;
        }
    } else if (message->row.settled.seconds == 0) {
        return Unexpected(Errc::wrong_state,
            "message " + id.hex() + " is " + std::string(name_of(message->row.state)));
    }
    if (auto erased = erase_all_owed(state); !erased) {
        return erased;
    }
    remove_outbox_files(*state.home, id);
    return {};
}

} // namespace

Expected<std::unique_ptr<SealingPages>> PadLedger::open_pages(Reservation&& reservation)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    if (reservation.m_state == nullptr) {
        return Unexpected(Errc::internal, "a reservation is used once");
    }
    if (reservation.m_state->use) {
        return Unexpected(Errc::invalid_argument, "these pages were reserved for no message");
    }
    Reservation mine = std::move(reservation);
    if (auto fit = check_owner(mine.m_state->owner); !fit) {
        return fail(std::move(fit));
    }
    std::vector<PadPart> parts = parts_of(mine.m_state->ranges, mine.m_state->pad_pages);
    std::unique_ptr<SealingPages> pages =
        std::make_unique<Sealing>(m_state->cache, std::move(mine), std::move(parts));
    return pages;
}

Expected<std::unique_ptr<File>> PadLedger::commit_sealed(std::unique_ptr<SealingPages> pages,
    ByteView encoded_header,
    std::uint64_t payload_bytes,
    ByteView sealed_note,
    const std::optional<NoteChange>& answered)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto* sealing = dynamic_cast<Sealing*>(pages.get());
    if (sealing == nullptr || !sealing->erased()) {
        return Unexpected(
            Errc::internal, "a message is committed as sealed after its pages are erased");
    }
    if (auto fit = sealing->check(); !fit) {
        return fail(std::move(fit));
    }
    if (auto same = check_header(encoded_header, sealing->reservation()); !same) {
        return fail(std::move(same));
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto message = require_message(*m_state, pages->id());
    if (!message) {
        return fail(std::move(message));
    }
    // Compare-and-set: whoever found the lock free has burnt these pages, and then nothing may
    // leave.
    auto sealed =
        m_state->store.set_sealed(message->number, encoded_header, payload_bytes, sealed_note);
    if (!sealed) {
        return fail(std::move(sealed));
    }
    if (!*sealed) {
        return Unexpected(Errc::wrong_state,
            "message " + pages->id().hex() + " is " + std::string(name_of(message->row.state)) +
                " already; send it again");
    }
    if (auto spent = m_state->store.move_ranges(message->number, RangeState::spent); !spent) {
        return fail(std::move(spent));
    }
    if (answered) {
        auto changed = m_state->store.change_note(*answered);
        if (!changed) {
            return fail(std::move(changed));
        }
        if (!*changed) {
            return Unexpected(
                Errc::wrong_state, "request " + answered->message.hex() + " is answered already");
        }
    }
    if (auto logged = change->log({"sealed", {}, 0, message->row.pages, pages->id(), {}});
        !logged) {
        return fail(std::move(logged));
    }
    if (auto committed = change->commit(); !committed) {
        return fail(std::move(committed));
    }
    return std::move(sealing->reservation().m_state->lock);
}

Expected<void> PadLedger::burn(std::unique_ptr<SealingPages> pages)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    const auto* sealing = dynamic_cast<const Sealing*>(pages.get());
    if (sealing == nullptr) {
        return Unexpected(Errc::internal, "nothing to burn");
    }
    if (auto fit = sealing->check(); !fit) {
        return fit;
    }
    return give_up(*m_state, pages->id());
}

Expected<void> PadLedger::burn(Reservation&& reservation)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    if (reservation.m_state == nullptr) {
        return Unexpected(Errc::internal, "a reservation is used once");
    }
    const Reservation mine = std::move(reservation);
    if (auto fit = check_owner(mine.m_state->owner); !fit) {
        return fail(std::move(fit));
    }
    return give_up(*m_state, mine.id());
}

} // namespace satpad::core
