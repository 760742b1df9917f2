// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/receive.h>

#include <set>
#include <thread>

namespace satpad::service {

/// Answers requests beside a listener, on a thread of its own: fitting a picture takes seconds, and
/// no session is to wait for it.
class Answerer
{
public:
    /// `asked` is raised for each request that comes in.
    Answerer(Site& site, ReceiveScreen& screen, std::atomic<bool>& asked)
        : m_site(site)
        , m_screen(screen)
        , m_asked(asked)
    {}

    void run(const std::stop_token& stop)
    {
        constexpr auto k_tick = std::chrono::milliseconds(50);
        // Another process of this home may take a request, and key for one that waits may come.
        constexpr auto k_look_anyway = std::chrono::seconds(60);
        std::chrono::steady_clock::time_point next{};
        while (!stop.stop_requested()) {
            const auto now = std::chrono::steady_clock::now();
            if (m_asked.exchange(false) || now >= next) {
                next = now + k_look_anyway;
                answer(stop);
            }
            std::this_thread::sleep_for(k_tick);
        }
    }

private:
    /// Work at a peer's wish: what it takes too much of ends that answer, not the listener.
    void answer(const std::stop_token& stop)
    {
        try {
            answer_all(stop);
        } catch (const std::exception& thrown) {
            m_screen.trouble({make_error_code(core::Errc::internal),
                std::string("answering: ") + thrown.what()});
        }
    }

    void answer_all(const std::stop_token& stop)
    {
        const AnswerReport report =
            answer_requests(m_site, std::nullopt, [&stop]() -> core::Expected<void> {
                if (stop.stop_requested()) {
                    return core::Unexpected(core::Errc::cancelled, "stopped by the operator");
                }
                return {};
            });
        for (const Answer& answer : report.sealed) {
            m_screen.answered(answer);
        }
        for (const auto& [request, why] : report.waiting) {
            if (m_told.insert(request).second) { // once, not every minute
                m_screen.trouble(
                    {why.code, "request " + request.hex() + " from a peer waits: " + why.context});
            }
        }
        if (!report.result && !report.result.error().is(core::Errc::cancelled)) {
            m_screen.trouble(report.result.error());
        }
    }

    Site& m_site;
    ReceiveScreen& m_screen;
    std::atomic<bool>& m_asked;
    std::set<core::MessageId> m_told;
};

} // namespace satpad::service
