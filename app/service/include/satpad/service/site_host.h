// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>
#include <satpad/transport/node.h>

#include <chrono>
#include <map>

namespace satpad::service {

/// What a delivery tells whoever watches it. Called from session threads; implementations lock for
/// themselves and return quickly.
class DeliveryWatcher
{
public:
    virtual ~DeliveryWatcher() = default;
    /// The peer has recorded the message; its first chunk leaves now.
    virtual void on_recorded(const core::MessageId& /*id*/) {}
    virtual void on_progress(
        const core::MessageId& /*id*/, std::uint64_t /*content_sent*/, std::uint64_t /*content*/)
    {}
    /// verified, cancelled or failed.
    virtual void on_settled(const core::MessageId& /*id*/, core::MessageState /*end*/) {}
    /// The message stays in the outbox, or failed: what the peer or our check said.
    virtual void on_trouble(const core::MessageId& /*id*/, const core::Error& /*why*/) {}
    virtual void on_received(const core::InboxItem& /*item*/) {}
    /// The peer asks for a picture, or does not answer such a request of this site.
    virtual void on_remark(const core::InboxRemark& /*remark*/) {}
    /// A connection that never became a session: a stranger, another protocol.
    virtual void on_turned_away(const std::string& /*from*/, const core::Error& /*why*/) {}
    virtual void on_refused_record(const core::SiteId& /*from*/, const core::Error& /*why*/) {}
};

/// Serves sessions from a Site: the one place where transport meets core's ledger.
class SiteHost : public transport::SessionHost
{
public:
    SiteHost(Site& site, DeliveryWatcher& watcher);

    std::vector<core::PadId> pads_to_check(const core::SiteId& peer) override;
    core::Expected<core::Tag> confirm_tag(
        const core::PadId& pad, const core::SiteId& peer) override;
    core::Expected<void> confirm(
        const core::PadId& pad, const core::SiteId& peer, const core::Tag& theirs) override;
    core::Expected<std::variant<transport::RecordReply, core::UsedNotice>> record(
        const core::SiteId& from, const core::MessageHeader& header) override;
    core::Expected<void> chunk(const core::SiteId& from,
        const core::MessageId& id,
        std::uint64_t index,
        core::ByteView sealed) override;
    core::Expected<core::Tag> finish(const core::SiteId& from, const core::MessageId& id) override;
    core::Expected<core::Tag> cancel(
        const core::SiteId& from, const core::MessageHeader& header) override;
    void session_began(const core::SiteId& peer) override;
    void session_ended(const core::SiteId& peer) override;
    std::vector<core::MessageId> outgoing(const core::SiteId& peer) override;
    core::Expected<std::unique_ptr<transport::OutgoingMessage>> open_outgoing(
        const core::MessageId& id) override;

private:
    class Outgoing;
    void set_aside(const core::MessageId& id);
    bool settled_elsewhere(const core::MessageId& id);

    Site& m_site;
    DeliveryWatcher& m_watcher;
    std::mutex m_mutex;
    std::map<core::SiteId, std::size_t> m_sessions; ///< under way, by peer
    struct Pause
    {
        std::chrono::steady_clock::time_point until;
        std::chrono::milliseconds length{0};
    };
    std::map<core::MessageId, Pause>
        m_set_aside; ///< refused just now: offered again after a growing pause
};

/// The peers of a site as the TLS layer asks for them: a copy, so sessions never read a changing
/// config.
class SitePeers final : public transport::PeerBook
{
public:
    explicit SitePeers(const core::SiteConfig& config);
    [[nodiscard]] std::optional<transport::PinnedPeer> by_key(
        const core::PublicKey& key) const override;
    [[nodiscard]] std::optional<transport::PinnedPeer> by_id(const core::SiteId& id) const override;

private:
    std::vector<transport::PinnedPeer> m_peers;
};

/// A node of this site, not listening yet. `watcher` hears of callers that were turned away;
/// `contact` answers contacts, which are refused without it.
[[nodiscard]] core::Expected<std::unique_ptr<transport::Node>> make_node(Site& site,
    SiteHost& host,
    const SitePeers& peers,
    DeliveryWatcher& watcher,
    std::function<void(std::unique_ptr<transport::Contact>)> contact = {});

} // namespace satpad::service
