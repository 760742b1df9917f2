// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_common.h"
#include "left_desk.h"
#include "pass_pads.h"
#include "relay_desk.h"
#include "simulated_satellite.h"
#include "wipe_all.h"

#include <satpad/keyclient/satellite/relay.h>

#include <algorithm>
#include <optional>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// The sender's half is the satellite's own, whatever the station says.
bool same_source(const LinkParameters& a, const LinkParameters& b)
{
    return a.pulse_rate_hz == b.pulse_rate_hz && a.intensity == b.intensity &&
           a.probability == b.probability && a.sender_z == b.sender_z &&
           a.wavelength_m == b.wavelength_m && a.half_divergence_rad == b.half_divergence_rad &&
           a.jitter_rad == b.jitter_rad && a.misalignment == b.misalignment;
}

/// A pass under way.
struct Flight
{
    Flight(PassBegin begins,
        core::RandomSource& random,
        core::SecretBytes own_page,
        core::SecretBytes stations_page)
        : begin(std::move(begins))
        , satellite(begin.flight, random, std::move(own_page), std::move(stations_page))
    {}
    PassBegin begin;
    PassPads pads;
    SimulatedSatellite satellite;
    core::MessageId own_use; ///< of the satellite's tag page
    std::uint64_t next_second = 0;
    bool over = false; ///< told to the watcher; what is still under way is heard, and means nothing
};

class SatelliteContact
{
public:
    SatelliteContact(core::Home& home,
        core::PadLedger& ledger,
        const core::Clock& clock,
        const core::SiteId& station,
        MessageStream& stream,
        const SatelliteSetup& setup,
        ContactWatcher& watcher)
        : m_home(home)
        , m_ledger(ledger)
        , m_clock(clock)
        , m_peer(station)
        , m_stream(stream)
        , m_setup(setup)
        , m_watcher(watcher)
        , m_desk(home, ledger, clock, station)
        , m_left(home, clock, station, setup.left)
    {
        if (setup.desks) {
            m_desks = setup.desks(station);
        }
    }

    Expected<void> serve();

private:
    Expected<void> take(ContactKind kind, ByteView message);
    Expected<void> greet(ByteView message);
    Expected<void> begin_pass(ByteView message);
    Expected<void> give_light(ByteView message);
    Expected<void> hear(ByteView message);
    Expected<void> lose();
    Expected<void> store(ByteView message);
    Expected<void> relay(ContactKind kind, ByteView message);
    Expected<void> ask_desk(ContactKind kind, ByteView message);
    Expected<void> ask_in_turn();
    void end_pass(const std::vector<core::PadSummary>& pads);

    core::Home& m_home;
    core::PadLedger& m_ledger;
    const core::Clock& m_clock;
    core::SiteId m_peer;
    MessageStream& m_stream;
    const SatelliteSetup& m_setup;
    ContactWatcher& m_watcher;
    RelayDesk m_desk;
    LeftDesk m_left;
    std::vector<std::unique_ptr<ContactDesk>> m_desks;
    bool m_greeted = false;
    std::unique_ptr<Flight> m_flight;
};

Expected<void> SatelliteContact::serve()
{
    while (true) {
        auto message = m_stream.receive();
        if (!message) {
            return fail(std::move(message));
        }
        auto kind = kind_of(*message);
        if (!kind) {
            return refuse(m_stream, std::move(kind).error());
        }
        if (*kind == ContactKind::bye || *kind == ContactKind::refused) {
            return {};
        }
        if (auto taken = take(*kind, *message); !taken) {
            return refuse(m_stream, std::move(taken).error());
        }
    }
}

Expected<void> SatelliteContact::take(ContactKind kind, ByteView message)
{
    if (kind == ContactKind::hello) {
        return m_greeted ? Unexpected(Errc::malformed, "contact: hello again") : greet(message);
    }
    if (kind >= k_first_of_desks) {
        return ask_desk(kind, message);
    }
    if (kind >= ContactKind::relay_ask) {
        return relay(kind, message);
    }
    const bool begins = kind == ContactKind::pass_begin;
    const bool in_turn = begins ? m_flight == nullptr || m_flight->over : m_flight != nullptr;
    if (!m_greeted || !in_turn) {
        return Unexpected(Errc::malformed, "contact: a message out of turn");
    }
    switch (kind) {
    case ContactKind::pass_begin:
        return begin_pass(message);
    case ContactKind::light_ask:
        return give_light(message);
    case ContactKind::said:
        return hear(message);
    case ContactKind::lost:
        return lose();
    case ContactKind::stored:
        return store(message);
    default:
        return Unexpected(Errc::malformed, "contact: a satellite's message from a station");
    }
}

