// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/transport/error.h>

#include <string>

namespace satpad::transport {
namespace {

class TransportCategory final : public std::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "satpad.transport"; }
    [[nodiscard]] std::string message(int code) const override
    {
        switch (static_cast<Errc>(code)) {
        case Errc::unreachable:
            return "peer unreachable";
        case Errc::timed_out:
            return "timed out";
        case Errc::refused:
            return "certificate refused";
        case Errc::wrong_peer:
            return "another site answered";
        case Errc::protocol:
            return "the peer broke the protocol";
        case Errc::closed:
            return "connection cut";
        case Errc::limit:
            return "limit reached";
        }
        return "unknown transport error";
    }
};

} // namespace

const std::error_category& transport_category() noexcept
{
    static const TransportCategory category;
    return category;
}

std::error_code make_error_code(Errc code) noexcept
{
    return {static_cast<int>(code), transport_category()};
}

} // namespace satpad::transport
