// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_watch.h"

#include <algorithm>

namespace satpad::service {

DemoNow DemoWatch::now(const Statistics& link)
{
    const transport::LinkStatistics statistics = link();
    const std::scoped_lock guard(m_mutex);
    m_now.link = statistics;
    follow(statistics);
    return m_now;
}

void DemoWatch::follow(const transport::LinkStatistics& link)
{
    if (m_now.moment != DemoMoment::recorded) {
        return;
    }
    m_now.waiting = link.connections != m_connection || link.cuts != m_cuts_then;
    if (!m_now.waiting) {
        const std::uint64_t came = link.out_at_b - std::min(link.out_at_b, m_out_then);
        m_now.passed_bytes = std::min(m_now.sealed_bytes, m_from + came);
    }
}

double DemoWatch::elapsed() const
{
    return std::chrono::duration<double>(Clock::now() - m_begun).count();
}

void DemoWatch::flying(bool flying)
{
    const std::scoped_lock guard(m_mutex);
    m_now.flying = flying;
    m_now.second = {};
    m_now.seconds = 0;
}

void DemoWatch::second(const sat::PassSecond& now, std::size_t of)
{
    const std::scoped_lock guard(m_mutex);
    m_now.second = now;
    m_now.seconds = of;
}

void DemoWatch::begin_photo(core::SendMode mode, const Statistics& link)
{
    const std::scoped_lock guard(m_mutex);
    m_now = {};
    m_now.moment = DemoMoment::planning;
    m_now.mode = mode;
    m_link = link;
    m_begun = Clock::now();
    m_connection = 0;
}

void DemoWatch::reserved(std::uint64_t pages)
{
    const std::scoped_lock guard(m_mutex);
    m_now.pages = pages;
    m_now.moment = DemoMoment::reserved;
}

void DemoWatch::sealed(const fs::path& file, std::uint64_t bytes)
{
    const std::scoped_lock guard(m_mutex);
    m_now.sealed_file = file;
    m_now.sealed_bytes = bytes;
    m_now.sealed_s = elapsed();
    m_now.moment = DemoMoment::sealed;
}

/// A chunk is on its way: the peer has recorded the pages, in this connection or one before.
void DemoWatch::sending(const fs::path& /*file*/, std::uint64_t done, std::uint64_t total)
{
    const transport::LinkStatistics link = m_link();
    const std::scoped_lock guard(m_mutex);
    if (m_now.moment == DemoMoment::sealed) {
        m_now.recorded_s = elapsed();
        m_now.moment = DemoMoment::recorded;
    }
    if (link.connections == m_connection) {
        return;
    }
    m_now.sealed_bytes = total;
    m_from = done == 0 ? 0 : (done - 1) / core::k_chunk_bytes * core::k_chunk_bytes;
    m_out_then = link.out_at_b;
    m_connection = link.connections;
    m_cuts_then = link.cuts;
}

void DemoWatch::verified()
{
    const std::scoped_lock guard(m_mutex);
    m_now.passed_bytes = m_now.sealed_bytes;
    m_now.waiting = false;
    m_now.moment = DemoMoment::verified;
}

} // namespace satpad::service
