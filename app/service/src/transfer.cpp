// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/etsi014/pull.h>
#include <satpad/keyclient/satellite/left.h>
#include <satpad/keyclient/satellite/relay.h>
#include <satpad/service/transfer.h>

#include <algorithm>

namespace satpad::service {

using core::Expected;
using core::fail;

namespace {

/// What waits in `relay/` does not move along: its key would be lost without a word. A ledger that
/// does not open any more belongs to a home whose hand-over has begun.
Expected<void> require_no_relays(const World& world, core::Home& home)
{
    auto ledger = core::PadLedger::open(home, world.clock, world.state_folder);
    if (!ledger) {
        return {};
    }
    auto relays = keyclient::satellite::open_relays(home, *ledger);
    if (!relays) {
        return fail(std::move(relays));
    }
    return relays->empty()
               ? Expected<void>()
               : core::Unexpected(core::Errc::wrong_state,
                     std::to_string(relays->size()) +
                         " relays of key are not over at this site; finish or close them first: "
                         "satpad keys relay --list");
}

/// Nor does what is kept for others: their senders think that it is safe here.
Expected<void> require_nothing_kept(core::Home& home)
{
    auto kept = keyclient::satellite::kept_for_others(home);
    if (!kept) {
        return fail(std::move(kept));
    }
    return kept->empty() ? Expected<void>()
                         : core::Unexpected(core::Errc::wrong_state,
                               std::to_string(kept->size()) +
                                   " messages of other sites are kept here; let them be collected "
                                   "or drop them first: satpad relay list");
}

/// Pulls that peers draw are not for this site to finish: they end here. Its own keep the home here.
Expected<void> end_pulls_of_others(const World& world, core::Home& home)
{
    auto ledger = core::PadLedger::open(home, world.clock, world.state_folder);
    if (!ledger) {
        return {};
    }
    auto open = core::PullBook(*ledger).pulls(true);
    if (!open) {
        return fail(std::move(open));
    }
    const bool own = std::any_of(open->begin(), open->end(), [](const core::PullRow& pull) {
        return pull.what.side == core::PullSide::drawer;
    });
    return own ? Expected<void>()
               : keyclient::etsi014::end_fetched_pulls(home, *ledger, std::nullopt);
}

} // namespace

Expected<HandedOver> hand_over(const World& world,
    const fs::path& home,
    const core::Home::AskPassphrase& passphrase,
    const fs::path& file)
{
    auto opened = core::Home::open(world.files, world.random, home, passphrase);
    if (!opened) {
        return fail(std::move(opened));
    }
    if (auto over = require_no_relays(world, *opened); !over) {
        return fail(std::move(over));
    }
    if (auto nothing = require_nothing_kept(*opened); !nothing) {
        return fail(std::move(nothing));
    }
    if (auto ended = end_pulls_of_others(world, *opened); !ended) {
        return fail(std::move(ended));
    }
    auto moved = core::hand_home_over(*opened, world.clock, world.state_folder, file);
    if (!moved) {
        return fail(std::move(moved));
    }
    return HandedOver{*moved, opened->config().name, opened->has_passphrase()};
}

Expected<TakenOver> take_over(const World& world,
    const fs::path& file,
    const fs::path& home,
    const fs::path& homes,
    const core::Home::AskPassphrase& passphrase)
{
    auto opened = core::TransferFile::open(world.files, file);
    if (!opened) {
        return fail(std::move(opened));
    }
    const core::SiteConfig& config = opened->config();
    TakenOver taken{config.name,
        home.empty() ? homes / config.name : home,
        config.kind == core::HomeKind::simulated,
        0};
    auto pages =
        opened->take_over(world.random, world.clock, world.state_folder, taken.home, passphrase);
    if (!pages) {
        return fail(std::move(pages));
    }
    taken.pages = *pages;
    return taken;
}

} // namespace satpad::service
