// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/site_host.h>

#include <algorithm>

namespace satpad::service {

using core::Errc;
using core::Error;
using core::Expected;
using core::fail;
using core::MessageId;
using core::MessageState;
using core::SiteId;
using core::Unexpected;

/// An outbox entry as a session sees it.
class SiteHost::Outgoing final : public transport::OutgoingMessage
{
public:
    Outgoing(SiteHost& host, core::OutboxEntry entry)
        : m_host(host)
        , m_entry(std::move(entry))
    {}

    [[nodiscard]] const core::MessageHeader& header() const noexcept override
    {
        return m_entry.header();
    }
    [[nodiscard]] core::ByteView encoded_header() const noexcept override
    {
        return m_entry.row().header;
    }
    [[nodiscard]] bool cancelling() const noexcept override { return !m_entry.has_bytes(); }
    [[nodiscard]] Expected<core::Bytes> read_chunk(std::uint64_t index) override
    {
        auto chunk = m_entry.read_chunk(index);
        if (!chunk) {
            trouble(chunk.error()); // the session ends with it; the operator must hear why
        }
        return chunk;
    }

    [[nodiscard]] Expected<void> recorded(const core::Tag& theirs) override
    {
        auto held = m_host.m_site.outbox().recorded(m_entry, theirs);
        if (held) {
            m_host.m_watcher.on_recorded(header().id);
        } else {
            trouble(held.error());
        }
        return held;
    }

    [[nodiscard]] Expected<void> used(const core::UsedNotice& notice) override
    {
        auto done = m_host.m_site.outbox().used(m_entry, notice);
        if (done) {
            const core::PageRange& at = notice.overlap;
            // The figure is the peer's word: what it advises must be possible.
            const auto pad = m_host.m_site.ledger().pad(at.pad);
            const std::uint64_t to =
                pad ? std::min(notice.advance_to, pad->pages - 1) : notice.advance_to;
            trouble({core::make_error_code(Errc::key_already_used),
                "the peer has already seen pages " + core::describe(at) +
                    "; nothing has left this site and pad " + at.pad.hex() +
                    " is suspended; find out why, then: satpad keys advance --pad " + at.pad.hex() +
                    " --to " + std::to_string(to)});
            m_host.m_watcher.on_settled(header().id, MessageState::failed);
        }
        return done;
    }

    void refused(const Error& why) override
    {
        const bool never = why.is(Errc::unknown_pad) || why.is(Errc::key_already_used);
        if (!cancelling() || !never) {
            trouble(why);
            return;
        }
        if (auto settled = m_host.m_site.outbox().cancel_refused(m_entry); !settled) {
            trouble(settled.error());
            return;
        }
        m_host.m_watcher.on_settled(header().id, MessageState::cancelled);
    }

    [[nodiscard]] Expected<void> answered(const core::Tag& answer) override
    {
        auto end = m_host.m_site.outbox().answered(m_entry, answer);
        if (!end) {
            trouble(end.error());
            return fail(std::move(end));
        }
        m_host.m_watcher.on_settled(header().id, *end);
        return {};
    }

    void progress(std::uint64_t chunks_sent) override
    {
        const std::uint64_t content = header().content_bytes;
        m_host.m_watcher.on_progress(
            header().id, std::min(content, chunks_sent * core::k_chunk_bytes), content);
    }

private:
    void trouble(const Error& why)
    {
        m_host.set_aside(header().id);
        m_host.m_watcher.on_trouble(header().id, why);
    }

