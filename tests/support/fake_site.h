// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/session_host.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>

/// A site in memory for transport's tests: it keeps docs/protocol.md's promises faithfully, with a
/// toy digest where the product has one-time tags, and counts what a session must never do. Two
/// sites with the same `secret` share their pads. Threads: thread-safe.
namespace satpad::test {

class FakeSite : public transport::SessionHost
{
public:
    enum class State
    {
        waiting,
        verified,
        cancelled,
        refused,
        used,
        recorded,
        accepted,
        abandoned
    };
    struct Sent
    {
        core::MessageHeader header;
        core::Bytes encoded;
        core::SiteId to;
        State state = State::waiting;
        bool cancelling = false;
        bool locked = false;           ///< an OutgoingMessage lives
        std::uint64_t chunks_read = 0; ///< over all sessions
        std::uint64_t progress = 0;
        core::Error refusal;
    };
    struct Received
    {
        core::MessageHeader header;
        State state = State::recorded;
        std::vector<core::Bytes> spool;
        std::uint64_t chunks_taken = 0;
    };
    /// Lies and faults to plant. Set before use.
    struct Faults
    {
        bool wrong_record_tag = false;
        bool wrong_answer = false;
        bool wrong_confirm = false;
        std::optional<std::uint64_t> spoil_chunk;        ///< sender: one bit of this chunk is wrong
        std::optional<std::uint64_t> chunk_storage_full; ///< receiver: this chunk finds no space
        std::optional<std::uint64_t> finish_fails;       ///< receiver: finish fails this many times
        bool read_fails = false;
    };

    FakeSite(core::SiteId self, std::uint64_t secret)
        : m_self(self)
        , m_secret(secret)
    {}

    /// Seals a message of `content_bytes` bytes on fresh pages of one pad.
    core::MessageId queue(const core::SiteId& to, std::uint64_t content_bytes);
    void offer_again(const core::MessageId& id); ///< a refused message waits once more
    void cancel_outgoing(const core::MessageId& id);
    void add_pad_to_check(const core::PadId& pad);
    void forget_pad(const core::PadId& pad); ///< this site does not hold it
    /// The pages of `header` count as recorded for another message.
    void record_elsewhere(const core::MessageHeader& header);
    [[nodiscard]] core::PadId sending_pad(const core::SiteId& to) const;

    [[nodiscard]] Sent sent(const core::MessageId& id) const;
    [[nodiscard]] std::optional<Received> received(const core::MessageId& id) const;
    [[nodiscard]] std::size_t accepted() const;
    [[nodiscard]] bool all_settled() const;
    [[nodiscard]] std::vector<core::PadId> confirmed() const;
    /// Things a session must never do: chunks before a record held, or in a wrong order.
    [[nodiscard]] std::vector<std::string> violations() const;
    [[nodiscard]] int sessions_ended() const;
    /// The very bytes that chunk `index` must have on the wire, every time.
    [[nodiscard]] core::Bytes sealed_chunk(
        const core::MessageHeader& header, std::uint64_t index) const;
    /// Waits until `holds` (called locked out) is true, at most a minute.
    bool wait_for(const std::function<bool()>& holds);
    /// Called after a message settled, without the lock.
    std::function<void(const core::MessageId&)> on_settled;
    Faults faults;

    // SessionHost
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
    void session_ended(const core::SiteId& peer) override;
    std::vector<core::MessageId> outgoing(const core::SiteId& peer) override;
    core::Expected<std::unique_ptr<transport::OutgoingMessage>> open_outgoing(
        const core::MessageId& id) override;

private:
    friend class FakeOutgoing;
    [[nodiscard]] core::Tag digest(
        char purpose, core::ByteView bytes, std::uint64_t number = 0) const;
    void changed();

    const core::SiteId m_self;
    const std::uint64_t m_secret;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<core::MessageId> m_order;
    std::map<core::MessageId, Sent> m_sent;
    std::map<core::MessageId, Received> m_received;
    std::map<core::SiteId, std::uint64_t> m_marks;
    std::vector<core::PadId> m_to_check;
    std::set<core::PadId> m_not_held;
    std::vector<core::PadId> m_confirmed;
    std::vector<core::PageRange> m_elsewhere;
    std::vector<std::string> m_violations;
    std::uint64_t m_next_id = 0;
    int m_sessions_ended = 0;
};

[[nodiscard]] core::SiteId site_id(std::uint8_t number);
[[nodiscard]] core::PadId pad_id(std::uint8_t number);

} // namespace satpad::test
