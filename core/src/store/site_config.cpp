// SPDX-License-Identifier: GPL-3.0-or-later
#include "site_config.h"

#include "kme_config.h"
#include "toml_table.h"

#include <satpad/core/message_format.h>

#include <set>

namespace satpad::core {

using namespace store;

namespace {

constexpr std::int64_t k_format = 1;
constexpr std::size_t k_longest_name = 64;
constexpr std::size_t k_most_peers = 1024;

Expected<void> read_site(const toml::table& from, SiteConfig& config)
{
    Table site(from);
    auto id = site.id<SiteId>("id");
    if (!id) {
        return fail(std::move(id));
    }
    auto name = site.member<std::string>("name");
    if (!name) {
        return fail(std::move(name));
    }
    auto kind = site.member<std::string>("kind");
    if (!kind) {
        return fail(std::move(kind));
    }
    if (*kind != "real" && *kind != "simulated") {
        return bad(*from.get("kind"), "'kind' is \"real\" or \"simulated\"");
    }
    auto listen = site.member<std::string>("listen");
    if (!listen) {
        return fail(std::move(listen));
    }
    auto simulated = site.member<bool>("simulated");
    if (!simulated) {
        return fail(std::move(simulated));
    }
    config.id = *id;
    config.name = std::move(*name);
    config.kind = *kind == "real" ? HomeKind::real : HomeKind::simulated;
    config.listen = std::move(*listen);
    config.allow_simulated = *simulated;
    return site.nothing_else();
}

/// What a peer's table has of KMEs, both of which may be left out.
Expected<void> read_key_source(Table& table, Peer& peer)
{
    auto saes = table.strings("saes");
    if (!saes) {
        return fail(std::move(saes));
    }
    peer.saes = std::move(*saes);
    if (const toml::node* kme = table.node("kme"); kme != nullptr) {
        auto access = read_kme_access(*kme);
        if (!access) {
            return fail(std::move(access));
        }
        peer.kme = std::move(*access);
    }
    return {};
}

Expected<Peer> read_peer(const toml::table& from)
{
    Table table(from);
    auto id = table.id<SiteId>("id");
    if (!id) {
        return fail(std::move(id));
    }
    auto name = table.member<std::string>("name");
    if (!name) {
        return fail(std::move(name));
    }
    auto key = table.id<PublicKey>("key");
    if (!key) {
        return fail(std::move(key));
    }
    auto address = table.member<std::string>("address");
    if (!address) {
        return fail(std::move(address));
    }
    Peer peer{*id, std::move(*name), *key, std::move(*address)};
    if (auto read = read_key_source(table, peer); !read) {
        return fail(std::move(read));
    }
    if (auto known = table.nothing_else(); !known) {
        return fail(std::move(known));
    }
    return peer;
}

Expected<void> read_peers(const toml::node& from, SiteConfig& config)
{
    const toml::array* list = from.as_array();
    if (list == nullptr || list->size() > k_most_peers) {
        return bad(from, "'peer' is a list of at most " + std::to_string(k_most_peers) + " tables");
    }
    for (const toml::node& entry : *list) {
        const toml::table* table = entry.as_table();
        if (table == nullptr) {
            return bad(entry, "a peer is a table");
        }
        auto peer = read_peer(*table);
        if (!peer) {
            return fail(std::move(peer));
        }
        config.peers.push_back(std::move(*peer));
    }
    return {};
}

Expected<void> read_requests(const toml::node& from, RequestPolicy& policy)
{
    const toml::table* table = from.as_table();
    if (table == nullptr) {
        return bad(from, "'requests' is a table");
    }
    Table requests(*table);
    auto answer = requests.optional_member<bool>("answer", policy.answer);
    if (!answer) {
        return fail(std::move(answer));
    }
    auto most = requests.optional_member<std::int64_t>("most_bytes", 0);
    if (!most) {
        return fail(std::move(most));
    }
    if (*most < 0 || static_cast<std::uint64_t>(*most) > k_max_content) {
        return bad(*table->get("most_bytes"), "'most_bytes' is 0 to 2^40");
    }
    policy = {*answer, static_cast<std::uint64_t>(*most)};
    return requests.nothing_else();
}

Expected<SiteConfig> read_document(const toml::table& document)
{
    Table top(document);
    auto format = top.member<std::int64_t>("format");
    if (!format) {
        return fail(std::move(format));
    }
    if (*format > k_format) {
        return Unexpected(Errc::home_newer, "site.toml has format " + std::to_string(*format));
    }
    const toml::table* site = document["site"].as_table();
    if (*format != k_format || site == nullptr) {
        return bad(document, "no [site] of format 1");
    }
    SiteConfig config;
    if (auto read = read_site(*site, config); !read) {
        return fail(std::move(read));
    }
    if (const toml::node* requests = document.get("requests"); requests != nullptr) {
        if (auto read = read_requests(*requests, config.requests); !read) {
            return fail(std::move(read));
        }
    }
    if (const toml::node* kme = document.get("kme"); kme != nullptr) {
        auto service = read_kme_service(*kme);
        if (!service) {
            return fail(std::move(service));
        }
        config.kme = std::move(*service);
    }
    if (const toml::node* peers = document.get("peer"); peers != nullptr) {
        if (auto read = read_peers(*peers, config); !read) {
            return fail(std::move(read));
        }
    }
    for (const auto& [key, node] : document) {
        if (key != "format" && key != "site" && key != "requests" && key != "kme" &&
            key != "peer") {
            return bad(node, "'" + std::string(key.str()) + "' is not a setting of this version");
        }
    }
    return config;
}

} // namespace

const Peer* SiteConfig::peer_named(std::string_view wanted) const noexcept
{
    const auto found = std::find_if(
        peers.begin(), peers.end(), [wanted](const Peer& peer) { return peer.name == wanted; });
    return found == peers.end() ? nullptr : &*found;
}

const Peer* SiteConfig::peer_by_id(const SiteId& wanted) const noexcept
{
    const auto found = std::find_if(
        peers.begin(), peers.end(), [&wanted](const Peer& peer) { return peer.id == wanted; });
    return found == peers.end() ? nullptr : &*found;
}

namespace store {

std::string fault_in(const SiteConfig& config)
{
    if (config.id == SiteId{}) {
        return "the site has no id";
    }
    if (!is_site_name(config.name)) {
        return "the site's name is not one: 1 to 64 bytes of UTF-8 without '/' or control "
               "characters, no leading '.'";
    }
    if (!is_address(config.listen)) {
        return "'listen' is not HOST:PORT";
    }
    if (config.peers.size() > k_most_peers) {
        return "more than " + std::to_string(k_most_peers) + " peers";
    }
    std::set<std::string, std::less<>> names;
    std::set<SiteId> ids{config.id};
    for (const Peer& peer : config.peers) {
        if (!is_site_name(peer.name) || !names.insert(peer.name).second) {
            return "a peer's name is not one, or is there twice";
        }
        if (peer.id == SiteId{} || !ids.insert(peer.id).second) {
            return "the id of peer '" + peer.name + "' is none, this site's own, or there twice";
        }
        if (peer.key == PublicKey{}) {
            return "peer '" + peer.name + "' has no key";
        }
        if (!peer.address.empty() && !is_address(peer.address)) {
            return "the address of peer '" + peer.name + "' is not HOST:PORT";
        }
    }
    return fault_in_kmes(config);
}

bool is_site_name(std::string_view name) noexcept
{
    return name.size() <= k_longest_name && is_safe_name(name);
}

} // namespace store

Expected<SiteConfig> parse_site_config(std::string_view text)
{
    try {
        auto config = read_document(toml::parse(text, std::string_view("site.toml")));
        if (!config) {
            return config;
        }
        if (std::string fault = store::fault_in(*config); !fault.empty()) {
            return Unexpected(Errc::home_damaged, "site.toml: " + fault);
        }
        return config;
    } catch (const toml::parse_error& error) {
        return Unexpected(Errc::home_damaged,
            "site.toml, line " + std::to_string(error.source().begin.line) + ": " +
                std::string(error.description()));
    }
}

std::string format_site_config(const SiteConfig& config)
{
    std::string text =
        "# Satpad keeps this site's settings here. Comments do not survive a change by satpad.\n";
    text += "format = " + std::to_string(k_format) + "\n\n[site]\n";
    text += "id = " + toml_string(config.id.hex()) + "\n";
    text += "name = " + toml_string(config.name) + "\n";
    text += std::string("kind = ") +
            (config.kind == HomeKind::real ? "\"real\"" : "\"simulated\"") + "\n";
    text += "listen = " + toml_string(config.listen) + "\n";
    text += std::string("simulated = ") + (config.allow_simulated ? "true" : "false") + "\n";
    if (config.requests != RequestPolicy{}) {
        text += std::string("\n[requests]\nanswer = ") +
                (config.requests.answer ? "true" : "false") + "\n";
        text += "most_bytes = " + std::to_string(config.requests.most_bytes) + "\n";
    }
    if (config.kme) {
        text += format_kme_service(*config.kme);
    }
    for (const Peer& peer : config.peers) {
        text += "\n[[peer]]\n";
        text += "id = " + toml_string(peer.id.hex()) + "\n";
        text += "name = " + toml_string(peer.name) + "\n";
        text += "key = " + toml_string(peer.key.hex()) + "\n";
        text += "address = " + toml_string(peer.address) + "\n";
        if (!peer.saes.empty()) {
            text += "saes = " + toml_strings(peer.saes) + "\n";
        }
        if (peer.kme) {
            text += format_kme_access(*peer.kme);
        }
    }
    return text;
}

} // namespace satpad::core
