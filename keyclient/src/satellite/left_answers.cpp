// SPDX-License-Identifier: GPL-3.0-or-later
// The station's side of messages left: what became of those it left. docs/contact.md, "Messages
// left".
#include "left_station.h"

#include <satpad/core/answer_file.h>

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::MessageState;
using core::Unexpected;

namespace {

/// So often a message that came back is left once more: then somebody has to look.
constexpr std::uint8_t k_most_returns = 3;

bool is_open(MessageState state)
{
    return state == MessageState::sealed || state == MessageState::carried ||
           state == MessageState::cancelling;
}

} // namespace

Expected<void> LeftStation::take_answer(const Offer& offer)
{
    const LeftTold& told = offer.told;
    auto message = say(encode_left(ContactKind::data_fetch, LeftPlace{told.id, 0}));
    if (!message) {
        return fail(std::move(message));
    }
    auto part = decode_left_part(*message);
    if (!part || part->id != told.id || part->at != 0) {
        return Unexpected(Errc::malformed, "contact: other bytes than were asked for");
    }
    const auto answer = core::decode_answer_file(part->bytes);
    if (!answer || answer->message != told.id.message) {
        return refuse(offer, {core::make_error_code(Errc::malformed), "it is no answer to that"});
    }
    return settle(offer, answer->answer);
}

/// As `satpad open` takes an answer file.
Expected<void> LeftStation::settle(const Offer& offer, const core::Tag& answer)
{
    const LeftId& id = offer.told.id;
    const auto row = m_ledger.message(id.message);
    if (!row && !row.error().is(Errc::unknown_message)) {
        return Unexpected(row.error());
    }
    if (!row || row->direction != core::MessageDirection::outgoing || row->peer != id.from) {
        return refuse(
            offer, {core::make_error_code(Errc::unknown_message), "an answer to nothing"});
    }
    if (!is_open(row->state)) { // answered by a session, or in a contact that was cut
        auto told = have(id, {});
        return told ? LeftFolder(m_home).forget(id.message) : std::move(told);
    }
    auto entry = m_outbox.open(id.message);
    if (!entry) {
        return fail(std::move(entry));
    }
    auto end = m_outbox.answered(*entry, answer);
    if (!end && end.error().is(Errc::authentication_failed)) {
        auto counted = comes_back(id.message, "its answer was altered on the way");
        return counted ? refuse(offer, std::move(end).error()) : fail(std::move(counted));
    }
    if (!end) {
        return fail(std::move(end));
    }
    if (auto told = have(id, {}); !told) {
        return told;
    }
    add(id, *end == MessageState::verified ? LeftStep::verified : LeftStep::cancelled);
    return LeftFolder(m_home).forget(id.message);
}

/// Its receiver had no use for what the relay gave it: the bytes are still here, whole.
Expected<void> LeftStation::take_back(const LeftId& id, const std::string& why)
{
    auto counted = comes_back(id.message, why);
    if (!counted) {
        return fail(std::move(counted));
    }
    if (auto heard = have(id, {}); !heard) {
        return heard;
    }
    if (*counted) {
        add(id,
            LeftStep::returned,
            {core::make_error_code(Errc::wrong_state), m_relay.name + " says: " + why});
    }
    return {};
}

/// It goes once more with the next contact, but not for ever. False: it is over anyway.
Expected<bool> LeftStation::comes_back(const core::MessageId& message, const std::string& why)
{
    const LeftFolder folder(m_home);
    auto messages = folder.messages_going_out();
    if (!messages) {
        return fail(std::move(messages));
    }
    if (std::find(messages->begin(), messages->end(), message) == messages->end()) {
        return false;
    }
    auto way = folder.way_out(message);
    if (!way) {
        return fail(std::move(way));
    }
    way->returns = static_cast<std::uint8_t>(std::min<int>(way->returns + 1, k_most_returns));
    way->state = way->returns < k_most_returns ? WayOut::State::waits : WayOut::State::returned;
    way->why = why;
    if (auto written = folder.write(*way); !written) {
        return fail(std::move(written));
    }
    return true;
}

} // namespace satpad::keyclient::satellite
