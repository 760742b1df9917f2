// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <functional>

/// Answering what peers ask for (requests.h is their end): each request gets one message, a picture
/// or the reason why not. docs/decisions/0004-requests.md.
namespace satpad::service {

/// A request that has its answer now, sealed in the outbox.
struct Answer
{
    core::MessageId request;
    core::MessageId message;
    core::SiteId peer;
    std::optional<core::RefusedFor> refused; ///< none: a picture
    std::uint64_t pages = 0;
};

struct AnswerReport
{
    std::vector<Answer> sealed;
    /// Requests that wait on, each with its reason: no key even for a refusal, the pad suspended,
    /// the picture's own answer not here yet.
    std::vector<std::pair<core::MessageId, core::Error>> waiting;
    core::Expected<void> result; ///< what ended it early: storage, or `go_on`
};

/// Seals an answer for each unanswered request, of `peer` or of all. Whatever leaves a request
/// unanswered now, leaves it for the next call; none is answered twice, across crashes and
/// processes. Fitting a picture takes seconds; `go_on` is asked meanwhile.
[[nodiscard]] AnswerReport answer_requests(Site& site,
    const std::optional<core::SiteId>& peer,
    const std::function<core::Expected<void>()>& go_on);

/// The file as it is now, to be compared with what was noted; none when it is no regular file that
/// can be seen.
[[nodiscard]] std::optional<core::SentSource> source_of(const fs::path& file);

/// A word for scripts ("gone") and one for people ("its file is gone").
[[nodiscard]] std::string_view name_of(core::RefusedFor reason) noexcept;
[[nodiscard]] std::string_view sentence_of(core::RefusedFor reason) noexcept;

} // namespace satpad::service
