// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_wire.h"

#include <satpad/keyclient/kme/assign.h>

#include <algorithm>

namespace satpad::keyclient::kme {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;
using satellite::ContactKind;

namespace {

class AssignDesk final : public satellite::ContactDesk
{
public:
    AssignDesk(core::Home& home,
        core::PadLedger& ledger,
        Stock& stock,
        const core::SiteId& peer,
        const core::BatchId& own)
        : m_home(home)
        , m_ledger(ledger)
        , m_stock(stock)
        , m_peer(peer)
        , m_own(own)
    {}

    [[nodiscard]] bool takes(std::uint8_t kind) const override
    {
        const auto is = static_cast<ContactKind>(kind);
        return is == ContactKind::kme_begin || is == ContactKind::assign;
    }

    [[nodiscard]] Expected<Bytes> answer(ByteView message) override
    {
        auto kind = satellite::kind_of(message);
        if (!kind) {
            return fail(std::move(kind));
        }
        return *kind == ContactKind::kme_begin ? begin(message) : take(message);
    }

private:
    Expected<Bytes> begin(ByteView message)
    {
        auto theirs = decode_begin(message);
        if (!theirs) {
            return fail(std::move(theirs));
        }
        m_stock.met(m_peer, theirs->instance);
        if (auto ready = make_place(); !ready) {
            return fail(std::move(ready));
        }
        m_expiry = theirs->expiry;
        return encode_ready(m_own);
    }

    /// Of a block that is not taken here its sender burns the pages: it hears before it takes them,
    /// and what it was told holds until then.
    Expected<void> make_place()
    {
        m_room.reset();
        auto room = m_stock.room(Shelf::fetching, m_peer, k_most_block_pages);
        if (!room) {
            return fail(std::move(room));
        }
        m_room.emplace(std::move(*room));
        auto memory = core::SecretBytes::allocate(k_most_block_pages * core::k_page_bytes);
        if (!memory) {
            return fail(std::move(memory));
        }
        m_memory = std::move(*memory);
        return {};
    }

    /// What was kept for the next block, as far as this one needs it.
    Expected<Room> room_for(std::uint64_t pages)
    {
        if (!m_room || pages > k_most_block_pages) {
            m_room.reset();
            return m_stock.room(Shelf::fetching, m_peer, pages);
        }
        Room kept = std::move(*m_room);
        m_room.reset();
        kept.shrink_to(pages);
        return kept;
    }

    Expected<Bytes> take(ByteView message)
    {
        auto assign = decode_assign(message);
        if (!assign) {
            return fail(std::move(assign));
        }
        if (!m_expiry) {
            return Unexpected(Errc::malformed, "contact: a message out of turn");
        }
        if (auto known = check(*assign); !known) {
            return fail(std::move(known));
        }
        const std::uint64_t pages = core::total_pages(assign->pages.ranges);
        auto room = room_for(pages);
        if (!room) {
            return fail(std::move(room));
        }
        const core::ToldPages told{
            assign->pages.use, m_peer, assign->pages.ranges, core::PageUse::kme};
        m_memory = core::SecretBytes(); // take_told_pages locks what it needs
        auto taken = m_ledger.take_told_pages(told);
        if (!taken) {
            return fail(std::move(taken));
        }
        Pair pair{m_peer, std::move(assign->master), std::move(assign->slave)};
        m_stock.put(Shelf::fetching,
            {std::move(pair), std::move(*taken), m_own, *m_expiry},
            std::move(*room));
        return encode_assigned(told.use);
    }

    /// The master is an SAE at the peer, the slave one of this site.
    Expected<void> check(const Assign& assign) const
    {
        const core::SiteConfig& config = m_home.config();
        const core::Peer* peer = config.peer_by_id(m_peer);
        if (peer == nullptr || !config.kme ||
            std::ranges::find(peer->saes, assign.master) == peer->saes.end()) {
            return Unexpected(Errc::unknown_peer,
                "the KME here does not serve the SAE " + assign.master +
                    " of that site; satpad kme allow there");
        }
        if (std::ranges::find(config.kme->saes, assign.slave, &core::KmeService::Sae::id) ==
            config.kme->saes.end()) {
            return Unexpected(Errc::unknown_peer,
                "the KME here has no SAE " + assign.slave + "; satpad kme allow there");
        }
        return {};
    }

    core::Home& m_home;
    core::PadLedger& m_ledger;
    Stock& m_stock;
    core::SiteId m_peer;
    core::BatchId m_own;
    std::optional<Room> m_room;                   ///< for the next block …
    core::SecretBytes m_memory;                   ///< … and what it can be locked in
    std::optional<std::chrono::seconds> m_expiry; ///< the peer's, once it has begun
};

} // namespace

std::unique_ptr<satellite::ContactDesk> make_assign_desk(core::Home& home,
    core::PadLedger& ledger,
    Stock& stock,
    const core::SiteId& peer,
    const core::BatchId& own)
{
    return std::make_unique<AssignDesk>(home, ledger, stock, peer, own);
}

} // namespace satpad::keyclient::kme
