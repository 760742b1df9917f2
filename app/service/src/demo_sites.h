// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "port_screen.h"

#include <satpad/service/demo.h>
#include <satpad/service/send.h>
#include <satpad/transport/link_proxy.h>

#include <mutex>
#include <thread>

namespace satpad::service {

/// Beijing and Stellenbosch in two homes of one folder, the simulated link between them.
class DemoSites
{
public:
    [[nodiscard]] static core::Expected<std::unique_ptr<DemoSites>> make(core::FileStore& files,
        core::RandomSource& random,
        const core::Clock& clock,
        const fs::path& folder);
    ~DemoSites();
    DemoSites(const DemoSites&) = delete;
    DemoSites& operator=(const DemoSites&) = delete;

    /// The receiver listens; the sender's address of it leads through the link.
    [[nodiscard]] core::Expected<void> start_link(const transport::LinkSettings& settings);
    transport::LinkStatistics stop_link();
    // Threads: any.
    [[nodiscard]] transport::LinkStatistics link_statistics();
    /// Nothing while there is none.
    void with_link(const std::function<void(transport::LinkProxy&)>& use);

    /// Until the sealed `photo` is verified; finds what arrived.
    [[nodiscard]] core::Expected<DemoPhoto> deliver_photo(const SentFile& photo,
        std::chrono::milliseconds wait,
        const std::atomic<bool>& stop,
        SendScreen& screen);

    [[nodiscard]] Site& sender() { return *m_sender; }
    [[nodiscard]] Site& receiver() { return *m_receiver; }
    [[nodiscard]] const core::Peer& receiver_as_peer() const { return m_peer; }
    [[nodiscard]] const World& world() const { return m_world; }
    [[nodiscard]] core::FileStore& files() { return m_world.files; }
    [[nodiscard]] const fs::path& folder() const { return m_folder; }

private:
    DemoSites(const World& world, fs::path folder);
    [[nodiscard]] core::Expected<std::unique_ptr<Site>> make_site(const std::string& name);
    void stop_receiver();

    World m_world;
    fs::path m_folder;
    std::unique_ptr<Site> m_sender;
    std::unique_ptr<Site> m_receiver;
    core::Peer m_peer;
    std::unique_ptr<PortScreen> m_screen; ///< of the try that stands
    ReceiveSignals m_signals;
    std::thread m_receiving;
    std::mutex m_link_mutex; ///< of the pointer
    std::unique_ptr<transport::LinkProxy> m_link;
};

} // namespace satpad::service
