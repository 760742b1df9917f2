// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/transfer.h>

namespace satpad::service {

using core::Expected;
using core::fail;

Expected<HandedOver> hand_over(const World& world,
    const fs::path& home,
    const core::Home::AskPassphrase& passphrase,
    const fs::path& file)
{
    auto opened = core::Home::open(world.files, world.random, home, passphrase);
    if (!opened) {
        return fail(std::move(opened));
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
