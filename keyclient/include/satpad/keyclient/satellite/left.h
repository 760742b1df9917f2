// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/inbox.h>
#include <satpad/core/outbox.h>
#include <satpad/keyclient/satellite/contact.h>

#include <optional>

/// Sealed messages left with one site for another one, which collects them in a contact of its own;
/// its answer comes back the same way. The site between has no key of them: it can neither read nor
/// alter them. docs/contact.md, "Messages left", is normative.
namespace satpad::keyclient::satellite {

enum class LeftKind : std::uint8_t
{
    message = 0, ///< the bytes that `satpad seal` writes
    answer = 1   ///< an answer file
};

/// Names one thing left with a relay.
struct LeftId
{
    core::SiteId from; ///< who left it there
    core::SiteId to;   ///< who may collect it
    core::MessageId message;
    LeftKind kind = LeftKind::message;
    auto operator<=>(const LeftId&) const = default;
};

/// What became of one message in a contact.
enum class LeftStep
{
    left,      ///< sender: the relay has it, durably
    collected, ///< receiver: it is in the inbox, and the answer is with the relay
    verified,  ///< sender: the answer came: accepted
    cancelled, ///< sender: the answer came: abandoned
    refused,   ///< of no use here: nothing was spent, the relay drops it
    returned,  ///< sender: its receiver could not use what the relay gave it
    waiting    ///< not now; the next contact tries again
};

struct LeftMessage
{
    core::MessageId message;
    core::SiteId peer; ///< the site at the other end of the message
    LeftStep step = LeftStep::waiting;
    std::optional<core::InboxItem> item; ///< collected, unless the picture has been taken away
    bool before = false;                 ///< collected: opened earlier, nothing was spent now
    core::Error why;                     ///< refused, returned, waiting
};

/// Rows of everything that was done; the result is the first error that ended it.
struct LeftReport
{
    std::vector<LeftMessage> rows;
    core::Expected<void> result;
};

/// Which relay a message of the outbox is to be left with, and how that stands.
struct WayOut
{
    enum class State : std::uint8_t
    {
        waits,   ///< goes with the next contact
        left,    ///< the relay has it
        returned ///< its receiver refused it several times: `why`; it stays in the outbox
    };
    core::MessageId message;
    core::SiteId relay;
    State state = State::waits;
    std::uint8_t returns = 0; ///< how often it came back
    std::string why;          ///< of the last time
};

/// The station's side, in a contact that has begun. Threads: one at a time. Everything outlives it.
class LeftStation
{
public:
    /// `relay` is the peer at the other end of the stream. `progress` sees the bytes of each part
    /// and may stop the exchange.
    LeftStation(core::Home& home,
        core::PadLedger& ledger,
        core::Outbox& outbox,
        core::Inbox& inbox,
        const core::Peer& relay,
        MessageStream& stream,
        core::Progress progress = {});
    /// Leaves what waits here for this relay, then collects what waits there for this site: opens
    /// messages, leaves their answers, takes answers. Errors: the stream's, the ledger's, storage;
    /// Errc::malformed for a relay that breaks the rules; Errc::home_busy when another process of
    /// this home is at it. What is wrong with one message is in its row, and the others go on.
    [[nodiscard]] LeftReport exchange();

private:
    struct Offer; ///< what the relay says is there, or what it is told is left
    using ReadPart =
        std::function<core::Expected<core::Bytes>(std::uint64_t at, std::size_t count)>;
    [[nodiscard]] core::Expected<void> leave_all();
    [[nodiscard]] core::Expected<void> leave_message(const WayOut& way);
    [[nodiscard]] core::Expected<std::string> leave(const Offer& offer, const ReadPart& read);
    [[nodiscard]] core::Expected<void> collect_all();
    [[nodiscard]] core::Expected<void> take(const Offer& offer);
    [[nodiscard]] core::Expected<void> take_message(const Offer& offer);
    [[nodiscard]] core::Expected<void> fetch(const Offer& offer);
    [[nodiscard]] core::Expected<void> open_fetched(const Offer& offer);
    [[nodiscard]] core::Expected<void> give_answer(
        const Offer& offer, std::optional<core::InboxItem> item, bool before);
    [[nodiscard]] core::Expected<void> take_answer(const Offer& offer);
    [[nodiscard]] core::Expected<void> settle(const Offer& offer, const core::Tag& answer);
    [[nodiscard]] core::Expected<void> take_back(const LeftId& id, const std::string& why);
    [[nodiscard]] core::Expected<bool> comes_back(
        const core::MessageId& message, const std::string& why);
    [[nodiscard]] core::Expected<void> have(const LeftId& id, const std::string& why);
    [[nodiscard]] core::Expected<void> refuse(const Offer& offer, core::Error why);
    [[nodiscard]] core::Expected<core::Bytes> say(core::ByteView message);
    void add(const LeftId& id, LeftStep step, core::Error why = {});

    core::Home& m_home;
    core::PadLedger& m_ledger;
    core::Outbox& m_outbox;
    core::Inbox& m_inbox;
    core::Peer m_relay;
    MessageStream& m_stream;
    core::Progress m_progress;
    LeftReport m_report;
    std::vector<LeftId> m_unfinished; ///< still there for this site: what was fetched of it stays
};

/// Durable before anything leaves: an interrupted contact leaves it waiting.
[[nodiscard]] core::Expected<void> leave_with(
    const core::Home& home, const core::MessageId& message, const core::SiteId& relay);
/// By message; those that cannot be read are left out.
[[nodiscard]] core::Expected<std::vector<WayOut>> ways_out(const core::Home& home);
/// Fine when there is none.
[[nodiscard]] core::Expected<void> forget_way_out(
    const core::Home& home, const core::MessageId& message);

/// What this site keeps for others.
struct KeptForOthers
{
    LeftId id;
    std::uint64_t bytes = 0;
    bool whole = false;  ///< else it is still coming
    core::UnixTime left; ///< when it began to
    std::string back;    ///< its receiver had no use for it: who left it has to hear that
    bool damaged = false;
};
[[nodiscard]] core::Expected<std::vector<KeptForOthers>> kept_for_others(const core::Home& home);
/// The operator's word: everything of this message goes, its answer too. How many things that were.
/// Errors: Errc::unknown_message.
[[nodiscard]] core::Expected<std::size_t> drop_kept(
    const core::Home& home, const core::MessageId& message);

} // namespace satpad::keyclient::satellite
