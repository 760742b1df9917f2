// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <QStringList>

#include <functional>
#include <optional>

/// What the pull button does, for a thread beside the GUI: as `satpad keys pull` does it.
namespace satpad::gui {

struct PullOrder
{
    core::Peer peer; ///< with a KME, and an address to dial
    quint64 bytes = 0;
    bool simulated = false; ///< the KME says so, or its settings do
};

/// How far a pull is, in bytes of key.
struct PullNews
{
    quint64 drawn = 0;
    quint64 agreed = 0;                     ///< both sites have it
    quint64 confirmed = 0;                  ///< and it is in pads
    quint64 wanted = 0;                     ///< 0: it has not begun
    bool waits = false;                     ///< the pool of the KME is empty
    std::optional<double> secondsLeft = {}; ///< by the rate so far, while it waits
};

struct PullWatch
{
    std::function<void(const PullNews&)> news;
    std::function<bool()> stop;
};

/// What came of it, whatever ended it.
struct PullEnd
{
    quint64 pages = 0; ///< to send with, confirmed by both sites
    quint64 drawnKeys = 0;
    quint64 lostKeys = 0;
    quint64 wastedKeys = 0;
    quint64 refusedKeys = 0;
    bool simulated = false;
    bool stopped = false;
    QStringList remarks; ///< sentences about what was odd
    std::optional<core::Error> error = {};
};

[[nodiscard]] PullEnd pullKey(
    service::Site& site, const core::Clock& clock, const PullOrder& order, const PullWatch& watch);

/// What a KME says it has. Its word, no promise.
struct KmeStock
{
    quint64 bytes = 0; ///< 0: none, or it does not say
    bool simulated = false;
};
[[nodiscard]] core::Expected<KmeStock> askStock(
    const core::KmeAccess& access, const std::function<bool()>& stop);

} // namespace satpad::gui
