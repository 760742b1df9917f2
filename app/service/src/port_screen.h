// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/receive.h>

#include <future>

namespace satpad::service {

/// Hands the bound port, or the end of the receiver, to the thread that waits for it.
class PortScreen final : public ReceiveScreen
{
public:
    void listening(const std::string& /*address*/, std::uint16_t port) override
    {
        if (!m_told.exchange(true)) {
            m_port.set_value(port);
        }
    }
    void ended()
    {
        if (!m_told.exchange(true)) {
            m_port.set_value(0);
        }
    }
    /// Once. 0: it ended without listening.
    [[nodiscard]] std::uint16_t wait() { return m_port.get_future().get(); }

private:
    std::atomic<bool> m_told{false};
    std::promise<std::uint16_t> m_port;
};

} // namespace satpad::service
