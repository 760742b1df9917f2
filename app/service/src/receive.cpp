// SPDX-License-Identifier: GPL-3.0-or-later
#include "answerer.h"
#include "sparing.h"

#include <satpad/service/receive.h>
#include <satpad/transport/error.h>

#include <algorithm>
#include <thread>

namespace satpad::service {
namespace {

using core::Errc;
using core::Expected;
using core::fail;
using core::SiteId;
using core::Unexpected;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

class Board final : public DeliveryWatcher
{
public:
    explicit Board(ReceiveScreen& screen)
        : m_screen(screen)
    {}
    void on_received(const core::InboxItem& item) override
    {
        m_screen.received(item);
        ++m_received;
    }
    void on_remark(const core::InboxRemark& remark) override
    {
        m_screen.remarked(remark);
        if (std::holds_alternative<core::PictureRequest>(remark.remark)) {
            m_asked.store(true);
        } else {
            ++m_received;
        }
    }
    void on_progress(const core::MessageId& id, std::uint64_t done, std::uint64_t total) override
    {
        m_screen.sending(id, done, total);
    }
    void on_settled(const core::MessageId& id, core::MessageState end) override
    {
        m_screen.delivered(id, end);
    }
    void on_trouble(const core::MessageId& /*id*/, const core::Error& why) override
    {
        m_screen.trouble(why);
    }
    void on_turned_away(const std::string& from, const core::Error& why) override
    {
        if (const auto said = m_sparing.say({}, why)) {
            m_screen.turned_away(from, *said);
        }
    }
    void on_refused_record(const SiteId& from, const core::Error& why) override
    {
        if (const auto said = m_sparing.say(from, why)) {
            m_screen.trouble(*said);
        }
    }

