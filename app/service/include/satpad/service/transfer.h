// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/transfer.h>
#include <satpad/service/site.h>

/// Moving a site to another computer: docs/ledger.md, "Handing over".
namespace satpad::service {

struct HandedOver
{
    core::HandedOver moved;
    std::string name;
    bool wrapped = false; ///< a passphrase protects the pages in the file
};
/// Errors: as core::hand_home_over; Errc::wrong_state while a relay of key is open at this site.
[[nodiscard]] core::Expected<HandedOver> hand_over(const World& world,
    const fs::path& home,
    const core::Home::AskPassphrase& passphrase,
    const fs::path& file);

struct TakenOver
{
    std::string name;
    fs::path home;
    bool simulated = false;
    std::uint64_t pages = 0;
};
/// `home` empty: below `homes`, by the site's name. Errors: as core::TransferFile.
[[nodiscard]] core::Expected<TakenOver> take_over(const World& world,
    const fs::path& file,
    const fs::path& home,
    const fs::path& homes,
    const core::Home::AskPassphrase& passphrase);

} // namespace satpad::service