    SiteHost& m_host;
    core::OutboxEntry m_entry;
};

SiteHost::SiteHost(Site& site, DeliveryWatcher& watcher)
    : m_site(site)
    , m_watcher(watcher)
{}

std::vector<core::PadId> SiteHost::pads_to_check(const SiteId& peer)
{
    return m_site.ledger().unchecked_pads(peer).value_or({});
}

Expected<core::Tag> SiteHost::confirm_tag(const core::PadId& pad, const SiteId& peer)
{
    return m_site.ledger().confirm_tag(pad, peer);
}

Expected<void> SiteHost::confirm(
    const core::PadId& pad, const SiteId& peer, const core::Tag& theirs)
{
    return m_site.ledger().confirm(pad, peer, theirs);
}

Expected<std::variant<transport::RecordReply, core::UsedNotice>> SiteHost::record(
    const SiteId& from, const core::MessageHeader& header)
{
    auto answer = m_site.inbox().record(from, header);
    if (!answer) {
        m_watcher.on_refused_record(from, answer.error());
        return fail(std::move(answer));
    }
    if (const auto* used = std::get_if<core::UsedNotice>(&*answer)) {
        m_watcher.on_refused_record(from,
            {core::make_error_code(Errc::key_already_used),
                m_site.name_of(from) + " offers pages " + core::describe(used->overlap) +
                    " again; nothing was taken"});
        return std::variant<transport::RecordReply, core::UsedNotice>(*used);
    }
    const auto& recorded = std::get<core::RecordAnswer>(*answer);
    return std::variant<transport::RecordReply, core::UsedNotice>(
        transport::RecordReply{recorded.record_tag, recorded.next_chunk, recorded.answer});
}

Expected<void> SiteHost::chunk(
    const SiteId& from, const MessageId& id, std::uint64_t index, core::ByteView sealed)
{
    auto taken = m_site.inbox().chunk(from, id, index, sealed);
    if (!taken) {
        m_watcher.on_refused_record(from, taken.error());
    }
    return taken;
}

Expected<core::Tag> SiteHost::finish(const SiteId& from, const MessageId& id)
{
    auto answer = m_site.inbox().finish(from, id);
    if (!answer) {
        m_watcher.on_refused_record(from, answer.error());
        return answer;
    }
    if (auto item = m_site.inbox().item(id)) {
        m_watcher.on_received(*item);
    } else if (auto remark = m_site.inbox().remark(id)) {
        m_watcher.on_remark(*remark);
    }
    return answer;
}

Expected<core::Tag> SiteHost::cancel(const SiteId& from, const core::MessageHeader& header)
{
    return m_site.inbox().cancel(from, header);
}

void SiteHost::session_began(const SiteId& peer)
{
    const std::scoped_lock guard(m_mutex);
    ++m_sessions[peer];
}

/// Another session with the peer may be in the middle of a message: only the last one out forgets.
void SiteHost::session_ended(const SiteId& peer)
{
    const std::scoped_lock guard(m_mutex);
    if (--m_sessions[peer] == 0) {
        m_sessions.erase(peer);
        m_site.inbox().forget(peer);
    }
}

std::vector<MessageId> SiteHost::outgoing(const SiteId& peer)
{
    auto rows = m_site.ledger().messages({.direction = core::MessageDirection::outgoing,
        .peer = peer,
        .open_only = true,
        .limit = 1000});
    std::vector<MessageId> ids;
    if (!rows) {
        return ids;
    }
    const std::scoped_lock guard(m_mutex);
    for (const core::MessageRow& row : *rows) {
        const auto aside = m_set_aside.find(row.id);
        const bool rests =
            aside != m_set_aside.end() && std::chrono::steady_clock::now() < aside->second.until;
        if (row.state != MessageState::reserved && !rests) {
            ids.push_back(row.id);
        }
    }
    return ids;
}

Expected<std::unique_ptr<transport::OutgoingMessage>> SiteHost::open_outgoing(const MessageId& id)
{
    auto entry = m_site.outbox().open(id);
    if (!entry) {
        if (!entry.error().is(Errc::home_busy) && !settled_elsewhere(id)) {
            set_aside(id);
            m_watcher.on_trouble(id, entry.error());
        }
        return fail(std::move(entry));
    }
    return std::unique_ptr<transport::OutgoingMessage>(
        std::make_unique<Outgoing>(*this, std::move(*entry)));
}

/// Another process of this home delivered it between our list and our try: no trouble, but news.
bool SiteHost::settled_elsewhere(const MessageId& id)
{
    const auto row = m_site.ledger().message(id);
    const bool settled =
        row && (row->state == MessageState::verified || row->state == MessageState::cancelled ||
                   row->state == MessageState::failed);
    if (settled) {
        m_watcher.on_settled(id, row->state);
    }
    return settled;
}

void SiteHost::set_aside(const MessageId& id)
{
    constexpr auto k_first = std::chrono::milliseconds(2000);
    constexpr auto k_longest = std::chrono::milliseconds(60'000);
    const std::scoped_lock guard(m_mutex);
    Pause& pause = m_set_aside[id];
    pause.length = pause.length.count() == 0 ? k_first : std::min(pause.length * 2, k_longest);
    pause.until = std::chrono::steady_clock::now() + pause.length;
}

SitePeers::SitePeers(const core::SiteConfig& config)
{
    for (const core::Peer& peer : config.peers) {
        m_peers.push_back({peer.id, peer.key, peer.name});
    }
}

std::optional<transport::PinnedPeer> SitePeers::by_key(const core::PublicKey& key) const
{
    const auto found = std::ranges::find(m_peers, key, &transport::PinnedPeer::key);
    return found == m_peers.end() ? std::nullopt : std::optional(*found);
}

std::optional<transport::PinnedPeer> SitePeers::by_id(const SiteId& id) const
{
    const auto found = std::ranges::find(m_peers, id, &transport::PinnedPeer::id);
    return found == m_peers.end() ? std::nullopt : std::optional(*found);
}

Expected<std::unique_ptr<transport::Node>> make_node(Site& site,
    SiteHost& host,
    const SitePeers& peers,
    DeliveryWatcher& watcher,
    std::function<void(std::unique_ptr<transport::Contact>)> contact)
{
    transport::NodeSettings settings;
    settings.contact = std::move(contact);
    settings.self = site.config().id;
    settings.name = site.config().name;
    settings.turned_away = [&watcher](const Error& why, const std::string& from) {
        watcher.on_turned_away(from, why);
    };
    return transport::Node::make(settings, site.home().identity_seed(), host, peers);
}

} // namespace satpad::service
