// SPDX-License-Identifier: GPL-3.0-or-later
#include "address.h"

#include <algorithm>
#include <charconv>

namespace satpad::transport {

core::Expected<HostAndPort> parse_address(std::string_view address)
{
    const core::Unexpected wrong(core::Errc::invalid_argument, "address is not host:port");
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || address.size() > 300) {
        return wrong;
    }
    std::string_view host = address.substr(0, colon);
    const std::string_view port = address.substr(colon + 1);
    if (host.front() == '[') {
        if (host.size() < 3 || host.back() != ']') {
            return wrong;
        }
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return wrong; // an IPv6 address needs its brackets
    }
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (port.empty() || error != std::errc() || end != port.data() + port.size() ||
        number > 65535) {
        return wrong;
    }
    return HostAndPort{std::string(host), std::string(port)};
}

} // namespace satpad::transport
