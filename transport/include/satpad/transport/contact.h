// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <chrono>
#include <memory>

/// A plain channel of whole messages with a pinned peer, beside the sessions: for what two sites
/// have to agree on, of which transport knows nothing. Source: docs/protocol.md, "Contacts".
namespace satpad::transport {

inline constexpr std::size_t k_max_contact_message = 4U << 20;

/// Whole messages both ways over one pinned TLS connection, in order. Blocking. Each end takes in
/// one message of any size while nobody receives, so two ends that both send first do not block
/// each other; with two such messages each they would.
/// Threads: one sends and receives (a second one may do one of the two); `cancel` from any.
/// Ownership: ends before its Node does; after Node::stop every call gives Errc::closed.
class Contact
{
public:
    /// Closes: what was sent still arrives, what was not received is dropped. Does not block.
    virtual ~Contact() = default;
    [[nodiscard]] virtual const core::SiteId& peer() const noexcept = 0;
    /// Returns when the system has taken the whole message; it holds no copy afterwards.
    /// Errors: Errc::closed; Errc::timed_out (the peer took nothing for Deadlines::idle, or not the
    /// whole message in four times that) and the contact is over; core::Errc::invalid_argument
    /// (empty, or over k_max_contact_message), and nothing was sent.
    [[nodiscard]] virtual core::Expected<void> send(core::ByteView message) = 0;
    /// The next message. Messages that arrived before the end are given before the end is told.
    /// Errors: Errc::closed (the peer ended, or `cancel`); Errc::timed_out: nothing whole came within
    /// `limit`, nothing is lost and the contact goes on, unless a message stood still for too long
    /// (as in `send`); Errc::protocol (a length of 0 or over the bound).
    [[nodiscard]] virtual core::Expected<core::Bytes> receive(std::chrono::milliseconds limit) = 0;
    /// Ends the contact at once: a call under way and all later ones give Errc::closed.
    virtual void cancel() = 0;
};

} // namespace satpad::transport
