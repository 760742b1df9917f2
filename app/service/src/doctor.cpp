// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor_kme.h"
#include "doctor_peer.h"

#include <satpad/service/words.h>

#include <algorithm>
#include <array>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// Clocks are labels, never state: a difference is worth a word, no more.
constexpr std::int64_t k_clocks_apart_s = 120;

Check check_ledger(Site& site, const std::stop_token& stop)
{
    Check check{Layer::ledger, {}, Found::good, {}, {}};
    auto report = site.ledger().verify([&stop](std::uint64_t) -> Expected<void> {
        if (stop.stop_requested()) {
            return Unexpected(Errc::cancelled, "stopped by the operator");
        }
        return {};
    });
    if (!report) {
        return bad(std::move(check), report.error());
    }
    if (!report->ok) {
        check.cause = Cause::ledger_disagrees;
        check.facts.names = {report->faults.front()};
        return bad(std::move(check),
            {core::make_error_code(Errc::home_damaged),
                "the ledger does not agree with itself: " + report->faults.front()});
    }
    check.cause = Cause::ledger_agrees;
    check.facts.counts = {
        static_cast<std::int64_t>(report->events), static_cast<std::int64_t>(report->pads.size())};
    check.text = "The ledger agrees with itself: " + std::to_string(report->events) + " events, " +
                 std::to_string(report->pads.size()) + " pads.";
    return check;
}

Check check_clock(Site& site, const core::Clock& clock)
{
    Check check{Layer::clock, {}, Found::good, {}, {}};
    const core::UnixTime now = clock.now();
    core::UnixTime last;
    auto rows = site.ledger().messages({});
    if (!rows) {
        return bad(std::move(check), rows.error());
    }
    for (const core::MessageRow& row : *rows) {
        last = std::max({last, row.created, row.settled});
    }
    check.text = "The clock says " + core::iso8601(now) + ".";
    check.cause = Cause::clock_says;
    check.facts.counts = {now.seconds, last.seconds};
    if (now.seconds + k_clocks_apart_s < last.seconds) {
        check.found = Found::note;
        check.cause = Cause::clock_behind;
        check.text = "The clock says " + core::iso8601(now) + ", but the last message is of " +
                     core::iso8601(last) + ": set the clock; times in lists are wrong until then.";
    }
    return check;
}

Check check_pads(Site& site, const core::Peer& peer)
{
    Check check{Layer::pads, peer.name, Found::good, {}, {}};
    auto left = key_left(site, peer.id);
    if (!left) {
        return bad(std::move(check), left.error());
    }
    const auto suspect = std::count_if(left->pads.begin(), left->pads.end(), [](const auto& pad) {
        return pad.suspect && pad.state != core::PadState::closed;
    });
    const auto suspended = std::find_if(left->pads.begin(),
        left->pads.end(),
        [](const core::PadSummary& pad) { return pad.state == core::PadState::suspended; });
    check.text = bytes_in_words(left->send_pages * core::k_page_bytes) + " of key to send with, " +
                 bytes_in_words(left->receive_pages * core::k_page_bytes) + " to receive with.";
    if (suspended != left->pads.end()) {
        return bad(std::move(check),
            {core::make_error_code(Errc::pad_suspended), "pad " + suspended->id.hex()});
    }
    check.cause = left->send_pages == 0 ? Cause::no_key_left : Cause::key_left;
    check.facts.counts = {static_cast<std::int64_t>(left->send_pages * core::k_page_bytes),
        static_cast<std::int64_t>(left->receive_pages * core::k_page_bytes),
        suspect != 0 ? 1 : 0};
    if (left->send_pages == 0) {
        check.found = Found::note;
        check.text = "No page to send with to " + peer.name + ": import or pull key.";
    }
    if (suspect != 0) {
        check.found = Found::note;
        check.text += " This home may be a copy or a restored backup: the next send over the "
                      "network clears the doubt.";
    }
    return check;
}

} // namespace

Check bad(Check check, core::Error why)
{
    check.found = Found::bad;
    check.text = sentence(why);
    check.why = std::move(why);
    return check;
}

const Check* Diagnosis::first_bad() const noexcept
{
    const auto found = std::find_if(
        checks.begin(), checks.end(), [](const Check& check) { return check.found == Found::bad; });
    return found == checks.end() ? nullptr : &*found;
}

Expected<Diagnosis> diagnose(
    Site& site, const core::Clock& clock, const DoctorRequest& request, const EachCheck& each)
{
    Diagnosis diagnosis;
    const EachCheck tell = [&](const Check& check) {
        diagnosis.checks.push_back(check);
        if (each) {
            each(check);
        }
    };
    tell(check_ledger(site, request.stop));
    tell(check_clock(site, clock));
    std::vector<core::Peer> peers = site.config().peers;
    if (request.peer) {
        peers = {*request.peer};
    }
    for (const core::Peer& peer : peers) {
        tell(check_pads(site, peer));
        if (peer.kme) {
            check_kme(peer, request, tell);
        }
        check_peer(site, clock, peer, request.stop, tell);
        if (request.stop.stop_requested()) {
            return Unexpected(Errc::cancelled, "stopped by the operator");
        }
    }
    return diagnosis;
}

std::string_view word_of(Layer layer) noexcept
{
    constexpr std::array<std::string_view, 12> k_words{"ledger",
        "pads",
        "clock",
        "kme_settings",
        "kme_name",
        "kme_connection",
        "kme_tls",
        "kme_certificate",
        "client_certificate",
        "sae",
        "draw",
        "peer"};
    return k_words[static_cast<std::size_t>(layer)];
}

std::string_view word_of(Found found) noexcept
{
    constexpr std::array<std::string_view, 4> k_words{"good", "note", "bad", "skipped"};
    return k_words[static_cast<std::size_t>(found)];
}

} // namespace satpad::service
