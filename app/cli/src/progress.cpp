// SPDX-License-Identifier: GPL-3.0-or-later
#include "progress.h"

#include <iostream>

namespace satpad::cli {

using std::chrono::steady_clock;

Bar::Bar(const Context& context, std::string what, std::string unit)
    : m_what(std::move(what))
    , m_unit(std::move(unit))
    , m_draws(context.draws_progress())
    , m_started(steady_clock::now())
{}

Bar::~Bar()
{
    clear();
}

core::Expected<void> Bar::show(std::uint64_t done, std::uint64_t total)
{
    if (m_draws) {
        const std::scoped_lock guard(m_mutex);
        draw(done, total);
    }
    if (stop_raised().load()) {
        return core::Unexpected(core::Errc::cancelled, "stopped by the operator");
    }
    return {};
}

void Bar::stage(const std::string& what)
{
    const std::scoped_lock guard(m_mutex);
    if (what != m_what) {
        m_what = what;
        m_started = steady_clock::now();
        m_last = {};
    }
}

void Bar::clear()
{
    const std::scoped_lock guard(m_mutex);
    if (m_drawn) {
        std::cerr << "\r\x1b[K" << std::flush;
        m_drawn = false;
    }
}

/// Short work needs no bar, and none needs ten a second.
bool Bar::is_due()
{
    constexpr auto k_wait = std::chrono::milliseconds(300);
    constexpr auto k_every = std::chrono::milliseconds(100);
    const auto now = steady_clock::now();
    if (now - m_started < k_wait || now - m_last < k_every) {
        return false;
    }
    m_last = now;
    return true;
}

void Bar::put(const std::string& line)
{
    std::cerr << "\r\x1b[K" << line << std::flush;
    m_drawn = true;
}

void Bar::show_part(double fraction)
{
    const std::scoped_lock guard(m_mutex);
    if (m_draws && is_due()) {
        put(m_what + " " + std::to_string(static_cast<int>(fraction * 100)) + " %");
    }
}

void Bar::draw(std::uint64_t done, std::uint64_t total)
{
    if (total == 0 || !is_due()) {
        return;
    }
    const double seconds = std::chrono::duration<double>(m_last - m_started).count();
    const double rate = static_cast<double>(done) / seconds;
    std::string line = m_what + " " + std::to_string(done * 100 / total) + " %  ";
    if (!m_unit.empty()) {
        line += std::to_string(done) + " of " + std::to_string(total) + " " + m_unit;
    } else {
        line += service::bytes_in_words(done) + " of " + service::bytes_in_words(total) + "  " +
                service::bytes_in_words(static_cast<std::uint64_t>(rate)) + "/s";
    }
    if (rate > 0 && done < total) {
        line += "  " +
                std::to_string(
                    static_cast<std::uint64_t>(static_cast<double>(total - done) / rate) + 1) +
                " s left";
    }
    put(line);
}

} // namespace satpad::cli
