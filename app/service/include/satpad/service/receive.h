// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/answers.h>
#include <satpad/service/site_host.h>
#include <satpad/transport/contact.h>

#include <atomic>
#include <chrono>
#include <stop_token>

namespace satpad::service {

/// What the receiver tells. Called from session threads.
class ReceiveScreen
{
public:
    virtual ~ReceiveScreen() = default;
    virtual void listening(const std::string& /*address*/, std::uint16_t /*port*/) {}
    virtual void reloaded() {}
    virtual void received(const core::InboxItem& /*item*/) {}
    /// A peer asks for a picture, or does not answer such a request of this site.
    virtual void remarked(const core::InboxRemark& /*remark*/) {}
    /// A peer's request has its answer, sealed; it leaves in this contact or the next.
    virtual void answered(const Answer& /*answer*/) {}
    /// Content of a message of the outbox that is on the wire. Often.
    virtual void sending(
        const core::MessageId& /*id*/, std::uint64_t /*done*/, std::uint64_t /*total*/)
    {}
    virtual void delivered(const core::MessageId& /*id*/, core::MessageState /*end*/) {}
    /// A caller that is no peer was refused; nothing was spent.
    virtual void turned_away(const std::string& /*from*/, const core::Error& /*why*/) {}
    virtual void trouble(const core::Error& /*why*/) {}
};

struct ReceiveRequest
{
    std::string listen;                   ///< empty: the site's own address
    std::uint64_t stop_after = 0;         ///< messages but peers' requests; 0 = run for ever
    std::chrono::milliseconds timeout{0}; ///< 0 = none
    /// A satellite's: called on a thread of its own for each contact. Empty: contacts are refused.
    /// site.toml is not read again while one is under way, for ten minutes at most.
    std::function<void(std::unique_ptr<transport::Contact>)> contact;
    /// Asked whenever site.toml was read; empty: always when `contact` is set.
    std::function<bool(const core::SiteConfig&)> takes_contacts = {};
    /// Runs beside the listener, on a thread of its own; told to stop, it returns within seconds. Not
    /// while site.toml is read again.
    std::function<void(const std::stop_token&)> beside;
};

/// Signals a receiver reacts to, set from a signal handler.
struct ReceiveSignals
{
    std::atomic<bool> stop{false};
    std::atomic<bool> reload{false};
};

/// Listens, receives, answers requests, and delivers what waits in the outbox whenever a peer can be
/// reached. One
/// listener per home (lock on receive.lock; Errc::home_busy). Returns success on stop or after
/// `stop_after` messages; transport::Errc::timed_out when `timeout` passed first.
[[nodiscard]] core::Expected<void> receive(
    Site& site, const ReceiveRequest& request, ReceiveSignals& signals, ReceiveScreen& screen);

} // namespace satpad::service
