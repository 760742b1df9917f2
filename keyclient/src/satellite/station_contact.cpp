// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_common.h"
#include "distill_keys.h"
#include "pass_engine.h"
#include "pass_pads.h"
#include "wipe_all.h"

#include <cmath>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// They go in one message of a contact, of 4 MiB at most (docs/protocol.md), and light wanders.
constexpr double k_most_seed_bytes = 3.8e6;

} // namespace

/// The satellite at the other end of the stream.
class StationContact::Remote final : public FarEnd
{
public:
    explicit Remote(MessageStream& stream)
        : m_stream(stream)
    {}
    Expected<std::vector<Measured>> light(std::uint64_t second) override
    {
        auto message = ask(encode_light_ask(second), ContactKind::light);
        if (!message) {
            return fail(std::move(message));
        }
        auto clicks = decode_light(*message);
        wipe_all(*message);
        return clicks;
    }
    Expected<std::vector<Bytes>> take(ByteView message) override
    {
        auto answers = ask(encode_said(message), ContactKind::answers);
        if (!answers) {
            return fail(std::move(answers));
        }
        return decode_answers(*answers);
    }
    Expected<void> lost() override { return m_stream.send(encode_plain(ContactKind::lost)); }

private:
    Expected<Bytes> ask(const Bytes& message, ContactKind answer)
    {
        if (auto sent = m_stream.send(message); !sent) {
            return fail(std::move(sent));
        }
        return expect(m_stream, answer);
    }

    MessageStream& m_stream;
};

/// A pass whose tag pages are spent at both ends.
struct StationContact::Begun
{
    PassPads pads;
    core::SecretBytes own_page;
    core::SecretBytes satellites_page;
};

Expected<void> check_takes_simulated(const core::Home& home)
{
    const core::SiteConfig& config = home.config();
    if (config.kind == core::HomeKind::real && !config.allow_simulated) {
        return Unexpected(Errc::invalid_argument,
            "the light of a pass is SIMULATED and this home is real: say `simulated = true` in " +
                home.paths().config().string() + ", or make a home with `satpad init --simulated`");
    }
    return {};
}

Expected<StationContact> StationContact::begin(
    core::Home& home, core::PadLedger& ledger, const core::SiteId& satellite, MessageStream& stream)
{
    StationContact contact(home, ledger, satellite, stream);
    if (auto greeted = contact.greet(); !greeted) {
        return fail(std::move(greeted));
    }
    return contact;
}

Expected<void> StationContact::greet()
{
    auto unsure = unsure_proofs(*m_ledger, m_peer);
    if (!unsure) {
        return fail(std::move(unsure));
    }
    if (auto sent = m_stream->send(encode(Hello{std::move(*unsure)})); !sent) {
        return sent;
    }
    auto message = expect(*m_stream, ContactKind::welcome);
    if (!message) {
        return fail(std::move(message));
    }
    auto welcome = decode_welcome(*message);
    if (!welcome) {
        return fail(std::move(welcome));
    }
    m_card = {welcome->name, welcome->source, welcome->clock};
    auto confirmed = confirm_all(*m_ledger, m_peer, welcome->proofs);
    if (!confirmed) {
        return refuse(*m_stream, std::move(confirmed).error());
    }
    m_confirmed = *confirmed;
    return {};
}

Expected<void> StationContact::end()
{
    return m_stream->send(encode_plain(ContactKind::bye));
}

