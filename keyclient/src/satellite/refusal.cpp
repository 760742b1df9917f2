// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_wire.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/satellite/refusal.h>

#include <algorithm>
#include <array>

namespace satpad::keyclient::satellite {

using core::Errc;

namespace {

struct Pair
{
    Refusal refusal;
    Errc code;
};

/// docs/contact.md, "Refusals". The first of a refusal says its meaning.
constexpr std::array k_pairs{
    Pair{Refusal::unknown_pad, Errc::unknown_pad},
    Pair{Refusal::not_for_this_site, Errc::not_for_this_site},
    Pair{Refusal::key_already_used, Errc::key_already_used},
    Pair{Refusal::malformed, Errc::malformed},
    Pair{Refusal::authentication_failed, Errc::authentication_failed},
    Pair{Refusal::unknown_peer, Errc::unknown_peer},
    Pair{Refusal::storage_full, Errc::storage_full},
    Pair{Refusal::storage_failed, Errc::io_failed},
    Pair{Refusal::storage_failed, Errc::outcome_unknown},
    Pair{Refusal::storage_failed, Errc::storage_unsafe},
    Pair{Refusal::storage_failed, Errc::home_damaged},
    Pair{Refusal::storage_failed, Errc::home_locked},
    Pair{Refusal::pad_suspended, Errc::pad_suspended},
    Pair{Refusal::not_enough_key, Errc::not_enough_key},
    Pair{Refusal::pad_not_confirmed, Errc::pad_not_confirmed},
    Pair{Refusal::home_suspect, Errc::home_suspect},
    Pair{Refusal::limit_exceeded, Errc::limit_exceeded},
    Pair{Refusal::home_busy, Errc::home_busy},
};

/// A KME that does not want this site will not want it later.
bool is_for_good(const std::error_code& code)
{
    using KmeErrc = etsi014::Errc;
    constexpr std::array k_for_good{KmeErrc::wrong_authority,
        KmeErrc::expired,
        KmeErrc::wrong_kme,
        KmeErrc::certificate_refused,
        KmeErrc::refused,
        KmeErrc::bad_configuration,
        KmeErrc::plain_refused};
    return std::any_of(k_for_good.begin(), k_for_good.end(), [&](KmeErrc each) {
        return code == make_error_code(each);
    });
}

class RefusalCategory final : public std::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "satpad.refusal"; }
    [[nodiscard]] std::string message(int /*code*/) const override
    {
        return "refused by the other end"; // which says why in its own words
    }
};

} // namespace

const std::error_category& refusal_category() noexcept
{
    static const RefusalCategory category;
    return category;
}

std::error_code make_error_code(Refusal code) noexcept
{
    return {static_cast<int>(code), refusal_category()};
}

Refused refused_for(const core::Error& why)
{
    if (why.code.category() == std::system_category()) { // of the file layer
        return {static_cast<std::uint8_t>(Refusal::storage_failed), why.text()};
    }
    if (why.code.category() == etsi014::kme_category()) {
        const Refusal said = is_for_good(why.code) ? Refusal::kme_refused : Refusal::kme_failed;
        return {static_cast<std::uint8_t>(said), why.text()};
    }
    const auto found = std::find_if(
        k_pairs.begin(), k_pairs.end(), [&](const Pair& pair) { return why.is(pair.code); });
    return {
        found == k_pairs.end() ? k_refused_otherwise : static_cast<std::uint8_t>(found->refusal),
        why.text()};
}

core::Error error_of(const std::string& who, const Refused& refused)
{
    const bool of_kme = refused.kind == static_cast<std::uint8_t>(Refusal::kme_failed) ||
                        refused.kind == static_cast<std::uint8_t>(Refusal::kme_refused);
    const bool known = of_kme || std::any_of(k_pairs.begin(), k_pairs.end(), [&](const Pair& pair) {
        return static_cast<int>(pair.refusal) == refused.kind;
    });
    if (!known) {
        return {core::make_error_code(Errc::wrong_state), who + " refused: " + refused.why};
    }
    return {make_error_code(static_cast<Refusal>(refused.kind)), who + " says: " + refused.why};
}

} // namespace satpad::keyclient::satellite
