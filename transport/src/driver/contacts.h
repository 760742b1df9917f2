// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_link.h"

#include <list>
#include <set>
#include <thread>

namespace satpad::transport {

/// The contacts of a node: accepted ones, bounded, each with the thread of its handler, and dialled
/// ones, so that stop reaches them. Threads: thread-safe.
class Contacts
{
public:
    using Handler = std::function<void(std::unique_ptr<Contact>)>;
    using TurnedAway = std::function<void(const core::Error& why)>;
    /// `patience`: how long a peer that comes back waits for its last contact's handler to return.
    Contacts(Handler handler, std::size_t most, std::chrono::milliseconds patience)
        : m_handler(std::move(handler))
        , m_most(most)
        , m_patience(patience)
    {}
    [[nodiscard]] bool taken() const noexcept { return static_cast<bool>(m_handler); }

    /// An incoming contact, on its strand, not started: runs the handler on a thread, or turns it
    /// away and says why.
    void accept(const std::shared_ptr<ContactLink>& link, TurnedAway turned_away);
    /// One that this site dialled, on its strand; started. Errors: Errc::closed when stopping.
    [[nodiscard]] core::Expected<void> add(const std::shared_ptr<ContactLink>& link);
    /// For ContactLink's `gone`.
    void remove(ContactLink& link);

    /// No more of either; what is there is cancelled.
    void begin_stop();
    /// After begin_stop: blocks until every handler has returned and every link is gone.
    void finish_stop();

private:
    struct Served
    {
        std::shared_ptr<ContactLink> link;
        TurnedAway turned_away;
        std::thread thread;
        bool returned = false;
    };
    [[nodiscard]] ContactVerdict judge(const core::SiteId& peer) const;
    [[nodiscard]] bool start_thread(std::shared_ptr<ContactLink> link, TurnedAway turned_away);
    void reap();
    void serve(Served& served);
    void handle(Served& served);
    [[nodiscard]] bool await_turn(const Served& served);

    const Handler m_handler;
    const std::size_t m_most;
    const std::chrono::milliseconds m_patience;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::list<Served> m_served; ///< oldest first; a thread holds a reference to its own
    std::set<std::shared_ptr<ContactLink>> m_links;
    bool m_stopping = false;
};

} // namespace satpad::transport
