// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/error.h>

namespace satpad::core {
namespace {

const char* words(Errc code) noexcept
{
    switch (code) {
    case Errc::invalid_argument:
        return "invalid argument";
    case Errc::not_enough_key:
        return "not enough key";
    case Errc::authentication_failed:
        return "authentication failed";
    case Errc::key_already_used:
        return "key already used";
    case Errc::pad_suspended:
        return "pad suspended";
    case Errc::home_suspect:
        return "home may be a copy or a restored backup";
    case Errc::pad_not_confirmed:
        return "pad not confirmed by the peer";
    case Errc::unreadable_file:
        return "unreadable file";
    case Errc::unsupported_file:
        return "unsupported file";
    case Errc::malformed:
        return "malformed data";
    case Errc::io_failed:
        return "storage failed";
    case Errc::outcome_unknown:
        return "storage failed, outcome unknown";
    case Errc::storage_full:
        return "storage is full";
    case Errc::storage_unsafe:
        return "file system cannot lock or sync";
    case Errc::home_locked:
        return "home is locked";
    case Errc::home_damaged:
        return "home is damaged";
    case Errc::home_newer:
        return "home was written by a newer version";
    case Errc::home_busy:
        return "in use by another process";
    case Errc::not_set_up:
        return "site not set up";
    case Errc::already_exists:
        return "already exists";
    case Errc::unknown_peer:
        return "unknown peer";
    case Errc::unknown_pad:
        return "unknown pad";
    case Errc::unknown_message:
        return "unknown message";
    case Errc::not_for_this_site:
        return "not for this site";
    case Errc::too_late:
        return "too late, delivered";
    case Errc::wrong_state:
        return "not possible in this state";
    case Errc::limit_exceeded:
        return "over the limit";
    case Errc::cancelled:
        return "cancelled";
    case Errc::internal:
        return "internal error";
    }
    return "unknown error";
}

class CoreCategory final : public std::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "satpad.core"; }
    [[nodiscard]] std::string message(int value) const override
    {
        return words(static_cast<Errc>(value));
    }
};

} // namespace

const std::error_category& core_category() noexcept
{
    static const CoreCategory category;
    return category;
}

std::error_code make_error_code(Errc code) noexcept
{
    return {static_cast<int>(code), core_category()};
}

std::string Error::text() const
{
    return context.empty() ? code.message() : code.message() + ": " + context;
}

} // namespace satpad::core
