// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <satpad/service/what_waits.h>

namespace satpad::cli {

/// What a contact brought, as members "relays" and "carried" and as lines for people. `via` is the
/// site at the other end. A relay that failed is the outcome's result when it has none yet.
void add_news(Outcome& outcome,
    const service::Site& site,
    const service::ContactNews& news,
    const std::string& via);

/// How a message of the outbox stands with its relay, in words and as members of its row.
[[nodiscard]] std::string way_words(const service::Site& site, const service::sat::WayOut& way);
void add_way(json::object& row, const service::Site& site, const service::sat::WayOut& way);
/// By message.
[[nodiscard]] core::Expected<std::map<core::MessageId, service::sat::WayOut>> ways_by_message(
    service::Site& site);

} // namespace satpad::cli
