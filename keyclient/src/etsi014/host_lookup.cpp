// SPDX-License-Identifier: GPL-3.0-or-later
#include "host_lookup.h"

#include <satpad/keyclient/etsi014/error.h>

#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <thread>

namespace satpad::keyclient::etsi014 {
namespace {

using core::Expected;
using core::Unexpected;

/// Shared with the thread that asks the system, which may outlive the question.
struct Lookup
{
    std::string host;
    std::string port;
    std::mutex mutex;
    std::condition_variable_any over;
    bool done = false;
    int error = 0;
    std::vector<HostAddress> found;
};

int ask_system(
    const std::string& host, const std::string& port, int flags, std::vector<HostAddress>& into)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* all = nullptr;
    const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &all);
    if (error != 0) {
        return error;
    }
    for (const addrinfo* one = all; one != nullptr; one = one->ai_next) {
        HostAddress address;
        std::memcpy(&address.address, one->ai_addr, one->ai_addrlen);
        address.size = one->ai_addrlen;
        into.push_back(address);
    }
    freeaddrinfo(all);
    return 0;
}

void run(const std::shared_ptr<Lookup>& lookup)
{
    std::vector<HostAddress> found;
    const int error = ask_system(lookup->host, lookup->port, 0, found);
    const std::scoped_lock lock(lookup->mutex);
    lookup->found = std::move(found);
    lookup->error = error;
    lookup->done = true;
    lookup->over.notify_all();
}

} // namespace

Expected<std::vector<HostAddress>> look_up_host(const std::string& host,
    const std::string& port,
    std::chrono::milliseconds limit,
    const std::stop_token& stop)
{
    std::vector<HostAddress> found;
    if (ask_system(host, port, AI_NUMERICHOST, found) == 0) {
        return found;
    }
    const auto lookup = std::make_shared<Lookup>();
    lookup->host = host;
    lookup->port = port;
    // getaddrinfo cannot be stopped: a thread that nobody waits for is left with it.
    std::thread([lookup] { run(lookup); }).detach();
    std::unique_lock lock(lookup->mutex);
    const auto deadline = std::chrono::steady_clock::now() + limit;
    const bool done = lookup->over.wait_until(lock, stop, deadline, [&] { return lookup->done; });
    if (stop.stop_requested()) {
        return Unexpected(core::Errc::cancelled, "while looking up " + host);
    }
    if (!done || lookup->error != 0) {
        return Unexpected(make_error_code(Errc::unresolved),
            host + (done ? std::string(": ") + gai_strerror(lookup->error) : ": no answer"));
    }
    return lookup->found;
}

} // namespace satpad::keyclient::etsi014
