// SPDX-License-Identifier: GPL-3.0-or-later
#include "remark_rows.h"

namespace satpad::cli {
namespace {

json::value id_or_null(const std::optional<core::MessageId>& id)
{
    return id ? json::value(id->hex()) : json::value(nullptr);
}

/// What became of a request at this end.
std::string_view state_of(const service::OwnRequest& own)
{
    if (own.answered_by) {
        return "answered";
    }
    if (own.refused) {
        return "refused";
    }
    switch (own.state) {
    case core::MessageState::verified:
        return "asked";
    case core::MessageState::cancelling:
    case core::MessageState::cancelled:
        return "cancelled";
    case core::MessageState::failed:
        return "failed";
    default:
        return "waiting";
    }
}

} // namespace

json::object request_json(const core::PictureRequest& request)
{
    json::object made{{"asked", request.asked.hex()},
        {"what", request.region ? "region" : (request.budget_bytes != 0 ? "fitted" : "exact")},
        {"region", nullptr},
        {"budget_bytes", request.budget_bytes}};
    if (request.region) {
        made["region"] = json::array{
            request.region->x, request.region->y, request.region->width, request.region->height};
    }
    return made;
}

std::string request_words(const core::PictureRequest& request)
{
    if (request.budget_bytes == 0) {
        return "the file itself";
    }
    const std::string fitted = "fitted to " + service::bytes_in_words(request.budget_bytes);
    if (!request.region) {
        return fitted;
    }
    return "region " + std::to_string(request.region->width) + "x" +
           std::to_string(request.region->height) + " at " + std::to_string(request.region->x) +
           "," + std::to_string(request.region->y) + ", " + fitted;
}

json::object own_request_json(const service::OwnRequest& own)
{
    json::object made = request_json(own.request);
    made["id"] = own.id.hex();
    made["state"] = state_of(own);
    made["answered_by"] = id_or_null(own.answered_by);
    made["reason"] = nullptr;
    if (own.refused) {
        made["reason"] = service::name_of(own.refused->reason);
        made["most_bytes"] = own.refused->most_bytes;
    }
    return made;
}

std::string own_request_words(const service::OwnRequest& own)
{
    std::string text = request_words(own.request) + ": " + std::string(state_of(own));
    if (own.answered_by) {
        text += " by " + own.answered_by->hex();
    } else if (own.refused) {
        text += ": " + std::string(service::sentence_of(own.refused->reason));
        if (own.refused->most_bytes != 0) {
            text += "; --budget " + std::to_string(own.refused->most_bytes) + " would do";
        }
    }
    return text + " (request " + own.id.hex() + ")";
}

std::string answer_words(const service::Answer& answer)
{
    return "request " + answer.request.hex() + " of a peer is " +
           (answer.refused ? "refused: " + std::string(service::sentence_of(*answer.refused))
                           : "answered by message " + answer.message.hex()) +
           ", " + std::to_string(answer.pages) + " pages";
}

json::object peer_request_json(const service::Site& site, const core::InboxRemark& remark)
{
    json::object made = request_json(std::get<core::PictureRequest>(remark.remark));
    made["id"] = remark.id.hex();
    made["from"] = site.name_of(remark.from);
    made["received"] = core::iso8601(remark.received);
    made["state"] = remark.answered_by ? "answered" : "asked";
    made["answered_by"] = id_or_null(remark.answered_by);
    return made;
}

} // namespace satpad::cli
