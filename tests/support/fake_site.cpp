// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_site.h"

#include <algorithm>
#include <chrono>

namespace satpad::test {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

std::uint64_t mixed(std::uint64_t state)
{
    state += 0x9e3779b97f4a7c15U; // splitmix64
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9U;
    state = (state ^ (state >> 27)) * 0x94d049bb133111ebU;
    return state ^ (state >> 31);
}

} // namespace

/// One delivery: lives as long as the session works on the message.
class FakeOutgoing final : public transport::OutgoingMessage
{
public:
    FakeOutgoing(FakeSite& site, const core::MessageId& id, const FakeSite::Sent& sent)
        : m_site(site)
        , m_id(id)
        , m_header(sent.header)
        , m_encoded(sent.encoded)
    {}
    ~FakeOutgoing() override
    {
        const std::lock_guard lock(m_site.m_mutex);
        mine().locked = false;
    }
    const core::MessageHeader& header() const noexcept override { return m_header; }
    ByteView encoded_header() const noexcept override { return m_encoded; }
    bool cancelling() const noexcept override
    {
        const std::lock_guard lock(m_site.m_mutex);
        return m_site.m_sent.at(m_id).cancelling;
    }
    Expected<Bytes> read_chunk(std::uint64_t index) override
    {
        const std::lock_guard lock(m_site.m_mutex);
        if (!m_recorded) {
            m_site.m_violations.push_back("chunk read before the record held");
        }
        if (m_next && index != *m_next) {
            m_site.m_violations.push_back("chunk read out of order");
        }
        m_next = index + 1;
        if (mine().cancelling) {
            return Unexpected(Errc::cancelled, "bytes are gone");
        }
        if (m_site.faults.read_fails) {
            return Unexpected(Errc::io_failed, "planted");
        }
        ++mine().chunks_read;
        Bytes sealed = m_site.sealed_chunk(m_header, index);
        if (m_site.faults.spoil_chunk == index) {
            sealed[sealed.size() / 2] ^= std::byte{1};
        }
        return sealed;
    }
    Expected<void> recorded(const core::Tag& theirs) override
    {
        if (!core::same_tag(theirs, m_site.digest('r', m_encoded))) {
            return Unexpected(Errc::authentication_failed, "record tag");
        }
        m_recorded = true;
        return {};
    }
    Expected<void> used(const core::UsedNotice& /*notice*/) override
    {
        settle(FakeSite::State::used);
        return {};
    }
    void refused(const core::Error& why) override
    {
        {
            const std::lock_guard lock(m_site.m_mutex);
            mine().refusal = why;
        }
        settle(FakeSite::State::refused);
    }
    Expected<void> answered(const core::Tag& answer) override
    {
        if (core::same_tag(answer, m_site.digest('a', m_id.view()))) {
            settle(FakeSite::State::verified);
        } else if (core::same_tag(answer, m_site.digest('x', m_id.view()))) {
            settle(FakeSite::State::cancelled);
        } else {
            return Unexpected(Errc::authentication_failed, "answer");
        }
        return {};
    }
    void progress(std::uint64_t chunks_sent) override
    {
        const std::lock_guard lock(m_site.m_mutex);
        mine().progress = chunks_sent;
    }

private:
    FakeSite::Sent& mine() { return m_site.m_sent.at(m_id); }
    void settle(FakeSite::State state)
    {
        {
            const std::lock_guard lock(m_site.m_mutex);
            mine().state = state;
        }
        m_site.changed();
        if (m_site.on_settled) {
            m_site.on_settled(m_id);
        }
    }

    FakeSite& m_site;
    core::MessageId m_id;
    core::MessageHeader m_header;
    Bytes m_encoded;
    bool m_recorded = false;
    std::optional<std::uint64_t> m_next;
};

core::SiteId site_id(std::uint8_t number)
{
    core::SiteId id;
    id.bytes.fill(std::byte{number});
    return id;
}

core::PadId pad_id(std::uint8_t number)
{
    core::PadId id;
    id.bytes.fill(std::byte{number});
    return id;
}

core::MessageId FakeSite::queue(const core::SiteId& to, std::uint64_t content_bytes)
{
    const std::lock_guard lock(m_mutex);
    Sent sent;
    sent.to = to;
    std::copy_n(m_self.bytes.begin(), 8, sent.header.id.bytes.begin());
    const std::uint64_t number = ++m_next_id;
    for (std::size_t i = 0; i < 8; ++i) {
        sent.header.id.bytes[8 + i] = static_cast<std::byte>(number >> (8 * i));
    }
    sent.header.sender = m_self;
    sent.header.receiver = to;
    sent.header.content_bytes = content_bytes;
    const core::PadId pad = sending_pad(to);
    const std::uint64_t pages = core::MessageGeometry(content_bytes).pages();
    sent.header.ranges.push_back({pad, m_marks[to], pages});
    sent.header.floors.push_back({pad, 0});
    m_marks[to] += pages;
    sent.encoded = core::encode_header(sent.header);
    m_order.push_back(sent.header.id);
    m_sent.emplace(sent.header.id, sent);
    return sent.header.id;
}

