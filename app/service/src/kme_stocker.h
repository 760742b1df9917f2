// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "begun_contact.h"

#include <satpad/keyclient/kme/assign.h>
#include <satpad/service/kme_serve.h>

#include <atomic>
#include <functional>

namespace satpad::service {

/// Gets stock for a KME by contacts with one peer: dials when an SAE waits, stays while there is
/// something to do, and hangs up after a while of quiet. Each site dials for what it sends with, so
/// two KMEs that draw from each other never wait for each other. Once in the life of a KME it dials
/// before anybody waits: the peer's KME gives keys out that died with this one's last instance, until
/// it has heard of the new one.
class KmeStocker
{
public:
    /// `met`: whether the peer's KME has heard of this instance.
    KmeStocker(Site& site,
        transport::Node& node,
        keyclient::kme::Stock& stock,
        const core::BatchId& instance,
        core::Peer peer,
        std::atomic<bool>& met,
        KmeScreen& screen);
    /// Until it is told to stop; a contact under way is cut then.
    void run(const std::stop_token& stop);

private:
    using Steady = std::chrono::steady_clock;
    using Work = std::function<core::Expected<void>(keyclient::kme::Assigner&)>;
    /// One contact: the KMEs meet, then `work`.
    [[nodiscard]] core::Expected<void> meet(const Work& work, const std::stop_token& stop);
    [[nodiscard]] bool has_to_greet() const;
    void greet(const std::stop_token& stop);
    [[nodiscard]] core::Expected<void> serve(
        keyclient::kme::Wish& wish, const std::stop_token& stop); ///< `wish`: the last one tried
    void fail_for_now(
        const keyclient::kme::Wish& wish, const core::Error& why, const std::stop_token& stop);

    Site& m_site;
    transport::Node& m_node;
    keyclient::kme::Stock& m_stock;
    core::BatchId m_instance;
    core::Peer m_peer;
    std::atomic<bool>& m_met;
    KmeScreen& m_screen;
    Steady::time_point m_greet_at; ///< not before
    std::chrono::milliseconds m_greet_pause;
    std::chrono::milliseconds m_pause;
    std::string m_said; ///< what the screen was told last
};

} // namespace satpad::service
