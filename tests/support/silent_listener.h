// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace satpad::test {

/// Takes calls at 127.0.0.1 in the kernel and never says a word.
class SilentListener
{
public:
    explicit SilentListener(std::uint16_t port = 0, int backlog = 8)
        : m_descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const int yes = 1;
        setsockopt(m_descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_port = htons(port);
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(at);
        if (bind(m_descriptor, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
            listen(m_descriptor, backlog) != 0 ||
            getsockname(m_descriptor, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
            qFatal("no listener at port %d", port);
        }
        m_port = ntohs(at.sin_port);
    }
    ~SilentListener()
    {
        for (const int descriptor : m_callers) {
            close(descriptor);
        }
        close(m_descriptor);
    }
    SilentListener(const SilentListener&) = delete;
    SilentListener& operator=(const SilentListener&) = delete;

    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(m_port); }
    /// Nobody waits for a caller any more.
    void give_up() { shutdown(m_descriptor, SHUT_RDWR); }
    /// Blocks until one more has called; the call stays open.
    void await_caller()
    {
        m_callers.push_back(accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC));
    }
    /// From now on a call is not even taken: what one is sent for it is dropped.
    void fill()
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(m_port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (int i = 0; i < 16; ++i) {
            m_callers.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            static_cast<void>(
                connect(m_callers.back(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)));
        }
    }

private:
    int m_descriptor;
    std::uint16_t m_port = 0;
    std::vector<int> m_callers;
};

} // namespace satpad::test
