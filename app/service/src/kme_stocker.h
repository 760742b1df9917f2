// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "begun_contact.h"

#include <satpad/keyclient/kme/assign.h>
#include <satpad/service/kme_serve.h>

namespace satpad::service {

/// Gets stock for a KME by contacts with one peer: dials when an SAE waits, stays while there is
/// something to do, and hangs up after a while of quiet. Each site dials for what it sends with, so
/// two KMEs that draw from each other never wait for each other.
class KmeStocker
{
public:
    KmeStocker(Site& site,
        transport::Node& node,
        keyclient::kme::Stock& stock,
        const core::BatchId& instance,
        core::Peer peer,
        KmeScreen& screen);
    /// Until it is told to stop; a contact under way is cut then.
    void run(const std::stop_token& stop);

private:
    [[nodiscard]] core::Expected<void> serve(
        keyclient::kme::Wish& wish, const std::stop_token& stop); ///< `wish`: the last one tried
    void fail_for_now(
        const keyclient::kme::Wish& wish, const core::Error& why, const std::stop_token& stop);

    Site& m_site;
    transport::Node& m_node;
    keyclient::kme::Stock& m_stock;
    core::BatchId m_instance;
    core::Peer m_peer;
    KmeScreen& m_screen;
    std::chrono::milliseconds m_pause;
    std::string m_said; ///< what the screen was told last
};

} // namespace satpad::service
