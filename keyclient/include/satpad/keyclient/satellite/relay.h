// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/contact.h>

/// Key between two sites that have none, through a trusted relay both share key with. The relay
/// learns the key. docs/contact.md, "Relay", is normative.
namespace satpad::keyclient::satellite {

/// Pages of one relay, both pads together, at most; at least k_least_relay_pages for each pad.
inline constexpr std::uint64_t k_greatest_relay_pages = 98'304; ///< 3 MiB
inline constexpr std::uint64_t k_least_relay_pages = 3;

struct PadProof;
struct RelayTold;
struct RelayWord;

struct RelayOrder
{
    core::SiteId peer;            ///< the far end; a peer of this site and of the relay
    std::uint64_t out_pages = 0;  ///< of the pad this site will send with
    std::uint64_t back_pages = 0; ///< of the pad the peer will send with
    /// Relays behind the one in contact, in order; each knows the next one, and the key.
    std::vector<core::SiteId> further;
};

/// What became of one relay in a contact.
enum class RelayStep
{
    made,      ///< asker: the pads are here; the far end has to fetch its own
    collected, ///< far end: the pads are here, and the asker holds its own
    confirmed, ///< asker: the far end holds its pads
    held,      ///< relay: it has come from another relay and waits for the next site here
    waiting,   ///< far end: the relay cannot go on yet
    given_up,  ///< it will not be finished; pads that are here are to be closed
    failed     ///< far end: not now; the next contact tries again
};

struct RelayedKey
{
    core::BatchId relay;
    core::SiteId peer;
    RelayStep step = RelayStep::made;
    std::vector<core::PadSummary> pads; ///< out, back; as far as they are here
    std::vector<core::SiteId> known_by; ///< the relays, in order; none where it is not told
    core::Error why;                    ///< waiting, given_up, failed
};

/// The station's side of relays, in a contact that has begun. Threads: one at a time. Everything
/// outlives it.
class RelayStation
{
public:
    /// `relay` is the peer at the other end of the stream.
    RelayStation(core::Home& home,
        core::PadLedger& ledger,
        const core::Clock& clock,
        const core::Peer& relay,
        MessageStream& stream)
        : m_home(home)
        , m_ledger(ledger)
        , m_clock(clock)
        , m_relay(relay)
        , m_stream(stream)
    {}
    /// Goes on with everything that waits for this site at the relay. Errors: the stream's, the
    /// ledger's; Errc::malformed for a relay that breaks the rules. What is wrong with one relay
    /// alone is told in its row, and the others go on.
    [[nodiscard]] core::Expected<std::vector<RelayedKey>> collect();
    /// In a turn that the peer gave, which this site did not dial: only what this site hands on as a
    /// relay itself. Anything else is Errc::malformed.
    [[nodiscard]] core::Expected<std::vector<RelayedKey>> collect_in_turn();
    /// A new relay. Errors: Errc::unknown_peer, not_enough_key (of what the relay sends with, as
    /// far as it is known here), invalid_argument for sizes no relay makes; the relay's refusal.
    [[nodiscard]] core::Expected<RelayedKey> ask(const RelayOrder& order);

private:
    [[nodiscard]] core::Expected<core::Bytes> say(core::ByteView message);
    [[nodiscard]] core::Expected<void> settle(const core::Bytes& word, const core::BatchId& relay);
    [[nodiscard]] core::Expected<RelayedKey> take(core::ByteView message);
    [[nodiscard]] core::Expected<std::vector<RelayedKey>> collect_all();
    [[nodiscard]] core::Expected<RelayedKey> told(core::ByteView message);
    [[nodiscard]] core::Expected<std::vector<PadProof>> take_ordered(const RelayTold& told);
    [[nodiscard]] core::Expected<std::vector<PadProof>> take_behind(const RelayTold& told);
    [[nodiscard]] core::Expected<RelayedKey> news(core::ByteView message);
    [[nodiscard]] core::Expected<void> confirm(const RelayWord& word, RelayedKey& row);

    core::Home& m_home;
    core::PadLedger& m_ledger;
    const core::Clock& m_clock;
    core::Peer m_relay;
    MessageStream& m_stream;
    bool m_in_turn = false;
};

/// In a contact that this site began: the other end goes on with what waits for it here. How a
/// relay hands on to the next one. Errors: the stream's; whatever the other end did wrong.
[[nodiscard]] core::Expected<void> hand_on_relays(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& clock,
    const core::SiteId& peer,
    MessageStream& stream);
/// Sites that what waits here is for, and that are relays themselves.
[[nodiscard]] core::Expected<std::vector<core::SiteId>> relays_waited_for(const core::Home& home);

/// A relay that is not over at this site.
struct OpenRelay
{
    enum class Stage
    {
        asker,    ///< relay: the asker has not proved its pads yet
        far_end,  ///< relay: the far end has to fetch its key
        news,     ///< relay: the asker has to hear that it is done
        given_up, ///< relay: the asker has to hear that it is not
        ordered,  ///< asker: the relay, or the word that all is done, has not come yet
        half,     ///< far end: its leg's pages are taken, the key has not come yet
        damaged   ///< its files cannot be read
    };
    core::BatchId relay;
    Stage stage = Stage::damaged;
    core::SiteId asker;
    core::SiteId far_end;
    std::uint64_t pages = 0;
    core::UnixTime made; ///< relay only
    std::string why;     ///< given up
};
[[nodiscard]] core::Expected<std::vector<OpenRelay>> open_relays(
    const core::Home& home, const core::PadLedger& ledger);

/// Gives one up at this site: its key here goes. A relay's asker hears of it at its next contact;
/// closing it once more forgets it. Errors: Errc::invalid_argument when there is no such relay.
[[nodiscard]] core::Expected<void> close_relay(
    const core::Home& home, const core::PadLedger& ledger, const core::BatchId& relay);

} // namespace satpad::keyclient::satellite
