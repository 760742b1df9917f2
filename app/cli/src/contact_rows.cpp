// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_rows.h"

namespace satpad::cli {

namespace sat = service::sat;

namespace {

std::string_view word_of(sat::RelayStep step)
{
    switch (step) {
    case sat::RelayStep::made:
        return "made";
    case sat::RelayStep::collected:
        return "collected";
    case sat::RelayStep::confirmed:
        return "confirmed";
    case sat::RelayStep::held:
        return "held";
    case sat::RelayStep::waiting:
        return "waiting";
    case sat::RelayStep::given_up:
        return "given_up";
    case sat::RelayStep::failed:
        return "failed";
    }
    return "failed";
}

std::string_view word_of(sat::LeftStep step)
{
    switch (step) {
    case sat::LeftStep::left:
        return "left";
    case sat::LeftStep::collected:
        return "collected";
    case sat::LeftStep::verified:
        return "verified";
    case sat::LeftStep::cancelled:
        return "cancelled";
    case sat::LeftStep::refused:
        return "refused";
    case sat::LeftStep::returned:
        return "returned";
    case sat::LeftStep::waiting:
        return "waiting";
    }
    return "waiting";
}

std::string_view word_of(sat::WayOut::State state)
{
    switch (state) {
    case sat::WayOut::State::waits:
        return "waits";
    case sat::WayOut::State::left:
        return "left";
    case sat::WayOut::State::returned:
        return "returned";
    }
    return "waits";
}

/// What a person is to do or know after this step.
std::string sentence_of(const sat::RelayedKey& row, const std::string& peer, const std::string& via)
{
    switch (row.step) {
    case sat::RelayStep::made:
        return "key with " + peer + " is here. " + peer +
               " fetches its own: satpad keys relay --via " + via + " there.";
    case sat::RelayStep::collected:
        return "key with " + peer + " is here and confirmed: both ends hold it.";
    case sat::RelayStep::confirmed:
        return peer + " holds its pads: the key with it is confirmed.";
    case sat::RelayStep::held:
        return "key for " + peer + " has come from " + via + " and waits here.";
    case sat::RelayStep::waiting:
        return "key with " + peer + " cannot come yet: " + row.why.context;
    case sat::RelayStep::given_up:
        return "given up: " + service::sentence(row.why) +
               (row.pads.empty() ? "" : "; close its pads with satpad keys close");
    case sat::RelayStep::failed:
        return "not now: " + service::sentence(row.why);
    }
    return {};
}

void add_relay_row(Outcome& outcome,
    json::array& rows,
    const service::Site& site,
    const sat::RelayedKey& row,
    const std::string& via)
{
    const bool known = row.peer != core::SiteId{};
    const std::string peer = known ? site.name_of(row.peer) : "another site";
    json::array pads;
    json::array known_by;
    std::string names;
    for (const core::SiteId& id : row.known_by) {
        known_by.push_back(json::value(site.name_of(id)));
        names += (names.empty() ? "" : ", ") + site.name_of(id);
    }
    outcome.text += "Relay " + row.relay.hex() + ": " + sentence_of(row, peer, via) + "\n";
    if (!names.empty()) {
        outcome.text += "  known by: " + names + "\n";
    }
    for (const core::PadSummary& pad : row.pads) {
        pads.push_back(pad_json(pad));
        outcome.text += pad_line(pad);
    }
    json::object object{{"relay", row.relay.hex()},
        {"step", word_of(row.step)},
        {"peer", known ? json::value(peer) : json::value(nullptr)},
        {"known_by", known_by},
        {"pads", std::move(pads)}};
    if (row.why.code) {
        object["why"] = service::sentence(row.why);
    }
    rows.push_back(std::move(object));
    // The first that went wrong is the command's result; the others are done all the same.
    if (row.step == sat::RelayStep::failed && outcome.result) {
        outcome.result = core::Unexpected(row.why);
    }
}

std::string sentence_of(
    const sat::LeftMessage& row, const std::string& peer, const std::string& via)
{
    const std::string why = row.why.code ? service::sentence(row.why) : "";
    switch (row.step) {
    case sat::LeftStep::left:
        return "for " + peer + ": left with " + via + ", which can neither read nor alter it.";
    case sat::LeftStep::collected:
        return "from " + peer + ": " +
               (row.item ? row.item->path.string()
                         : std::string("opened before, taken away since")) +
               (row.before ? " (opened before; nothing was spent now)" : "") +
               (why.empty() ? "" : "; " + why);
    case sat::LeftStep::verified:
        return "verified by " + peer + ".";
    case sat::LeftStep::cancelled:
        return "cancelled; " + peer + " gave it up.";
    case sat::LeftStep::refused:
        return "from " + peer + ", refused: " + why;
    case sat::LeftStep::returned:
        return "for " + peer + ", came back: " + row.why.context;
    case sat::LeftStep::waiting:
        return "not now: " + why;
    }
    return {};
}

} // namespace

void add_news(Outcome& outcome,
    const service::Site& site,
    const service::ContactNews& news,
    const std::string& via)
{
    json::array relays;
    for (const sat::RelayedKey& row : news.relays) {
        add_relay_row(outcome, relays, site, row, via);
    }
    json::array carried;
    for (const sat::LeftMessage& row : news.messages) {
        const std::string peer =
            row.peer == core::SiteId{} ? "another site" : site.name_of(row.peer);
        outcome.text += "Message " + row.message.hex() + " " + sentence_of(row, peer, via) + "\n";
        json::object object{{"id", row.message.hex()}, {"step", word_of(row.step)}, {"peer", peer}};
        if (row.why.code) {
            object["why"] = service::sentence(row.why);
        }
        carried.push_back(std::move(object));
    }
    outcome.json["relays"] = std::move(relays);
    outcome.json["carried"] = std::move(carried);
}

std::string way_words(const service::Site& site, const sat::WayOut& way)
{
    const std::string relay = site.name_of(way.relay);
    switch (way.state) {
    case sat::WayOut::State::waits:
        return "waits for " + relay + (way.why.empty() ? "" : "; came back: " + way.why);
    case sat::WayOut::State::left:
        return "left with " + relay;
    case sat::WayOut::State::returned:
        return "came back from " + relay + " again and again: " + way.why;
    }
    return {};
}

void add_way(json::object& row, const service::Site& site, const sat::WayOut& way)
{
    row["via"] = site.name_of(way.relay);
    row["way"] = word_of(way.state);
    if (!way.why.empty()) {
        row["why"] = way.why;
    }
}

core::Expected<std::map<core::MessageId, sat::WayOut>> ways_by_message(service::Site& site)
{
    auto ways = sat::ways_out(site.home());
    if (!ways) {
        return core::fail(std::move(ways));
    }
    std::map<core::MessageId, sat::WayOut> by_message;
    for (sat::WayOut& way : *ways) {
        by_message.emplace(way.message, std::move(way));
    }
    return by_message;
}

} // namespace satpad::cli
