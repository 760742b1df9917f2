// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/send.h>

/// Asking for more of a picture that came as a thumbnail or fitted: what it costs, the asking, and
/// what became of it. The other end of it is answers.h. docs/decisions/0004-requests.md.
namespace satpad::service {

/// What one request costs, known before a page is touched. The answer is paid by the peer, from
/// the pads it sends to this site with.
struct RequestCost
{
    core::InboxItem item; ///< the picture there is
    core::Peer peer;
    core::PictureRequest request;
    std::uint64_t pages = 0;             ///< of the request itself
    std::uint64_t free_pages = 0;        ///< this site's, to send to the peer
    std::uint64_t answer_bytes = 0;      ///< of payload at most
    std::uint64_t answer_pages = 0;      ///< at most
    std::uint64_t answer_free_pages = 0; ///< the peer's, to send to this site
};

/// `budget_bytes` 0: the file itself; of a region: its share of the file, 2 kB at least.
/// Errors: Errc::unknown_message, unknown_peer; Errc::invalid_argument when the picture is exact
/// already, is itself a region, when the region is empty or not within it, when the budget is below
/// 128 bytes, or when its sender did not tell the length of the file and there is no budget.
[[nodiscard]] core::Expected<RequestCost> cost_of_request(Site& site,
    const core::MessageId& asked,
    const std::optional<core::Region>& region,
    std::uint64_t budget_bytes);

/// Errc::not_enough_key when this site cannot ask, or the peer could not answer with what it has.
[[nodiscard]] core::Expected<void> check_cost(const RequestCost& cost);

/// Seals the request and delivers it, as `send_files` does with a file.
[[nodiscard]] SendReport send_request(Site& site,
    const RequestCost& cost,
    std::chrono::milliseconds wait,
    const std::atomic<bool>& stop,
    SendScreen& screen);

/// A request of this site.
struct OwnRequest
{
    core::MessageId id;
    core::SiteId peer;
    core::PictureRequest request;
    core::MessageState state = core::MessageState::sealed; ///< verified: the peer has it
    core::UnixTime created;
    std::optional<core::MessageId> answered_by; ///< the picture in the inbox
    std::optional<core::RequestRefusal> refused;
};
/// Oldest first; `items` is what the inbox holds. Two requests whose marks are alike (one pair in
/// 2^32) are answered in the order they were made.
[[nodiscard]] core::Expected<std::vector<OwnRequest>> own_requests(
    Site& site, std::span<const core::InboxItem> items);

} // namespace satpad::service
