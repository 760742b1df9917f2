// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/demo_stage.h>

#include <mutex>

namespace satpad::service {

/// Keeps what passes and deliveries report for who looks later. Threads: any.
class DemoWatch final : public PassScreen, public SendScreen
{
public:
    using Statistics = std::function<transport::LinkStatistics()>;

    [[nodiscard]] DemoNow now(const Statistics& link);
    void flying(bool flying);
    void begin_photo(core::SendMode mode, const Statistics& link);
    void reserved(std::uint64_t pages);
    void sealed(const fs::path& file, std::uint64_t bytes);
    void verified();

    void second(const sat::PassSecond& now, std::size_t of) override;
    void sending(const fs::path& file, std::uint64_t done, std::uint64_t total) override;

private:
    using Clock = std::chrono::steady_clock;
    [[nodiscard]] double elapsed() const;
    /// Counts on from `m_from` while the connection lives that carries the photo.
    void follow(const transport::LinkStatistics& link);

    std::mutex m_mutex;
    DemoNow m_now;
    Statistics m_link;
    Clock::time_point m_begun;
    std::uint64_t m_from = 0;     ///< of the sealed bytes, where this connection began
    std::uint64_t m_out_then = 0; ///< what had come out of the link then
    std::uint64_t m_connection = 0;
    std::uint64_t m_cuts_then = 0;
};

} // namespace satpad::service
