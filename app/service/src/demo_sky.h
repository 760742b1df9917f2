// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "port_screen.h"

#include <satpad/service/demo.h>
#include <satpad/service/pass_run.h>
#include <satpad/service/relay_run.h>

#include <thread>

namespace satpad::service {

/// SIMULATED. A satellite of its own over the two sites of the demo, serving from launch to the end
/// of this object.
class DemoSky
{
public:
    /// Makes the satellite's home in `folder` and gives each site its launch key.
    [[nodiscard]] static core::Expected<std::unique_ptr<DemoSky>> launch(
        const World& world, const fs::path& folder, std::array<Site*, 2> sites);
    ~DemoSky();
    DemoSky(const DemoSky&) = delete;
    DemoSky& operator=(const DemoSky&) = delete;

    /// The best pass there is, over one site. `speed` as in RunPassRequest.
    [[nodiscard]] core::Expected<DemoPass> fly(
        Site& site, double speed, const std::atomic<bool>& stop, PassScreen& screen);
    /// All key that came down at both, turned into pads they share. Its pages.
    [[nodiscard]] core::Expected<std::uint64_t> relay(
        Site& asker, Site& far_end, const std::atomic<bool>& stop);
    [[nodiscard]] const std::string& name() const { return m_satellite->config().name; }
    /// Between two stations of these names, along the ground of a round Earth.
    [[nodiscard]] double distance_km(const std::string& one, const std::string& other) const;

private:
    explicit DemoSky(const World& world)
        : m_world(world)
    {}
    [[nodiscard]] core::Expected<void> give_launch_key(const SatelliteMade& made, Site& site);
    [[nodiscard]] core::Expected<void> serve();
    [[nodiscard]] core::Expected<core::Peer> as_peer_of(Site& site) const;

    const World& m_world;
    std::unique_ptr<Site> m_satellite;
    sat::Presets m_presets;
    sat::ContactWatcher m_nobody;
    PortScreen m_screen;
    ReceiveSignals m_signals;
    std::thread m_serving;
    std::string m_address;
};

} // namespace satpad::service
