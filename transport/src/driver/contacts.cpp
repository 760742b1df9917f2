// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts.h"

#include <satpad/transport/error.h>

#include <algorithm>

namespace satpad::transport {

using core::Expected;
using core::Unexpected;

namespace {

/// Contacts that were turned away hold a descriptor while they close.
constexpr std::size_t k_most_closing = 64;
/// The end of a peer's last contact may come in behind the beginning of its next one.
constexpr std::chrono::milliseconds k_behind{1'000};

} // namespace

void Contacts::accept(const std::shared_ptr<ContactLink>& link, TurnedAway turned_away)
{
    ContactVerdict verdict{};
    bool crowded = false;
    {
        const std::lock_guard lock(m_mutex);
        m_links.insert(link);
        crowded = m_links.size() > m_most + k_most_closing;
    }
    link->start();
    {
        const std::lock_guard lock(m_mutex);
        reap();
        verdict = judge(link->peer());
        if (verdict == ContactVerdict::admitted && start_thread(link, turned_away)) {
            return;
        }
    }
    if (verdict == ContactVerdict::admitted) {
        verdict = ContactVerdict::full; // of threads
    }
    if (crowded) {
        link->cancel();
    } else {
        link->turn_away(verdict);
    }
    turned_away(read_verdict(static_cast<std::byte>(verdict)).error());
}

/// One of a peer may wait for its turn behind another one.
ContactVerdict Contacts::judge(const core::SiteId& peer) const
{
    if (m_stopping) {
        return ContactVerdict::stopping;
    }
    std::size_t all = 0;
    std::size_t with_peer = 0;
    for (const Served& each : m_served) {
        all += each.returned ? 0U : 1U;
        with_peer += !each.returned && each.link->peer() == peer ? 1U : 0U;
    }
    if (with_peer > 1) {
        return ContactVerdict::busy;
    }
    return all >= m_most ? ContactVerdict::full : ContactVerdict::admitted;
}

bool Contacts::start_thread(std::shared_ptr<ContactLink> link, TurnedAway turned_away)
{
    Served& served = m_served.emplace_back();
    served.link = std::move(link);
    served.turned_away = std::move(turned_away);
    try {
        served.thread = std::thread([this, &served] { serve(served); });
    } catch (const std::system_error&) { // no more threads
        m_served.pop_back();
        return false;
    }
    return true;
}

/// A thread that has returned needs the mutex no more: joining it under the mutex is safe.
void Contacts::reap()
{
    for (Served& each : m_served) {
        if (each.returned) {
            each.thread.join();
        }
    }
    m_served.remove_if([](const Served& each) { return each.returned; });
}

void Contacts::serve(Served& served)
{
    if (await_turn(served)) {
        if (served.link->answer(ContactVerdict::admitted)) {
            handle(served);
        }
    } else {
        static_cast<void>(served.link->answer(ContactVerdict::busy));
        served.turned_away({make_error_code(Errc::limit), "the peer has a contact already"});
    }
    served.link->close();
    const std::lock_guard lock(m_mutex);
    served.returned = true;
    served.link.reset();
    m_changed.notify_all();
}

/// The top of a thread: what a handler lets out, such as want of memory, ends its contact only.
void Contacts::handle(Served& served)
{
    try {
        m_handler(make_contact(served.link));
    } catch (const std::exception& thrown) {
        served.turned_away({make_error_code(Errc::limit),
            std::string("a contact ended in the midst of its work: ") + thrown.what()});
    }
}

/// A last contact that is over holds its peer up, not away, until its handler has returned: the peer
/// comes back after a cut.
bool Contacts::await_turn(const Served& served)
{
    std::unique_lock lock(m_mutex);
    const auto rival = [&]() -> const Served& { // the oldest of this peer; last of all ourselves
        return *std::find_if(m_served.begin(), m_served.end(), [&](const Served& each) {
            return !each.returned && each.link->peer() == served.link->peer();
        });
    };
    const auto first = [&] { return m_stopping || &rival() == &served; };
    const auto over = [&] { return first() || rival().link->over(); };
    return m_changed.wait_for(lock, std::min(k_behind, m_patience), over) &&
           m_changed.wait_for(lock, m_patience, first) && !m_stopping;
}

Expected<void> Contacts::add(const std::shared_ptr<ContactLink>& link)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) {
            return Unexpected(make_error_code(Errc::closed), "stopping");
        }
        m_links.insert(link);
    }
    link->start();
    return {};
}

void Contacts::remove(ContactLink& link)
{
    const std::lock_guard lock(m_mutex);
    m_links.erase(link.shared_from_this());
    m_changed.notify_all();
}

void Contacts::begin_stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    for (const auto& link : m_links) {
        link->stop();
    }
    m_changed.notify_all();
}

void Contacts::finish_stop()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] {
        return std::all_of(
            m_served.begin(), m_served.end(), [](const Served& each) { return each.returned; });
    });
    reap();
    for (const auto& link : m_links) {
        link->stop(); // one that was turned away meanwhile is closing by itself
    }
    m_changed.wait(lock, [this] { return m_links.empty(); });
}

} // namespace satpad::transport