core::PadId FakeSite::sending_pad(const core::SiteId& to) const
{
    core::PadId pad;
    std::copy_n(m_self.bytes.begin(), 8, pad.bytes.begin());
    std::copy_n(to.bytes.begin(), 8, pad.bytes.begin() + 8);
    return pad;
}

void FakeSite::offer_again(const core::MessageId& id)
{
    const std::lock_guard lock(m_mutex);
    m_sent.at(id).state = State::waiting;
}

void FakeSite::cancel_outgoing(const core::MessageId& id)
{
    const std::lock_guard lock(m_mutex);
    m_sent.at(id).cancelling = true;
}

void FakeSite::add_pad_to_check(const core::PadId& pad)
{
    const std::lock_guard lock(m_mutex);
    m_to_check.push_back(pad);
}

void FakeSite::forget_pad(const core::PadId& pad)
{
    const std::lock_guard lock(m_mutex);
    m_not_held.insert(pad);
}

void FakeSite::record_elsewhere(const core::MessageHeader& header)
{
    const std::lock_guard lock(m_mutex);
    m_elsewhere.insert(m_elsewhere.end(), header.ranges.begin(), header.ranges.end());
}

FakeSite::Sent FakeSite::sent(const core::MessageId& id) const
{
    const std::lock_guard lock(m_mutex);
    return m_sent.at(id);
}

std::optional<FakeSite::Received> FakeSite::received(const core::MessageId& id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_received.find(id);
    return found == m_received.end() ? std::nullopt : std::optional(found->second);
}

std::size_t FakeSite::accepted() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(std::count_if(m_received.begin(),
        m_received.end(),
        [](const auto& entry) { return entry.second.state == State::accepted; }));
}

bool FakeSite::all_settled() const
{
    const std::lock_guard lock(m_mutex);
    return std::none_of(m_sent.begin(), m_sent.end(), [](const auto& entry) {
        return entry.second.state == State::waiting;
    });
}

std::vector<core::PadId> FakeSite::confirmed() const
{
    const std::lock_guard lock(m_mutex);
    return m_confirmed;
}

std::vector<std::string> FakeSite::violations() const
{
    const std::lock_guard lock(m_mutex);
    return m_violations;
}

int FakeSite::sessions_ended() const
{
    const std::lock_guard lock(m_mutex);
    return m_sessions_ended;
}

Bytes FakeSite::sealed_chunk(const core::MessageHeader& header, std::uint64_t index) const
{
    const core::MessageGeometry geometry(header.content_bytes);
    Bytes sealed(geometry.chunk_bytes(index));
    std::uint64_t state = mixed(m_secret ^ mixed(index));
    for (const std::byte octet : header.id.bytes) {
        state = mixed(state ^ std::to_integer<std::uint64_t>(octet));
    }
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        if (i % 8 == 0) {
            state = mixed(state);
        }
        sealed[i] = static_cast<std::byte>(state >> (8 * (i % 8)));
    }
    const core::Tag tag = digest('c', sealed, index);
    sealed.insert(sealed.end(), tag.bytes.begin(), tag.bytes.end());
    return sealed;
}

bool FakeSite::wait_for(const std::function<bool()>& holds)
{
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    std::unique_lock lock(m_mutex);
    while (true) {
        lock.unlock();
        const bool held = holds();
        lock.lock();
        if (held) {
            return true;
        }
        if (std::chrono::steady_clock::now() > limit) {
            return false;
        }
        m_changed.wait_for(lock, std::chrono::milliseconds(20));
    }
}

void FakeSite::changed()
{
    m_changed.notify_all();
}

core::Tag FakeSite::digest(char purpose, ByteView bytes, std::uint64_t number) const
{
    std::uint64_t a = mixed(m_secret ^ static_cast<std::uint64_t>(purpose));
    std::uint64_t b = mixed(a ^ number);
    for (const std::byte octet : bytes) {
        a = (a ^ std::to_integer<std::uint64_t>(octet)) * 0x100000001b3U; // FNV-1a
        b = (b + a) * 0x9e3779b97f4a7c15U;
    }
    a = mixed(a);
    b = mixed(b);
    core::Tag tag;
    for (std::size_t i = 0; i < 8; ++i) {
        tag.bytes[i] = static_cast<std::byte>(a >> (8 * i));
        tag.bytes[8 + i] = static_cast<std::byte>(b >> (8 * i));
    }
    return tag;
}

std::vector<core::PadId> FakeSite::pads_to_check(const core::SiteId& /*peer*/)
{
    const std::lock_guard lock(m_mutex);
    return m_to_check;
}

Expected<core::Tag> FakeSite::confirm_tag(const core::PadId& pad, const core::SiteId& /*peer*/)
{
    const std::lock_guard lock(m_mutex);
    if (m_not_held.contains(pad)) {
        return Unexpected(Errc::unknown_pad);
    }
    return digest(faults.wrong_confirm ? '?' : 'p', pad.view());
}

