// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/contact.h>
#include <satpad/transport/session.h>

#include <functional>
#include <stop_token>

/// The thin Boost.Asio driver around Session: listens, dials, TLS 1.3 with pinned Ed25519 keys.
namespace satpad::transport {

struct PinnedPeer
{
    core::SiteId id;
    core::PublicKey key;
    std::string name;
};

/// Who may talk to us. Threads: thread-safe; asked at each handshake, so SIGHUP takes effect at
/// once.
class PeerBook
{
public:
    virtual ~PeerBook() = default;
    [[nodiscard]] virtual std::optional<PinnedPeer> by_key(const core::PublicKey& key) const = 0;
    [[nodiscard]] virtual std::optional<PinnedPeer> by_id(const core::SiteId& id) const = 0;
};

struct NodeSettings
{
    core::SiteId self;
    std::string name; ///< certificate subject, a label only
    Deadlines deadlines;
    std::size_t max_sessions = 256;
    std::size_t max_handshakes = 64; ///< strangers under way
    std::size_t max_sessions_per_peer = 64;
    int threads = 4;
    /// Called with each accepted contact, on a thread of its own that lasts as long as the call.
    /// Empty: this site takes no contacts and its listener refuses them in the handshake.
    std::function<void(std::unique_ptr<Contact>)> contact;
    std::size_t max_contacts = 8; ///< accepted ones at once; one with each peer
    /// Told of each incoming connection that became no session and no contact: a stranger, no ALPN,
    /// too many, a peer in its pause; and of a contact whose handler threw, which ends it. From a node
    /// thread or the contact's; may be empty.
    std::function<void(const core::Error& why, const std::string& from)> turned_away;
};

/// How a session ended. `result` is success when both queues were empty and it was closed in order.
struct SessionEnd
{
    std::optional<core::SiteId> peer;
    core::Expected<void> result;
};

class Node
{
public:
    /// `identity_seed`: the site's Ed25519 seed, copied into OpenSSL's key. Host and book outlive
    /// the node.
    [[nodiscard]] static core::Expected<std::unique_ptr<Node>> make(NodeSettings settings,
        core::ByteView identity_seed,
        SessionHost& host,
        const PeerBook& book);
    virtual ~Node() = default; ///< stops and joins

    /// "host:port", port 0 = any; returns the bound port. Errors: the operating system's code.
    [[nodiscard]] virtual core::Expected<std::uint16_t> listen(const std::string& address) = 0;

    enum class Until
    {
        idle, ///< close when neither side has anything queued
        stop, ///< keep open (deadlines.keep applies), wake() tells it of new messages
    };
    /// Connects in the background; `ended` is called once, from a node thread.
    /// Errors in SessionEnd: Errc of transport/error.h: unreachable, timed_out, refused,
    /// wrong_peer, protocol, closed.
    virtual void dial(const core::SiteId& peer,
        const std::string& address,
        Until until,
        std::function<void(SessionEnd)> ended) = 0;

    /// Opens a contact; blocks until the peer has said that it takes it. Not from a callback of the
    /// node. Errors: Errc::unreachable, timed_out, refused (the keys), wrong_peer, protocol (the
    /// peer takes no contacts at all), limit (the peer has one with this site already, or too
    /// many), closed (cut, or the node stops); core::Errc::cancelled when `stop` was asked for, at
    /// once. `stop` has no say in a contact that was made.
    [[nodiscard]] virtual core::Expected<std::unique_ptr<Contact>> dial_contact(
        const core::SiteId& peer, const std::string& address, const std::stop_token& stop) = 0;
    [[nodiscard]] core::Expected<std::unique_ptr<Contact>> dial_contact(
        const core::SiteId& peer, const std::string& address)
    {
        return dial_contact(peer, address, {});
    }

    /// New outgoing messages may wait for `peer`: an open session with it looks. False when there
    /// is none.
    virtual bool wake(const core::SiteId& peer) = 0;
    [[nodiscard]] virtual bool connected(const core::SiteId& peer) const = 0;
    /// Accepts no more, cancels contacts, lets sessions finish the message under way for at most
    /// `grace`, closes. Blocks until every session and every NodeSettings::contact has ended; not from a callback of the node. The node is of no use
    /// after it.
    virtual void stop(std::chrono::milliseconds grace) = 0;
};

} // namespace satpad::transport
