// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_config.h"

#include "toml_table.h"

namespace satpad::core::store {

Expected<KmeAccess> read_kme_access(const toml::node& from)
{
    if (from.as_table() == nullptr) {
        return bad(from, "'kme' of a peer is a table");
    }
    Table table(*from.as_table());
    KmeAccess access;
    const auto text = [&](std::string_view key, std::string otherwise) {
        return table.optional_member<std::string>(key, std::move(otherwise));
    };
    auto url = table.member<std::string>("url");
    auto peer_sae = table.member<std::string>("peer_sae");
    auto own_sae = text("own_sae", {});
    auto certificate = text("certificate", {});
    auto private_key = text("private_key", {});
    auto authority = text("authority", {});
    auto kme_id = text("kme_id", {});
    for (auto* each :
        {&url, &peer_sae, &own_sae, &certificate, &private_key, &authority, &kme_id}) {
        if (!*each) {
            return fail(std::move(*each));
        }
    }
    auto headers = table.strings("headers");
    if (!headers) {
        return fail(std::move(headers));
    }
    auto plain_http = table.optional_member<bool>("plain_http", false);
    auto simulated = table.optional_member<bool>("simulated", false);
    if (!plain_http || !simulated) {
        return plain_http ? fail(std::move(simulated)) : fail(std::move(plain_http));
    }
    auto most_keys = table.number("most_keys", 0, k_most_keys);
    auto most_key_bits = table.number("most_key_bits", 0, k_most_key_bits);
    if (!most_keys || !most_key_bits) {
        return most_keys ? fail(std::move(most_key_bits)) : fail(std::move(most_keys));
    }
    if (auto known = table.nothing_else(); !known) {
        return fail(std::move(known));
    }
    return KmeAccess{std::move(*url),
        std::move(*own_sae),
        std::move(*peer_sae),
        std::move(*certificate),
        std::move(*private_key),
        std::move(*authority),
        std::move(*kme_id),
        std::move(*headers),
        *plain_http,
        *simulated,
        *most_keys,
        *most_key_bits};
}

namespace {

Expected<std::vector<KmeService::Sae>> read_saes(const toml::node* from)
{
    std::vector<KmeService::Sae> saes;
    if (from == nullptr) {
        return saes;
    }
    if (from->as_array() == nullptr) {
        return bad(*from, "'sae' is a list of tables");
    }
    for (const toml::node& entry : *from->as_array()) {
        if (entry.as_table() == nullptr) {
            return bad(entry, "an SAE is a table");
        }
        Table table(*entry.as_table());
        auto id = table.member<std::string>("id");
        if (!id) {
            return fail(std::move(id));
        }
        auto quota = table.number("quota_bits", 0, k_most_quota);
        if (!quota) {
            return fail(std::move(quota));
        }
        if (auto known = table.nothing_else(); !known) {
            return fail(std::move(known));
        }
        saes.push_back({std::move(*id), *quota});
    }
    return saes;
}

} // namespace

Expected<KmeService> read_kme_service(const toml::node& from)
{
    if (from.as_table() == nullptr) {
        return bad(from, "'kme' is a table");
    }
    Table table(*from.as_table());
    KmeService service;
    auto id = table.optional_member<std::string>("id", {});
    auto listen = table.optional_member<std::string>("listen", service.listen);
    auto certificate = table.member<std::string>("certificate");
    auto private_key = table.member<std::string>("private_key");
    auto authority = table.member<std::string>("authority");
    for (auto* each : {&id, &listen, &certificate, &private_key, &authority}) {
        if (!*each) {
            return fail(std::move(*each));
        }
    }
    auto expiry = table.number("expiry_s", service.expiry_s, k_longest_expiry_s);
    if (!expiry) {
        return fail(std::move(expiry));
    }
    auto saes = read_saes(table.node("sae"));
    if (!saes) {
        return fail(std::move(saes));
    }
    if (auto known = table.nothing_else(); !known) {
        return fail(std::move(known));
    }
    return KmeService{std::move(*id),
        std::move(*listen),
        std::move(*certificate),
        std::move(*private_key),
        std::move(*authority),
        std::move(*saes),
        *expiry};
}

std::string format_kme_access(const KmeAccess& access)
{
    const auto yes = [](bool value) { return value ? "true\n" : "false\n"; };
    std::string text = "\n[peer.kme]\nurl = " + toml_string(access.url) + "\n";
    text += "own_sae = " + toml_string(access.own_sae) + "\n";
    text += "peer_sae = " + toml_string(access.peer_sae) + "\n";
    text += "certificate = " + toml_string(access.certificate.native()) + "\n";
    text += "private_key = " + toml_string(access.private_key.native()) + "\n";
    text += "authority = " + toml_string(access.authority.native()) + "\n";
    text += "kme_id = " + toml_string(access.kme_id) + "\n";
    text += "headers = " + toml_strings(access.headers) + "\n";
    text += std::string("plain_http = ") + yes(access.plain_http);
    text += std::string("simulated = ") + yes(access.simulated);
    text += "most_keys = " + std::to_string(access.most_keys) + "\n";
    text += "most_key_bits = " + std::to_string(access.most_key_bits) + "\n";
    return text;
}

std::string format_kme_service(const KmeService& service)
{
    std::string text = "\n[kme]\nid = " + toml_string(service.id) + "\n";
    text += "listen = " + toml_string(service.listen) + "\n";
    text += "certificate = " + toml_string(service.certificate.native()) + "\n";
    text += "private_key = " + toml_string(service.private_key.native()) + "\n";
    text += "authority = " + toml_string(service.authority.native()) + "\n";
    text += "expiry_s = " + std::to_string(service.expiry_s) + "\n";
    for (const KmeService::Sae& sae : service.saes) {
        text += "\n[[kme.sae]]\nid = " + toml_string(sae.id) + "\n";
        text += "quota_bits = " + std::to_string(sae.quota_bits) + "\n";
    }
    return text;
}

} // namespace satpad::core::store