    [[nodiscard]] std::uint64_t received() const { return m_received.load(); }
    /// Raised by each request that comes; the answerer lowers it.
    [[nodiscard]] std::atomic<bool>& asked() noexcept { return m_asked; }

private:
    ReceiveScreen& m_screen;
    Sparing m_sparing;
    std::atomic<std::uint64_t> m_received{0};
    std::atomic<bool> m_asked{false};
};

/// Keeps trying to reach peers for whom something waits, each with its own growing pause.
class OutboxCourier
{
public:
    OutboxCourier(Site& site, SiteHost& host, transport::Node& node)
        : m_site(site)
        , m_host(host)
        , m_node(node)
    {}
    void tick(Clock::time_point now)
    {
        for (const core::Peer& peer : m_site.config().peers) {
            Attempt& attempt = m_attempts[peer.id];
            if (now < attempt.next || m_host.outgoing(peer.id).empty()) {
                continue;
            }
            if (m_node.connected(peer.id)) {
                (void)m_node.wake(peer.id);
                attempt.next = now + milliseconds(1000);
                continue;
            }
            if (peer.address.empty() || attempt.under_way->load()) {
                continue;
            }
            attempt.under_way->store(true);
            attempt.next = now + attempt.pause;
            attempt.pause = std::min(attempt.pause * 2, milliseconds(60'000));
            m_node.dial(peer.id,
                peer.address,
                transport::Node::Until::idle,
                [under_way = attempt.under_way](
                    const transport::SessionEnd&) { under_way->store(false); });
        }
    }

private:
    struct Attempt
    {
        Clock::time_point next{};
        milliseconds pause{1000};
        std::shared_ptr<std::atomic<bool>> under_way = std::make_shared<std::atomic<bool>>(false);
    };
    Site& m_site;
    SiteHost& m_host;
    transport::Node& m_node;
    std::map<SiteId, Attempt> m_attempts;
};

std::optional<fs::file_time_type> config_time(const fs::path& path)
{
    std::error_code none;
    const auto time = fs::last_write_time(path, none);
    return none ? std::nullopt : std::optional(time);
}

enum class RoundEnd
{
    stop,
    reload,
    enough,
    timed_out
};

/// One life of the node, from listening until something ends it.
class Round
{
public:
    /// `config_then`: when site.toml was written, looked up before it was read.
    Round(Site& site,
        const ReceiveRequest& request,
        ReceiveSignals& signals,
        ReceiveScreen& screen,
        Board& board,
        std::optional<fs::file_time_type> config_then)
        : m_site(site)
        , m_request(request)
        , m_signals(signals)
        , m_screen(screen)
        , m_board(board)
        , m_config_then(config_then)
        , m_host(site, board)
        , m_peers(site.config())
    {}

    /// `chosen`: the port that the system chose for port 0 in an earlier round, else 0; a receiver
    /// that reads site.toml again stays where its peers find it.
    Expected<RoundEnd> run(Clock::time_point deadline, std::uint16_t& chosen)
    {
        auto node = make_node(m_site, m_host, m_peers, m_board, counted_contacts());
        if (!node) {
            return fail(std::move(node));
        }
        std::string address = m_request.listen.empty() ? m_site.config().listen : m_request.listen;
        const bool any_port = address.ends_with(":0");
        if (any_port && chosen != 0) {
            address.replace(address.size() - 1, 1, std::to_string(chosen));
        }
        auto port = (*node)->listen(address);
        if (!port) {
            return Unexpected(make_error_code(transport::Errc::unreachable),
                "cannot listen on " + address + ": " + port.error().text());
        }
        chosen = any_port ? *port : 0;
        m_screen.listening(address, *port);
        OutboxCourier courier(m_site, m_host, **node);
        std::jthread beside;
        if (m_request.beside) {
            beside = std::jthread(m_request.beside);
        }
        std::jthread answering([this](const std::stop_token& stop) {
            Answerer(m_site, m_screen, m_board.asked()).run(stop);
        });
        const RoundEnd end = watch(courier, deadline);
        answering.request_stop();
        answering.join(); // before its answers have nobody to carry them
        beside.request_stop();
        (*node)->stop(milliseconds(5000));
        return end;
    }

private:
    /// A pass or a relay that is cut costs key and light: reading site.toml again can wait.
    std::function<void(std::unique_ptr<transport::Contact>)> counted_contacts()
    {
        const auto& takes = m_request.takes_contacts;
        if (!m_request.contact || (takes && !takes(m_site.config()))) {
            return {};
        }
        return [this](std::unique_ptr<transport::Contact> contact) {
            const Counted counted(m_contacts);
            m_request.contact(std::move(contact));
        };
    }
    class Counted
    {
    public:
        explicit Counted(std::atomic<int>& count)
            : m_count(count)
        {
            ++m_count;
        }
        ~Counted() { --m_count; }
        Counted(const Counted&) = delete;
        Counted& operator=(const Counted&) = delete;

    private:
        std::atomic<int>& m_count;
    };

    RoundEnd watch(OutboxCourier& courier, Clock::time_point deadline)
    {
        constexpr auto k_tick = milliseconds(50);
        const fs::path config = m_site.home().paths().config();
        constexpr auto k_patience = std::chrono::minutes(10);
        Clock::time_point next_look{};
        std::optional<Clock::time_point> changed;
        for (;;) {
            if (m_signals.stop.load()) {
                return RoundEnd::stop;
            }
            if (m_request.stop_after != 0 && m_board.received() >= m_request.stop_after) {
                return RoundEnd::enough;
            }
            const auto now = Clock::now();
            if (m_signals.reload.exchange(false) && !changed) {
                changed = now;
            }
            if (changed && (m_contacts.load() == 0 || now > *changed + k_patience)) {
                return RoundEnd::reload;
            }
            if (m_request.timeout.count() != 0 && now >= deadline) {
                return RoundEnd::timed_out;
            }
            if (now >= next_look) {
                next_look = now + milliseconds(500);
                if (config_time(config) != m_config_then && !changed) {
                    changed = now;
                }
                courier.tick(now);
            }
            std::this_thread::sleep_for(k_tick);
        }
    }

    Site& m_site;
    const ReceiveRequest& m_request;
    ReceiveSignals& m_signals;
    ReceiveScreen& m_screen;
    Board& m_board;
    std::optional<fs::file_time_type> m_config_then;
    SiteHost m_host;
    SitePeers m_peers;
    std::atomic<int> m_contacts{0}; ///< under way
};

} // namespace

Expected<void> receive(
    Site& site, const ReceiveRequest& request, ReceiveSignals& signals, ReceiveScreen& screen)
{
    auto lock = site.home().store().open_or_create(site.home().paths().receive_lock());
    if (!lock) {
        return fail(std::move(lock));
    }
    auto locked = (*lock)->try_lock();
    if (!locked) {
        return fail(std::move(locked));
    }
    if (!*locked) {
        return Unexpected(Errc::home_busy, "another receiver already listens for this home");
    }
    if (auto swept = site.inbox().sweep(); !swept) {
        return swept;
    }
    if (auto swept = site.outbox().sweep(); !swept) {
        return swept;
    }
    // The site was opened before this process listened: read it once more, so that no change in
    // between is missed.
    auto config_then = config_time(site.home().paths().config());
    if (auto read = site.home().reload_config(); !read) {
        return read;
    }
    Board board(screen);
    const auto deadline = Clock::now() + request.timeout;
    std::uint16_t chosen_port = 0;
    for (;;) {
        Round round(site, request, signals, screen, board, config_then);
        auto end = round.run(deadline, chosen_port);
        if (!end) {
            return fail(std::move(end));
        }
        if (*end == RoundEnd::timed_out) {
            return Unexpected(
                make_error_code(transport::Errc::timed_out), "nothing more arrived in time");
        }
        if (*end != RoundEnd::reload) {
            return {};
        }
        // A half-written site.toml must not stop a running receiver: keep what is known and say so.
        config_then = config_time(site.home().paths().config());
        if (auto reloaded = site.home().reload_config(); reloaded) {
            screen.reloaded();
        } else {
            screen.trouble(reloaded.error());
        }
    }
}

} // namespace satpad::service
