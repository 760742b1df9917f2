// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/kme/stock.h>
#include <satpad/keyclient/satellite/contact.h>

/// Two KMEs agree on blocks of key, in a contact. docs/contact.md, "KME", is normative.
namespace satpad::keyclient::kme {

/// The end whose site sends with the pads. For one contact, which has begun. Everything outlives it.
/// Threads: one at a time.
class Assigner
{
public:
    Assigner(core::PadLedger& ledger,
        Stock& stock,
        const core::Peer& peer,
        satellite::MessageStream& stream);
    /// Tells the peer which instance this KME is and how long it gives keys out, and hears which
    /// instance the peer's is, and that it has room for a block. Once, first.
    /// Errors: the stream's; satellite::Refusal with the peer's words; Errc::malformed.
    [[nodiscard]] core::Expected<void> begin(const core::BatchId& own);
    /// Takes pages for the wish, has them assigned, and puts them into the stock. Begins again when
    /// the room that the peer told of has gone to a block: its shelf may have filled since. Where the
    /// pads have too few, says so to the stock; that is no error. After an error pages that were taken
    /// are burnt. Errors: as `begin`; Errc::limit_exceeded without room; the ledger's.
    [[nodiscard]] core::Expected<void> fill(const Wish& wish);

private:
    [[nodiscard]] core::Expected<std::optional<core::Reservation>> reserve(
        const Wish& wish, std::uint64_t wanted);
    [[nodiscard]] core::Expected<void> assign(const Pair& pair, const core::TakenPages& taken);

    core::PadLedger& m_ledger;
    Stock& m_stock;
    core::Peer m_peer;
    satellite::MessageStream& m_stream;
    core::BatchId m_own;
    core::BatchId m_instance;     ///< the peer's
    bool m_peer_has_room = false; ///< for the next block
};

/// The other end, for one contact. Who begins is met, as by Assigner: what its last instance was
/// assigned is burnt here. A block is taken only for SAEs that `home` names: the master at the peer,
/// the slave here.
[[nodiscard]] std::unique_ptr<satellite::ContactDesk> make_assign_desk(core::Home& home,
    core::PadLedger& ledger,
    Stock& stock,
    const core::SiteId& peer,
    const core::BatchId& own);

} // namespace satpad::keyclient::kme