/// The other end is a relay that has something for this one.
Expected<void> SatelliteContact::ask_in_turn()
{
    const core::Peer* peer = m_home.config().peer_by_id(m_peer);
    if (peer == nullptr) {
        return Unexpected(Errc::unknown_peer, m_peer.hex());
    }
    RelayStation station(m_home, m_ledger, m_clock, *peer, m_stream);
    if (auto rows = station.collect_in_turn(); !rows) {
        return fail(std::move(rows));
    }
    return m_stream.send(encode_plain(ContactKind::relay_turn));
}

/// Between passes.
Expected<void> SatelliteContact::relay(ContactKind kind, ByteView message)
{
    if (!m_greeted || (m_flight != nullptr && !m_flight->over)) {
        return Unexpected(Errc::malformed, "contact: a message out of turn");
    }
    if (!m_setup.relays) {
        return Unexpected(Errc::wrong_state, "this site relays neither key nor messages");
    }
    if (kind == ContactKind::relay_turn) {
        return ask_in_turn();
    }
    auto answer = kind >= ContactKind::data_leave ? m_left.answer(kind, message)
                                                  : m_desk.answer(kind, message);
    if (!answer) {
        return fail(std::move(answer));
    }
    return m_stream.send(*answer);
}

/// Between passes, too.
Expected<void> SatelliteContact::ask_desk(ContactKind kind, ByteView message)
{
    if (!m_greeted || (m_flight != nullptr && !m_flight->over)) {
        return Unexpected(Errc::malformed, "contact: a message out of turn");
    }
    const auto desk = std::find_if(m_desks.begin(), m_desks.end(), [&](const auto& each) {
        return each->takes(static_cast<std::uint8_t>(kind));
    });
    if (desk == m_desks.end()) {
        return Unexpected(Errc::wrong_state, "this site shares no KME's key with you");
    }
    auto answer = (*desk)->answer(message);
    return answer ? m_stream.send(*answer) : fail(std::move(answer));
}

Expected<void> SatelliteContact::greet(ByteView message)
{
    auto hello = decode_hello(message);
    if (!hello) {
        return fail(std::move(hello));
    }
    auto own = unsure_proofs(m_ledger, m_peer);
    if (!own) {
        return fail(std::move(own));
    }
    auto answers = answers_to(m_ledger, m_peer, hello->proofs);
    if (!answers) {
        return fail(std::move(answers));
    }
    for (PadProof& proof : *own) {
        const bool there = std::any_of(answers->begin(), answers->end(), [&](const PadProof& one) {
            return one.pad == proof.pad;
        });
        if (!there && answers->size() < k_most_proofs) {
            answers->push_back(proof);
        }
    }
    auto confirmed = confirm_all(m_ledger, m_peer, hello->proofs);
    if (!confirmed && !confirmed.error().is(Errc::authentication_failed)) {
        return fail(std::move(confirmed));
    }
    if (auto sent = m_stream.send(
            encode(Welcome{m_setup.name, m_setup.source, m_clock.now(), std::move(*answers)}));
        !sent) {
        return sent;
    }
    if (!confirmed) { // the station has what it needs to see it, too
        return fail(std::move(confirmed));
    }
    m_greeted = true;
    return {};
}

Expected<void> SatelliteContact::begin_pass(ByteView message)
{
    auto begins = decode_pass_begin(message);
    if (!begins) {
        return fail(std::move(begins));
    }
    if (!m_setup.flies) {
        return Unexpected(Errc::wrong_state, "this site relays key and flies no passes");
    }
    if (!same_source(begins->flight.parameters.source, m_setup.source)) {
        return Unexpected(Errc::malformed, "contact: that is not this satellite's source");
    }
    auto stations = take_tag_page(m_ledger, m_peer, begins->tag);
    if (!stations) {
        return fail(std::move(stations));
    }
    auto own = take_tag_page(m_ledger, m_peer);
    if (!own) {
        return fail(std::move(own));
    }
    PassReady ready;
    ready.tag = {own->use, own->ranges};
    ready.down = m_home.random().id<core::PadId>();
    ready.up = m_home.random().id<core::PadId>();
    ready.to_station = m_setup.to_station;
    PassPads pads{begins->pass,
        m_home.config().id,
        m_peer,
        ready.down,
        ready.up,
        ready.to_station,
        "pass " + begins->label,
        0};
    m_flight = std::make_unique<Flight>(
        std::move(*begins), m_home.random(), std::move(own->bytes), std::move(stations->bytes));
    m_flight->pads = std::move(pads);
    m_flight->own_use = ready.tag.use;
    m_watcher.pass_began(m_flight->begin.label, m_flight->begin.flight.track.size());
    return m_stream.send(encode(ready));
}

