// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <QString>

#include <functional>

/// What the courier buttons do, for a thread beside the GUI: as `satpad keys courier` and
/// `satpad keys import` do it.
namespace satpad::gui {

struct CourierResult
{
    core::BatchId batch;
    QString peer;
    quint64 sendPages = 0; ///< of the delivery, usable for messages
    quint64 receivePages = 0;
    bool already = false; ///< taken before; nothing changed
    bool isReply = false; ///< it was the peer's proof for a delivery of ours
};

/// Called on the working thread.
struct CourierWatch
{
    std::function<void(quint64 done, quint64 total)> progress; ///< key bytes
    std::function<bool()> stop;                                ///< true: leave nothing behind
};

struct CourierOrder
{
    core::SiteId peer;
    quint64 bytes = 0; ///< key in both pads together
    QString file;      ///< never overwritten
};

[[nodiscard]] core::Expected<CourierResult> makeCourierFile(
    service::Site& site, const CourierOrder& order, const CourierWatch& watch);
/// A delivery, or the reply to one.
[[nodiscard]] core::Expected<CourierResult> takeCourierFile(
    service::Site& site, const QString& file, const CourierWatch& watch);
[[nodiscard]] core::Expected<void> writeCourierReply(
    service::Site& site, const core::BatchId& batch, const QString& file);

} // namespace satpad::gui
