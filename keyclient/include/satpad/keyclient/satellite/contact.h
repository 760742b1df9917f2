// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>
#include <satpad/keyclient/satellite/simulated_pass.h>

#include <functional>
#include <memory>

/// A station and a satellite in contact: what passes between two sites so that both end with the
/// same confirmed pads. Neither end does I/O of its own but on its home; the caller carries whole
/// messages over a connection that has authenticated the peer. docs/contact.md is normative.
///
/// SIMULATED: the satellite's end draws the light and sends the station what its detectors would
/// have seen of it. Everything else is as between real ends.
namespace satpad::keyclient::satellite {

/// Whole messages both ways, in order. Threads: one at a time.
class MessageStream
{
public:
    virtual ~MessageStream() = default;
    [[nodiscard]] virtual core::Expected<void> send(core::ByteView message) = 0;
    [[nodiscard]] virtual core::Expected<core::Bytes> receive() = 0;
};

/// What one end told of itself when the contact began.
struct SatelliteCard
{
    std::string name;      ///< of the satellite preset it flies
    LinkParameters source; ///< the sender's half; the receiver's is the station's own
    core::UnixTime clock;  ///< its clock when it answered
};

/// Everything the station decides about a pass.
struct PassPlan
{
    std::string label;  ///< for the pads' origin: station and time; no control characters
    SimulatedPass pass; ///< `parameters.source`: both halves put together
};

struct PassResult
{
    PassOutcome outcome; ///< of the station; its key has gone into the pads
    core::BatchId pass;
    std::vector<core::PadSummary> pads; ///< confirmed by both ends; none without key
    std::uint64_t tag_pages = 0;        ///< launch key spent on authenticating the talk
};

/// A real home takes simulated pads only when it says so. Errors: Errc::invalid_argument, with what
/// to do.
[[nodiscard]] core::Expected<void> check_takes_simulated(const core::Home& home);

/// The station's end of a contact. Threads: one at a time. Home, ledger and stream outlive it.
class StationContact
{
public:
    /// Says hello, and settles what earlier contacts left unsettled: CONFIRM of pads that one end
    /// is not sure the other one holds. Errors: the stream's; Errc::malformed when the peer is no
    /// satellite or speaks another version; Errc::authentication_failed when a pad differs (it is
    /// suspended then).
    [[nodiscard]] static core::Expected<StationContact> begin(core::Home& home,
        core::PadLedger& ledger,
        const core::SiteId& satellite,
        MessageStream& stream);

    [[nodiscard]] const SatelliteCard& satellite() const { return m_card; }
    /// Pads that were confirmed when the contact began.
    [[nodiscard]] std::size_t confirmed() const { return m_confirmed; }

    /// One pass to its end, its key in pads at both ends. No key is no error: the outcome says why.
    /// Errors: Errc::not_enough_key without launch key (two pages: one of ours to send, one to
    /// receive), Errc::invalid_argument for a real home that takes no simulated pads, the
    /// stream's, the ledger's. Launch key that was taken for it stays spent.
    [[nodiscard]] core::Expected<PassResult> fly(const PassPlan& plan, const EachSecond& each);
    /// The contact is over; in order.
    [[nodiscard]] core::Expected<void> end();

private:
    StationContact(core::Home& home,
        core::PadLedger& ledger,
        const core::SiteId& satellite,
        MessageStream& stream)
        : m_home(&home)
        , m_ledger(&ledger)
        , m_peer(satellite)
        , m_stream(&stream)
    {}
    class Remote;
    struct Begun;
    [[nodiscard]] core::Expected<void> greet();
    [[nodiscard]] core::Expected<Begun> begin_pass(const PassPlan& plan);
    [[nodiscard]] core::Expected<void> store(const Begun& begun, PassResult& result);

    core::Home* m_home;
    core::PadLedger* m_ledger;
    core::SiteId m_peer;
    MessageStream* m_stream;
    SatelliteCard m_card;
    std::size_t m_confirmed = 0;
};

/// What the satellite's screen may show. Called from the contact's thread.
class ContactWatcher
{
public:
    virtual ~ContactWatcher() = default;
    virtual void pass_began(const std::string& /*label*/, std::size_t /*seconds*/) {}
    /// `report.has_key()`, or why there is none; `pads` are confirmed.
    virtual void pass_ended(const std::string& /*label*/,
        const DistillReport& /*report*/,
        const std::vector<core::PadSummary>& /*pads*/)
    {}
};

/// One thing left with a site for another one (left.h) has at most so many bytes.
inline constexpr std::uint64_t k_most_left_bytes = std::uint64_t{256} << 20U;

/// What a site keeps for others at most.
struct LeftLimits
{
    std::size_t messages_of_site = 64; ///< of each that leaves them
    std::size_t answers_of_site = 1024;
    std::uint64_t bytes_of_site = std::uint64_t{256} << 20U;
    std::uint64_t bytes = std::uint64_t{1} << 30U; ///< of all together
};

/// Answers kinds of a contact's messages that have nothing to do with passes and relays: one answer
/// for each message, in order. Made for one contact. An error is told the peer and ends the contact.
class ContactDesk
{
public:
    virtual ~ContactDesk() = default;
    [[nodiscard]] virtual bool takes(std::uint8_t kind) const = 0;
    [[nodiscard]] virtual core::Expected<core::Bytes> answer(core::ByteView message) = 0;
};

/// What the satellite is; the same for every contact.
struct SatelliteSetup
{
    std::string name;
    LinkParameters source;
    bool flies = true;        ///< false: a site on the ground that relays key and has no passes
    bool relays = true;       ///< false: neither key nor messages for third sites
    double to_station = 0.95; ///< share of a pass's key that the satellite sends with
    LeftLimits left = {};
    /// What else a contact with `peer` may be about.
    std::function<std::vector<std::unique_ptr<ContactDesk>>(const core::SiteId& peer)> desks = {};
};

/// The satellite's end: answers until the station ends the contact. Errors: as StationContact;
/// whatever a station did wrong is told it, and ends the contact.
[[nodiscard]] core::Expected<void> serve_contact(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& clock,
    const core::SiteId& station,
    MessageStream& stream,
    const SatelliteSetup& setup,
    ContactWatcher& watcher);

} // namespace satpad::keyclient::satellite
