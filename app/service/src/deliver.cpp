// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/send.h>
#include <satpad/transport/error.h>

#include <algorithm>
#include <condition_variable>

namespace satpad::service {
namespace {

using core::Errc;
using core::Error;
using core::Expected;
using core::MessageId;
using core::MessageState;
using core::Unexpected;
using Clock = std::chrono::steady_clock;

/// Collects what sessions report until every file of the delivery is settled.
class DeliveryBoard final : public DeliveryWatcher
{
public:
    DeliveryBoard(std::vector<SentFile> files, SendScreen& screen)
        : m_files(std::move(files))
        , m_screen(screen)
        , m_started(Clock::now())
    {}

    void on_progress(const MessageId& id, std::uint64_t sent, std::uint64_t content) override
    {
        const std::scoped_lock guard(m_mutex);
        if (const SentFile* file = find(id)) {
            m_screen.sending(file->file, sent, content);
        }
    }
    void on_settled(const MessageId& id, MessageState end) override
    {
        const std::scoped_lock guard(m_mutex);
        settle(id, end);
        tell();
    }
    void on_trouble(const MessageId& id, const Error& why) override
    {
        const std::scoped_lock guard(m_mutex);
        if (find(id) != nullptr) {
            if (m_trouble) {
                m_trouble = Unexpected(why);
            }
            m_given_up.push_back(id);
        }
        m_screen.trouble(why);
        tell();
    }
    void on_session_end(const Error& why)
    {
        const std::scoped_lock guard(m_mutex);
        m_last_session = why;
        tell();
    }