Expected<void> FakeSite::confirm(
    const core::PadId& pad, const core::SiteId& /*peer*/, const core::Tag& theirs)
{
    const std::lock_guard lock(m_mutex);
    if (!core::same_tag(theirs, digest('p', pad.view()))) {
        return Unexpected(Errc::authentication_failed, "CONFIRM");
    }
    std::erase(m_to_check, pad);
    m_confirmed.push_back(pad);
    return {};
}

Expected<std::variant<transport::RecordReply, core::UsedNotice>> FakeSite::record(
    const core::SiteId& from, const core::MessageHeader& header)
{
    using Outcome = std::variant<transport::RecordReply, core::UsedNotice>;
    const std::lock_guard lock(m_mutex);
    if (header.receiver != m_self || header.sender != from) {
        return Unexpected(Errc::not_for_this_site);
    }
    for (const core::PageRange& range : header.ranges) {
        if (m_not_held.contains(range.pad)) {
            return Unexpected(Errc::unknown_pad);
        }
        for (const core::PageRange& other : m_elsewhere) {
            if (other.pad == range.pad && other.first < range.end() && range.first < other.end()) {
                return Outcome(core::UsedNotice{range, core::MessageId{}, range.end()});
            }
        }
    }
    const auto [found, fresh] = m_received.try_emplace(header.id);
    Received& received = found->second;
    if (fresh) {
        received.header = header;
    } else if (received.header != header) {
        return Unexpected(Errc::key_already_used);
    }
    transport::RecordReply reply;
    reply.record_tag = digest(faults.wrong_record_tag ? '?' : 'r', core::encode_header(header));
    reply.next_chunk = received.spool.size();
    if (received.state != State::recorded) {
        reply.answer = digest(received.state == State::accepted ? 'a' : 'x', header.id.view());
    }
    return Outcome(reply);
}

Expected<void> FakeSite::chunk(
    const core::SiteId& /*from*/, const core::MessageId& id, std::uint64_t index, ByteView sealed)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_received.find(id);
    if (found == m_received.end() || found->second.state != State::recorded ||
        index != found->second.spool.size()) {
        m_violations.push_back("chunk handed in for no open record, or out of order");
        return Unexpected(Errc::malformed);
    }
    if (faults.chunk_storage_full == index) {
        return Unexpected(Errc::storage_full);
    }
    const ByteView cipher = sealed.first(sealed.size() - core::k_tag_bytes);
    const core::Tag expected = digest('c', cipher, index);
    if (!std::equal(
            expected.bytes.begin(), expected.bytes.end(), sealed.end() - core::k_tag_bytes)) {
        return Unexpected(Errc::authentication_failed, "chunk");
    }
    found->second.spool.emplace_back(sealed.begin(), sealed.end());
    ++found->second.chunks_taken;
    return {};
}

Expected<core::Tag> FakeSite::finish(const core::SiteId& /*from*/, const core::MessageId& id)
{
    {
        const std::lock_guard lock(m_mutex);
        Received& received = m_received.at(id);
        if (received.state != State::recorded ||
            received.spool.size() !=
                core::MessageGeometry(received.header.content_bytes).chunks()) {
            m_violations.push_back("finished early or twice");
        }
        if (faults.finish_fails.value_or(0) > 0) {
            --*faults.finish_fails;
            return Unexpected(Errc::io_failed);
        }
        received.state = State::accepted;
    }
    changed();
    return digest(faults.wrong_answer ? '?' : 'a', id.view());
}

Expected<core::Tag> FakeSite::cancel(
    const core::SiteId& /*from*/, const core::MessageHeader& header)
{
    const std::lock_guard lock(m_mutex);
    Received& received = m_received[header.id];
    received.header = header;
    if (received.state != State::accepted) {
        received.state = State::abandoned;
    }
    return digest(received.state == State::accepted ? 'a' : 'x', header.id.view());
}

void FakeSite::session_ended(const core::SiteId& /*peer*/)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_sessions_ended;
    }
    changed();
}

std::vector<core::MessageId> FakeSite::outgoing(const core::SiteId& peer)
{
    const std::lock_guard lock(m_mutex);
    std::vector<core::MessageId> waiting;
    for (const core::MessageId& id : m_order) {
        const Sent& sent = m_sent.at(id);
        if (sent.state == State::waiting && sent.to == peer) {
            waiting.push_back(id);
        }
    }
    return waiting;
}

Expected<std::unique_ptr<transport::OutgoingMessage>> FakeSite::open_outgoing(
    const core::MessageId& id)
{
    const std::lock_guard lock(m_mutex);
    Sent& sent = m_sent.at(id);
    if (sent.locked) {
        return Unexpected(Errc::home_busy);
    }
    sent.locked = true;
    return std::unique_ptr<transport::OutgoingMessage>(
        std::make_unique<FakeOutgoing>(*this, id, sent));
}

} // namespace satpad::test
