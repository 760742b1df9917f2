// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "courier_work.h"

#include <satpad/keyclient/satellite/relay.h>

#include <optional>
#include <vector>

/// What the relay button does, for a thread beside the GUI: as `satpad keys relay` does it.
namespace satpad::gui {

struct RelayOrder
{
    core::Peer relay;
    std::optional<core::SiteId> peer; ///< nobody: only what waits at the relay
    quint64 bytes = 0;                ///< key in both pads together
    double sendShare = 0.5;
};

/// One relay of a contact, as far as people are told of it.
struct RelayRow
{
    keyclient::satellite::RelayStep step = keyclient::satellite::RelayStep::made;
    QString peer; ///< empty: not told
    quint64 sendPages = 0;
    quint64 receivePages = 0;
    QString knownBy; ///< names
    QString why;     ///< a sentence without its full stop; empty when all is well
};

struct RelayResult
{
    std::vector<RelayRow> rows;
    std::size_t messages = 0;         ///< left or collected on the way
    std::optional<core::Error> error; ///< what ended the contact; the rows are done all the same
};

/// `watch.progress` is told of bytes of messages, with a total of 0: nobody knows it.
[[nodiscard]] RelayResult relayKey(service::Site& site,
    const core::Clock& clock,
    const RelayOrder& order,
    const CourierWatch& watch);

} // namespace satpad::gui
