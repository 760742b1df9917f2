// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/contact.h>
#include <satpad/service/pass_planning.h>
#include <satpad/service/receive.h>

/// A simulated satellite: a site like any other, with its own home, ledger and promises, that
/// answers contacts of the stations it shares launch key with. SIMULATED: its light.
namespace satpad::service {

struct SatelliteInit
{
    fs::path home;
    std::string name;
    std::string listen;                      ///< empty: the default
    std::string flies = "jinan-class";       ///< a satellite preset
    std::vector<fs::path> presets;           ///< copied into the home
    std::vector<fs::path> stations;          ///< their cards
    std::uint64_t launch_key_bytes = 65'536; ///< for each station, both directions together
    fs::path out;                            ///< folder of the launch keys and the satellite's card
};

struct LaunchKey
{
    std::string station;
    fs::path file; ///< holds key in clear: carried to the station and destroyed there
    std::uint64_t bytes = 0;
};

struct SatelliteMade
{
    fs::path card;
    std::vector<LaunchKey> launch_keys;
};

/// Makes the home, pins the stations and writes one courier file for each. Cards and presets are
/// read before anything is made. Errors: Errc::unreadable_file, malformed (a card),
/// invalid_argument (an unknown preset, two stations of one name), already_exists, storage.
[[nodiscard]] core::Expected<SatelliteMade> init_satellite(
    const World& world, const SatelliteInit& request);

/// What the satellite of this home is. Errors: Errc::wrong_state when `home` is no satellite's.
[[nodiscard]] core::Expected<sat::SatelliteSetup> satellite_of(
    core::FileStore& files, const fs::path& home);

/// Receives like any site, and answers contacts. `watcher` is called from their threads, several at
/// once. `screen` too.
[[nodiscard]] core::Expected<void> serve_satellite(Site& site,
    const core::Clock& clock,
    const ReceiveRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen,
    sat::ContactWatcher& watcher);

} // namespace satpad::service
