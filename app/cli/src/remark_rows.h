// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.h"

#include <satpad/service/answers.h>
#include <satpad/service/requests.h>

/// Requests and what became of them, for people and in the stable form of docs/cli.md.
namespace satpad::cli {

/// asked, what, region, budget_bytes.
[[nodiscard]] json::object request_json(const core::PictureRequest& request);
/// "the file itself", "fitted to 16.4 kB", "region 640x480 at 100,50, fitted to 16.4 kB".
[[nodiscard]] std::string request_words(const core::PictureRequest& request);

/// A request of this site: the above, id, state (waiting, asked, answered, refused, cancelled,
/// failed), answered_by, reason, most_bytes.
[[nodiscard]] json::object own_request_json(const service::OwnRequest& own);
[[nodiscard]] std::string own_request_words(const service::OwnRequest& own);

/// What a peer's request came to, and its cost.
[[nodiscard]] std::string answer_words(const service::Answer& answer);

/// A peer's request: the above, id, from, received, state (asked, answered), answered_by.
[[nodiscard]] json::object peer_request_json(
    const service::Site& site, const core::InboxRemark& remark);

} // namespace satpad::cli
