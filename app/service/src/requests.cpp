// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/requests.h>
#include <satpad/service/words.h>

#include <algorithm>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

constexpr std::uint64_t k_least_budget = 128;
constexpr std::uint64_t k_least_region_budget = 2048;

Unexpected refused(const std::string& why)
{
    return Unexpected(Errc::invalid_argument, why);
}

bool is_within(const core::Region& region, const core::ContentHeader& picture)
{
    return region.width != 0 && region.height != 0 && region.x < picture.width &&
           region.y < picture.height && region.width <= picture.width - region.x &&
           region.height <= picture.height - region.y;
}

/// As many bits a pixel as the file has.
std::uint64_t share_of_file(const core::Region& region, const core::ContentHeader& picture)
{
    const auto area = [](std::uint32_t width, std::uint32_t height) {
        return static_cast<double>(width) * static_cast<double>(height);
    };
    const double share = area(region.width, region.height) / area(picture.width, picture.height);
    return std::max(k_least_region_budget,
        static_cast<std::uint64_t>(share * static_cast<double>(picture.original_bytes)));
}

/// What an answer's content is at most: the numbers of its header at their longest.
std::uint64_t most_content(const core::ContentHeader& picture, std::uint64_t payload)
{
    const std::uint64_t header = core::k_max_content_header - 255 + picture.name.size();
    return std::min(core::k_max_content, header + payload);
}

Expected<core::PictureRequest> make_request(const core::InboxItem& item,
    const std::optional<core::Region>& region,
    std::uint64_t budget_bytes)
{
    const core::ContentHeader& picture = item.content;
    if (picture.mode == core::SendMode::exact) {
        return refused("message " + item.id.hex() + " is the file itself, bit for bit");
    }
    if (budget_bytes != 0 && budget_bytes < k_least_budget) {
        return refused("a budget has at least 128 bytes");
    }
    if (region && !is_within(*region, picture)) {
        return refused("the region is empty or not within the picture, which has " +
                       std::to_string(picture.width) + " x " + std::to_string(picture.height) +
                       " pixels");
    }
    if (picture.answers && picture.original_bytes == 0) {
        return refused("it is a part of a picture: ask for the picture it was cut from");
    }
    if (budget_bytes == 0 && picture.original_bytes == 0) {
        return refused("its sender did not tell how long the file is, so what it would cost is not "
                       "known; say --budget SIZE");
    }
    if (region && budget_bytes == 0) {
        budget_bytes = share_of_file(*region, picture);
    }
    return core::PictureRequest{item.id, region, std::min(budget_bytes, core::k_max_content)};
}

} // namespace

Expected<RequestCost> cost_of_request(Site& site,
    const core::MessageId& asked,
    const std::optional<core::Region>& region,
    std::uint64_t budget_bytes)
{
    RequestCost cost;
    auto item = site.inbox().item(asked);
    if (!item) {
        return fail(std::move(item));
    }
    auto request = make_request(*item, region, budget_bytes);
    if (!request) {
        return fail(std::move(request));
    }
    const core::Peer* peer = site.config().peer_by_id(item->from);
    if (peer == nullptr) {
        return Unexpected(Errc::unknown_peer, "the site that sent it is no peer any more");
    }
    auto left = key_left(site, peer->id);
    if (!left) {
        return fail(std::move(left));
    }
    cost.peer = *peer;
    cost.request = *request;
    cost.pages = core::MessageGeometry(core::encode_remark(*request).size()).pages();
    cost.free_pages = left->send_pages;
    cost.answer_bytes =
        request->budget_bytes != 0 ? request->budget_bytes : item->content.original_bytes;
    cost.answer_pages =
        core::MessageGeometry(most_content(item->content, cost.answer_bytes)).pages();
    cost.answer_free_pages = left->receive_pages;
    cost.item = std::move(*item);
    return cost;
}

Expected<void> check_cost(const RequestCost& cost)
{
    if (cost.pages > cost.free_pages) {
        return Unexpected(Errc::not_enough_key,
            std::to_string(cost.pages) + " pages needed to ask, " +
                std::to_string(cost.free_pages) + " free to send to " + cost.peer.name);
    }
    if (cost.answer_pages <= cost.answer_free_pages) {
        return {};
    }
    std::string text = "the answer may take " + std::to_string(cost.answer_pages) + " pages, " +
                       cost.peer.name + " has " + std::to_string(cost.answer_free_pages) +
                       " to send to this site";
    const std::uint64_t fits = core::content_that_fits(cost.answer_free_pages);
    if (fits > core::k_max_content_header + k_least_budget) {
        text += "; a picture fitted to " + bytes_in_words(fits - core::k_max_content_header) +
                " would fit (--budget)";
    }
    return Unexpected(Errc::not_enough_key, text);
}

SendReport send_request(Site& site,
    const RequestCost& cost,
    std::chrono::milliseconds wait,
    const std::atomic<bool>& stop,
    SendScreen& screen)
{
    SendReport report;
    report.result = check_cost(cost);
    if (!report.result) {
        return report;
    }
    core::SealRequest request;
    request.peer = cost.peer.id;
    request.content.name = cost.item.content.name;
    request.remark = cost.request;
    auto sealed = site.outbox().seal(request);
    if (!sealed) {
        report.result = fail(std::move(sealed));
        return report;
    }
    return deliver(site,
        cost.peer,
        {{sealed->id,
            cost.item.content.name,
            core::SendMode::request,
            0,
            sealed->pages,
            core::MessageState::sealed,
            0}},
        wait,
        stop,
        screen);
}

namespace {

Expected<std::vector<OwnRequest>> requests_made(Site& site)
{
    auto rows = site.ledger().messages({.direction = core::MessageDirection::outgoing,
        .peer = {},
        .open_only = false,
        .mode = core::SendMode::request});
    if (!rows) {
        return fail(std::move(rows));
    }
    std::vector<OwnRequest> found;
    for (const core::MessageRow& row : *rows) {
        if (row.sealed_note.empty()) {
            continue; // never sealed
        }
        auto note = site.outbox().note(row);
        if (!note) {
            return fail(std::move(note));
        }
        const auto* request =
            note->remark ? std::get_if<core::PictureRequest>(&*note->remark) : nullptr;
        if (request != nullptr) {
            found.push_back({row.id, row.peer, *request, row.state, row.created, {}, {}});
        }
    }
    return found;
}

} // namespace

Expected<std::vector<OwnRequest>> own_requests(Site& site, std::span<const core::InboxItem> items)
{
    auto made = requests_made(site);
    if (!made || made->empty()) {
        return made;
    }
    auto remarks = site.inbox().remarks();
    if (!remarks) {
        return fail(std::move(remarks));
    }
    for (const core::InboxRemark& remark : *remarks) {
        const auto* refusal = std::get_if<core::RequestRefusal>(&remark.remark);
        for (OwnRequest& own : *made) {
            if (refusal != nullptr && own.id == refusal->request && own.peer == remark.from) {
                own.refused = *refusal;
            }
        }
    }
    for (const core::InboxItem& item : items) {
        const auto asked = std::ranges::find_if(*made, [&](const OwnRequest& own) {
            return item.content.answers == core::mark_of(own.id) && own.peer == item.from &&
                   !own.answered_by && !own.refused;
        });
        if (asked != made->end()) {
            asked->answered_by = item.id;
        }
    }
    return made;
}

} // namespace satpad::service
