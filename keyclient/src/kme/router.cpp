// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers.h"
#include "asked.h"

#include <algorithm>

namespace satpad::keyclient::kme {

namespace {

constexpr std::uint64_t k_page_bits = core::k_page_bytes * 8;

} // namespace

bool is_sae_id(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= k_most_sae &&
           std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

Directory directory_of(const core::SiteConfig& config)
{
    Directory directory;
    if (!config.kme) {
        return directory;
    }
    directory.kme = config.kme->id.empty() ? config.name : config.kme->id;
    for (const core::KmeService::Sae& sae : config.kme->saes) {
        directory.saes[sae.id] = sae.quota_bits;
    }
    for (const core::Peer& peer : config.peers) {
        for (const std::string& sae : peer.saes) {
            directory.others[sae] = {peer.id, peer.name};
        }
    }
    return directory;
}

/// A request whose caller and path are known.
struct Router::Call
{
    const Request& request;
    const Directory& directory;
    Target target;
    std::uint64_t quota = 0;
};

void Router::set_directory(Directory directory)
{
    const std::scoped_lock guard(m_mutex);
    m_directory = std::make_shared<const Directory>(std::move(directory));
}

void Router::set_pool(const core::SiteId& peer, const Pool& pool)
{
    const std::scoped_lock guard(m_mutex);
    m_pools[peer] = pool;
}

Answer Router::answer(const Request& request) const
{
    const auto directory = [&] {
        const std::scoped_lock guard(m_mutex);
        return m_directory;
    }();
    Answer answer = route(request, *directory);
    answer.headers.emplace_back("Cache-Control", "no-store");
    return answer;
}

Answer Router::route(const Request& request, const Directory& directory) const
{
    const auto caller = directory.saes.find(request.caller);
    if (request.caller.empty() || caller == directory.saes.end()) {
        Answer answer = unauthorized();
        answer.hangs_up = true;
        return answer;
    }
    auto target =
        request.target.size() <= k_most_target ? parse_target(request.target) : std::nullopt;
    if (!target) {
        return error_answer(404, "no such path on this KME");
    }
    const bool posts = request.method == "POST";
    const bool takes_post = target->method != Method::status;
    if (request.method != "GET" && !(posts && takes_post)) {
        Answer answer = error_answer(405, "this method is not for this path");
        answer.headers.emplace_back("Allow", takes_post ? "GET, POST" : "GET");
        return answer;
    }
    if (posts && !target->query.empty()) {
        return bad_request("parameters of POST belong into its body");
    }
    const Call call{request, directory, std::move(*target), caller->second};
    switch (call.target.method) {
    case Method::status:
        return status(call);
    case Method::enc_keys:
        return draw(call);
    case Method::dec_keys:
        return fetch(call);
    }
    return error_answer(404, "no such path on this KME");
}

Answer Router::status(const Call& call) const
{
    const auto other = call.directory.others.find(call.target.sae);
    if (other == call.directory.others.end()) {
        return unknown_sae(call.target.sae);
    }
    const Pool pool = [&] {
        const std::scoped_lock guard(m_mutex);
        const auto found = m_pools.find(other->second.peer);
        return found == m_pools.end() ? Pool{} : found->second;
    }();
    const Pair pair{other->second.peer, call.request.caller, call.target.sae};
    etsi014::Status status;
    status.source_kme_id = call.directory.kme;
    status.target_kme_id = other->second.site;
    status.master_sae_id = call.request.caller;
    status.slave_sae_id = call.target.sae;
    status.key_size = k_key_bits;
    status.stored_key_count = pool.free_pages * k_page_bits / k_key_bits +
                              m_stock.bits_at_hand(pair, k_key_bits) / k_key_bits;
    status.max_key_count = std::max(pool.pages * k_page_bits / k_key_bits, status.stored_key_count);
    status.max_key_per_request = k_most_keys;
    status.max_key_size = k_most_key_bits;
    status.min_key_size = k_least_key_bits;
    status.max_sae_id_count = 0;
    status.simulated = pool.simulated;
    return json_answer(200, etsi014::status_body(status));
}

Answer Router::draw(const Call& call) const
{
    const auto other = call.directory.others.find(call.target.sae);
    if (other == call.directory.others.end()) {
        return unknown_sae(call.target.sae);
    }
    auto wanted = keys_asked(call.request, call.target.query);
    if (auto* wrong = std::get_if<Answer>(&wanted)) {
        return std::move(*wrong);
    }
    KeyOrder order = std::get<KeyOrder>(std::move(wanted));
    order.pair = {other->second.peer, call.request.caller, call.target.sae};
    order.quota_bits = call.quota;
    Answer answer;
    auto drawn = m_stock.draw(order, deliver_into(answer));
    if (!drawn) {
        return out_of_order();
    }
    if (const auto* dry = std::get_if<Dry>(&*drawn)) {
        Answer empty = too_little(order.number * order.bits, dry->bits_available);
        empty.may_wait = dry->more_may_come;
        return empty;
    }
    if (const auto* over = std::get_if<OverQuota>(&*drawn)) {
        return over_quota(call.quota, over->used_bits);
    }
    return answer;
}

Answer Router::fetch(const Call& call) const
{
    auto asked = ids_asked(call.request, call.target.query);
    if (auto* wrong = std::get_if<Answer>(&asked)) {
        return std::move(*wrong);
    }
    const auto& ids = std::get<std::vector<std::string>>(asked);
    Answer answer;
    auto fetched = m_stock.fetch(
        {call.request.caller, call.target.sae, call.quota}, ids, deliver_into(answer));
    if (!fetched) {
        return out_of_order();
    }
    if (std::holds_alternative<NotEntitled>(*fetched)) {
        return unauthorized();
    }
    if (const auto* missing = std::get_if<NotFound>(&*fetched)) {
        return not_found(missing->ids);
    }
    if (const auto* over = std::get_if<OverQuota>(&*fetched)) {
        return over_quota(call.quota, over->used_bits);
    }
    return answer;
}

Answer Router::too_large()
{
    Answer answer = error_answer(413, "the body is longer than this KME reads");
    answer.headers.emplace_back("Cache-Control", "no-store");
    return answer;
}

Answer Router::unreadable()
{
    return bad_request("this is no HTTP request, or its headers are too long");
}

} // namespace satpad::keyclient::kme