Expected<void> SatelliteContact::give_light(ByteView message)
{
    auto second = decode_light_ask(message);
    if (!second) {
        return fail(std::move(second));
    }
    if (*second != m_flight->next_second) {
        return Unexpected(Errc::malformed, "contact: light comes second by second");
    }
    if (*second == 0) { // it says nothing more before it has written the page down
        if (auto noted = m_ledger.peer_recorded(m_flight->own_use); !noted) {
            return noted;
        }
    }
    auto clicks = m_flight->satellite.light();
    if (!clicks) {
        return fail(std::move(clicks));
    }
    ++m_flight->next_second;
    Bytes light = encode_light(*clicks);
    wipe_all(*clicks);
    auto sent = m_stream.send(light);
    wipe_all(light);
    return sent;
}

Expected<void> SatelliteContact::hear(ByteView message)
{
    auto said = decode_said(message);
    if (!said) {
        return fail(std::move(said));
    }
    SatelliteParty& party = m_flight->satellite.party();
    party.take(*said);
    if (auto sent = m_stream.send(encode_answers(party.outgoing())); !sent) {
        return sent;
    }
    if (party.ended() && party.report().key_bits < k_least_key_bits) {
        end_pass({});
    }
    return {};
}

Expected<void> SatelliteContact::lose()
{
    m_flight->satellite.party().give_up("the laser link was lost before the key was ready");
    end_pass({});
    return {};
}

Expected<void> SatelliteContact::store(ByteView message)
{
    auto theirs = decode_stored(message);
    if (!theirs) {
        return fail(std::move(theirs));
    }
    SatelliteParty& party = m_flight->satellite.party();
    if (m_flight->over || !party.ended()) {
        return Unexpected(Errc::malformed, "contact: pads of a pass that has no key");
    }
    PassPads& layout = m_flight->pads;
    layout.epsilon = party.report().secrecy + party.report().correctness;
    const core::SecretBytes key = party.take_key();
    auto leftovers = Leftovers::begin(m_home);
    if (!leftovers) {
        return fail(std::move(leftovers));
    }
    auto pads = write_pads(m_home, m_ledger, layout, End::satellite, key.view(), *leftovers);
    if (!pads) {
        return fail(std::move(pads));
    }
    if (auto added = add_to_ledger(m_ledger, *pads, *leftovers); !added) {
        return added;
    }
    if (auto confirmed = confirm_all(m_ledger, m_peer, *theirs); !confirmed) {
        return fail(std::move(confirmed));
    }
    std::vector<PadProof> proofs;
    std::vector<core::PadSummary> summaries;
    for (const core::NewPad& pad : *pads) {
        proofs.push_back({pad.id, pad.confirm_tag});
        auto summary = m_ledger.pad(pad.id);
        if (!summary) {
            return fail(std::move(summary));
        }
        summaries.push_back(std::move(*summary));
    }
    if (auto sent = m_stream.send(encode_stored(proofs)); !sent) {
        return sent;
    }
    end_pass(summaries);
    return {};
}

void SatelliteContact::end_pass(const std::vector<core::PadSummary>& pads)
{
    if (!m_flight->over) {
        m_flight->over = true;
        m_watcher.pass_ended(m_flight->begin.label, m_flight->satellite.party().report(), pads);
    }
}

} // namespace

Expected<void> serve_contact(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& clock,
    const core::SiteId& station,
    MessageStream& stream,
    const SatelliteSetup& setup,
    ContactWatcher& watcher)
{
    return SatelliteContact(home, ledger, clock, station, stream, setup, watcher).serve();
}

} // namespace satpad::keyclient::satellite
