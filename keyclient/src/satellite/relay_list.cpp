// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_desk.h"

#include <satpad/keyclient/satellite/relay.h>

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

OpenRelay::Stage stage_of(const RelayNote& note)
{
    if (!note.given_up.empty()) {
        return OpenRelay::Stage::given_up;
    }
    if (!note.far_proofs.empty()) {
        return OpenRelay::Stage::news;
    }
    return note.asker_proofs.empty() ? OpenRelay::Stage::asker : OpenRelay::Stage::far_end;
}

void describe(OpenRelay& row, const RelayPads& pads)
{
    row.asker = pads.asker;
    row.far_end = pads.far_end;
    row.pages = pads.out_pages + pads.back_pages;
}

/// Nothing: a crash came before its pages were taken, and they were burnt.
Expected<std::optional<OpenRelay>> at_relay(
    const RelayFolder& folder, const core::PadLedger& ledger, const core::BatchId& relay)
{
    OpenRelay row;
    row.relay = relay;
    auto note = read_note(folder, relay);
    if (!note) {
        return std::optional(row);
    }
    auto counts = was_taken(ledger, note->first_leg.use);
    if (!counts) {
        return fail(std::move(counts));
    }
    if (!counts->value_or(false)) {
        return std::optional<OpenRelay>{};
    }
    describe(row, note->pads);
    row.stage = stage_of(*note);
    row.made = note->made;
    row.why = note->given_up;
    return std::optional(row);
}

Expected<std::optional<OpenRelay>> at_far_end(
    const RelayFolder& folder, const core::PadLedger& ledger, const core::BatchId& relay)
{
    OpenRelay row;
    row.relay = relay;
    auto share = read_share(folder, relay);
    if (!share) {
        return std::optional(row);
    }
    auto counts = was_taken(ledger, share->told.pages.use);
    if (!counts) {
        return fail(std::move(counts));
    }
    if (!counts->value_or(false)) {
        return std::optional<OpenRelay>{};
    }
    describe(row, share->told.pads);
    row.stage = OpenRelay::Stage::half;
    return std::optional(row);
}

OpenRelay at_asker(const RelayFolder& folder, const core::BatchId& relay, const core::SiteId& self)
{
    OpenRelay row;
    row.relay = relay;
    auto order = read_order(folder, relay);
    if (order) {
        row.stage = OpenRelay::Stage::ordered;
        row.asker = self;
        row.far_end = order->peer;
        row.pages = order->out_pages + order->back_pages;
        row.made = order->made;
    }
    return row;
}

} // namespace

Expected<std::vector<OpenRelay>> open_relays(const core::Home& home, const core::PadLedger& ledger)
{
    const RelayFolder folder(home);
    std::vector<OpenRelay> rows;
    for (const RelayFile file : {RelayFile::note, RelayFile::share}) {
        auto relays = folder.list(file);
        if (!relays) {
            return fail(std::move(relays));
        }
        for (const core::BatchId& relay : *relays) {
            auto row = file == RelayFile::note ? at_relay(folder, ledger, relay)
                                               : at_far_end(folder, ledger, relay);
            if (!row) {
                return fail(std::move(row));
            }
            if (*row) {
                rows.push_back(std::move(**row));
            }
        }
    }
    auto orders = folder.list(RelayFile::order);
    if (!orders) {
        return fail(std::move(orders));
    }
    for (const core::BatchId& relay : *orders) {
        rows.push_back(at_asker(folder, relay, home.config().id));
    }
    return rows;
}

Expected<void> close_relay(
    const core::Home& home, const core::PadLedger& ledger, const core::BatchId& relay)
{
    const RelayFolder folder(home);
    const bool note_there = folder.has(relay, RelayFile::note);
    const bool share_there = folder.has(relay, RelayFile::share);
    const bool order_there = folder.has(relay, RelayFile::order);
    if (!note_there && !share_there && !order_there) {
        return Unexpected(Errc::invalid_argument, "no relay " + relay.hex() + " is open here");
    }
    auto turn = folder.turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    for (const RelayFile file : {RelayFile::share, RelayFile::order}) {
        if (auto removed = folder.remove(relay, file); !removed) {
            return removed;
        }
    }
    if (!note_there) {
        return {};
    }
    auto note = read_note(folder, relay);
    if (!note || !note->given_up.empty() || !note->far_proofs.empty()) {
        return forget_relay(folder, relay); // nobody has to hear more than that, or can
    }
    note->given_up = "closed by the relay's operator";
    if (auto written = write_note(folder, *note); !written) {
        return written;
    }
    auto settled = settle_relay(folder, ledger, *note);
    return settled ? Expected<void>() : Expected<void>(fail(std::move(settled)));
}

} // namespace satpad::keyclient::satellite