    /// Waits for news, at most until `until`.
    void wait(Clock::time_point until)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_until(lock, until, [&] { return m_news; });
        m_news = false;
    }
    [[nodiscard]] bool all_settled() const
    {
        const std::scoped_lock guard(m_mutex);
        return std::ranges::all_of(m_files, [&](const SentFile& file) {
            return is_end(file.state) || std::ranges::find(m_given_up, file.id) != m_given_up.end();
        });
    }
    /// Another process (the receiver, say) may have delivered it.
    void look(core::PadLedger& ledger)
    {
        const std::scoped_lock guard(m_mutex);
        for (SentFile& file : m_files) {
            if (!is_end(file.state)) {
                if (const auto row = ledger.message(file.id); row && is_end(row->state)) {
                    settle(file.id, row->state);
                } else if (row) {
                    file.state = row->state;
                }
            }
        }
    }
    [[nodiscard]] SendReport report(const Expected<void>& otherwise)
    {
        const std::scoped_lock guard(m_mutex);
        SendReport made{m_files, {}};
        if (!m_trouble) {
            made.result = m_trouble;
        } else if (!std::ranges::all_of(
                       m_files, [](const SentFile& file) { return is_end(file.state); })) {
            made.result = otherwise;
        } else if (has(MessageState::failed)) {
            // Another process of this home met the refusal; this one must not call it success.
            made.result = Unexpected(Errc::key_already_used,
                "the peer had seen pages of it before; see satpad keys status");
        }
        return made;
    }
    [[nodiscard]] std::optional<Error> last_session() const
    {
        const std::scoped_lock guard(m_mutex);
        return m_last_session;
    }

private:
    [[nodiscard]] bool has(MessageState state) const
    {
        return std::ranges::any_of(
            m_files, [&](const SentFile& file) { return file.state == state; });
    }
    static bool is_end(MessageState state)
    {
        return state == MessageState::verified || state == MessageState::cancelled ||
               state == MessageState::failed;
    }
    void tell()
    {
        m_news = true;
        m_changed.notify_all();
    }
    SentFile* find(const MessageId& id)
    {
        const auto found = std::ranges::find(m_files, id, &SentFile::id);
        return found == m_files.end() ? nullptr : &*found;
    }
    void settle(const MessageId& id, MessageState end)
    {
        if (SentFile* file = find(id); file != nullptr && !is_end(file->state)) {
            file->state = end;
            file->elapsed_s = std::chrono::duration<double>(Clock::now() - m_started).count();
            m_screen.settled(*file);
        }
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_news = false;
    std::vector<SentFile> m_files;
    std::vector<MessageId> m_given_up;
    SendScreen& m_screen;
    Clock::time_point m_started;
    Expected<void> m_trouble;
    std::optional<Error> m_last_session;
};

/// Dials again and again with growing pauses while the delivery waits.
class Redialer
{
public:
    Redialer(transport::Node& node, const core::Peer& peer, DeliveryBoard& board)
        : m_node(node)
        , m_peer(peer)
        , m_board(board)
    {}
    void tick(Clock::time_point now)
    {
        if (m_peer.address.empty() || m_under_way->load() || now < m_next) {
            return;
        }
        m_under_way->store(true);
        m_next = now + m_pause;
        m_pause = std::min(m_pause * 2, std::chrono::milliseconds(5000));
        m_node.dial(m_peer.id,
            m_peer.address,
            transport::Node::Until::idle,
            [under_way = m_under_way, board = &m_board](const transport::SessionEnd& end) {
                if (!end.result) {
                    board->on_session_end(end.result.error());
                }
                under_way->store(false);
            });
    }

private:
    transport::Node& m_node;
    const core::Peer& m_peer;
    DeliveryBoard& m_board;
    std::shared_ptr<std::atomic<bool>> m_under_way = std::make_shared<std::atomic<bool>>(false);
    Clock::time_point m_next{};
    std::chrono::milliseconds m_pause{200};
};

/// A refusal will not heal by dialling again; a dead link may.
bool is_final(const Error& error)
{
    return error.code == transport::make_error_code(transport::Errc::refused) ||
           error.code == transport::make_error_code(transport::Errc::wrong_peer);
}

} // namespace

namespace {

/// What the peer asked for earlier leaves in this contact, too. What cannot be answered now waits on
/// and is no trouble of this delivery.
Expected<void> seal_answers(
    Site& site, const core::Peer& peer, const std::atomic<bool>& stop, SendScreen& screen)
{
    const AnswerReport report = answer_requests(site, peer.id, [&stop]() -> Expected<void> {
        return stop.load() ? Expected<void>(Unexpected(Errc::cancelled, "stopped by the operator"))
                           : Expected<void>{};
    });
    for (const Answer& answer : report.sealed) {
        screen.answered(answer);
    }
    return report.result;
}

} // namespace

SendReport deliver(Site& site,
    const core::Peer& peer,
    std::vector<SentFile> files,
    std::chrono::milliseconds wait,
    const std::atomic<bool>& stop,
    SendScreen& screen)
{
    constexpr auto k_look_every = std::chrono::milliseconds(100);
    DeliveryBoard board(std::move(files), screen);
    if (auto answered = seal_answers(site, peer, stop, screen); !answered) {
        return board.report(core::fail(std::move(answered)));
    }
    SiteHost host(site, board);
    const SitePeers peers(site.config());
    auto node = make_node(site, host, peers, board);
    if (!node) {
        return board.report(core::fail(std::move(node)));
    }
    Redialer redialer(**node, peer, board);
    const auto deadline = Clock::now() + wait;
    Expected<void> otherwise = Unexpected(make_error_code(transport::Errc::timed_out),
        "not verified within " + std::to_string(wait.count() / 1000) + " s");
    while (!board.all_settled()) {
        const auto now = Clock::now();
        if (stop.load()) {
            otherwise = Unexpected(Errc::cancelled, "stopped by the operator");
            break;
        }
        const auto last = board.last_session();
        if (last && is_final(*last)) {
            otherwise = Unexpected(*last);
            break;
        }
        if (now >= deadline) {
            if (last) {
                otherwise = Unexpected(*last);
            }
            break;
        }
        redialer.tick(now);
        board.wait(std::min(deadline, now + k_look_every));
        board.look(site.ledger());
    }
    (*node)->stop(std::chrono::milliseconds(2000));
    node->reset(); // joins its threads before the board they report to goes
    board.look(site.ledger());
    return board.report(otherwise);
}

} // namespace satpad::service
