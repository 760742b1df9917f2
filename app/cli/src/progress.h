// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <chrono>
#include <mutex>

namespace satpad::cli {

/// One line on stderr that is drawn over itself: what, percent, how much, time left. Draws nothing
/// when stderr is no terminal; still carries Ctrl-C. Thread-safe.
class Bar
{
public:
    /// `unit`: the word for what is counted; empty for bytes, which are shown with their rate.
    Bar(const Context& context, std::string what, std::string unit = {});
    ~Bar();
    Bar(const Bar&) = delete;
    Bar& operator=(const Bar&) = delete;

    /// Errc::cancelled once Ctrl-C was pressed.
    core::Expected<void> show(std::uint64_t done, std::uint64_t total);
    /// The same for work whose parts are not alike: per cent alone, no rate and no time left.
    void show_part(double fraction);
    /// Starts a new stage on the same line.
    void stage(const std::string& what);
    /// Wipes the line so that other text starts on a clean one.
    void clear();

private:
    [[nodiscard]] bool is_due();
    void put(const std::string& line);
    void draw(std::uint64_t done, std::uint64_t total);

    std::mutex m_mutex;
    std::string m_what;
    std::string m_unit;
    bool m_draws;
    bool m_drawn = false;
    std::chrono::steady_clock::time_point m_started;
    std::chrono::steady_clock::time_point m_last{};
};

} // namespace satpad::cli