Expected<StationContact::Begun> StationContact::begin_pass(const PassPlan& plan)
{
    auto own = take_tag_page(*m_ledger, m_peer);
    if (!own) {
        return fail(std::move(own));
    }
    PassBegin begins;
    begins.pass = m_home->random().id<core::BatchId>();
    begins.label = plan.label;
    begins.flight = plan.pass;
    begins.tag = {own->use, own->ranges};
    if (auto sent = m_stream->send(encode(begins)); !sent) {
        return fail(std::move(sent));
    }
    auto message = expect(*m_stream, ContactKind::pass_ready);
    if (!message) {
        return fail(std::move(message));
    }
    auto ready = decode_pass_ready(*message);
    if (!ready) {
        return fail(std::move(ready));
    }
    if (auto noted = m_ledger->peer_recorded(own->use); !noted) {
        return fail(std::move(noted));
    }
    // Its tag leaves the satellite at the end of the talk: this end has written the page down by
    // then, because it says nothing more before.
    auto theirs = take_tag_page(*m_ledger, m_peer, ready->tag);
    if (!theirs) {
        return refuse(*m_stream, std::move(theirs).error());
    }
    for (const core::PadId& pad : {ready->down, ready->up}) {
        if (auto fresh = check_is_new(*m_home, *m_ledger, pad); !fresh) {
            return refuse(*m_stream, std::move(fresh).error());
        }
    }
    PassPads pads{begins.pass,
        m_peer,
        m_home->config().id,
        ready->down,
        ready->up,
        ready->to_station,
        "pass " + plan.label,
        0};
    return Begun{std::move(pads), std::move(own->bytes), std::move(theirs->bytes)};
}

Expected<PassResult> StationContact::fly(const PassPlan& plan, const EachSecond& each)
{
    if (auto allowed = check_takes_simulated(*m_home); !allowed) {
        return fail(std::move(allowed));
    }
    if (auto light = check_light(plan.pass.parameters.source, plan.pass.sky, plan.pass.track);
        !light) {
        return fail(std::move(light)); // before any launch key is spent on it
    }
    const double seeds = expected_seed_bytes(plan.pass.parameters, plan.pass.sky, plan.pass.track);
    if (seeds > k_most_seed_bytes) {
        return Unexpected(Errc::invalid_argument,
            "too long a pass for so much light: its seeds would take " +
                std::to_string(std::llround(seeds / 1e6)) +
                " MB and a message of a contact has 4; a higher --min-elevation makes it shorter");
    }
    auto begun = begin_pass(plan);
    if (!begun) {
        return fail(std::move(begun));
    }
    StationParty party(plan.pass.parameters,
        m_home->random(),
        std::move(begun->own_page),
        std::move(begun->satellites_page));
    Remote remote(*m_stream);
    auto outcome = satellite::fly(plan.pass, party, remote, each);
    if (!outcome) {
        return fail(std::move(outcome));
    }
    PassResult result{std::move(*outcome), begun->pads.pass, {}, 2};
    if (result.outcome.station.key_bits >= k_least_key_bits) {
        if (auto stored = store(*begun, result); !stored) {
            return fail(std::move(stored));
        }
    } else if (result.outcome.station.has_key()) {
        result.outcome.station.why = "too little key for a pad in each direction";
    }
    result.outcome.station_key = {};
    return result;
}

Expected<void> StationContact::store(const Begun& begun, PassResult& result)
{
    PassPads layout = begun.pads;
    layout.epsilon = result.outcome.station.secrecy + result.outcome.station.correctness;
    auto leftovers = Leftovers::begin(*m_home);
    if (!leftovers) {
        return fail(std::move(leftovers));
    }
    auto pads = write_pads(
        *m_home, *m_ledger, layout, End::station, result.outcome.station_key.view(), *leftovers);
    if (!pads) {
        return fail(std::move(pads));
    }
    if (auto added = add_to_ledger(*m_ledger, *pads, *leftovers); !added) {
        return added;
    }
    std::vector<PadProof> proofs;
    for (const core::NewPad& pad : *pads) {
        proofs.push_back({pad.id, pad.confirm_tag});
    }
    if (auto sent = m_stream->send(encode_stored(proofs)); !sent) {
        return sent;
    }
    auto message = expect(*m_stream, ContactKind::stored);
    if (!message) {
        return fail(std::move(message));
    }
    auto theirs = decode_stored(*message);
    if (!theirs) {
        return fail(std::move(theirs));
    }
    if (auto confirmed = confirm_all(*m_ledger, m_peer, *theirs); !confirmed) {
        return fail(std::move(confirmed));
    }
    for (const core::NewPad& pad : *pads) {
        auto summary = m_ledger->pad(pad.id);
        if (!summary) {
            return fail(std::move(summary));
        }
        if (summary->state != core::PadState::confirmed) {
            return Unexpected(Errc::malformed, "contact: the satellite did not prove its pads");
        }
        result.pads.push_back(std::move(*summary));
    }
    return {};
}

} // namespace satpad::keyclient::satellite
