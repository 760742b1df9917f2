// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/send.h>
#include <satpad/service/what_waits.h>

/// Messages left with one site for another one.
namespace satpad::service {

struct ViaRequest
{
    std::vector<fs::path> files;
    core::Peer peer;
    core::Peer relay;
    core::SendMode mode = core::SendMode::exact;
    std::uint64_t budget_bytes = 0;
    std::vector<core::image::MetadataClass> keep_metadata = {};
    bool strip = false;
};

struct ViaReport
{
    std::vector<SentFile> files; ///< sealed for any carrier; they wait in the outbox
    ContactNews news;            ///< of the contact, when it came to one
    /// Success when the relay has them all. Else what kept it: before sealing, nothing was spent;
    /// after it, what was sealed goes with the next contact and is never sealed again.
    core::Expected<void> result;
};

/// Plans and seals every file as `seal` does (only from confirmed pads, never from a suspect home),
/// writes down that it is to be left with the relay, and begins a contact with it. Errors: those of
/// sealing; transport's; transport::Errc::limit when the relay takes no more.
[[nodiscard]] ViaReport send_via(Site& site,
    const core::Clock& clock,
    const ViaRequest& request,
    const std::atomic<bool>& stop,
    SendScreen& screen);

} // namespace satpad::service
