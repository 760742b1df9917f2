// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_pull.h"

namespace satpad::cli {
namespace {

struct KmeOptions
{
    std::string name;
    core::KmeAccess access;
    bool clear = false;
};

json::value kme_json(const std::optional<core::KmeAccess>& access)
{
    if (!access) {
        return nullptr;
    }
    json::array headers; // their values may be secret
    for (const std::string& header : access->headers) {
        headers.push_back(json::value(header.substr(0, header.find(':'))));
    }
    return json::object{{"url", access->url},
        {"own_sae", access->own_sae},
        {"peer_sae", access->peer_sae},
        {"cert", access->certificate.string()},
        {"key", access->private_key.string()},
        {"ca", access->authority.string()},
        {"kme_id", access->kme_id},
        {"headers", std::move(headers)},
        {"plain_http", access->plain_http},
        {"simulated", access->simulated},
        {"most_keys", access->most_keys},
        {"most_key_bits", access->most_key_bits}};
}

std::string kme_lines(const core::Peer& peer)
{
    if (!peer.kme) {
        return "Key with " + peer.name + " comes from no KME. Set one: satpad peer kme " +
               peer.name + " --url URL --own-sae ID --peer-sae ID --cert FILE --key FILE\n";
    }
    const core::KmeAccess& access = *peer.kme;
    std::string text = "Key with " + peer.name + " comes from " + access.url +
                       (access.simulated ? " (SIMULATED)" : "") + "\n";
    text += "  SAE here " + access.own_sae + ", at " + peer.name + " " + access.peer_sae + "\n";
    text += "  certificate " + access.certificate.string() + ", key " +
            access.private_key.string() + ", CA " +
            (access.authority.empty() ? "of the system" : access.authority.string()) + "\n";
    text += access.kme_id.empty() ? "" : "  expected KME ID " + access.kme_id + "\n";
    text += access.plain_http ? "  plain http is allowed\n" : "";
    return text;
}

/// Files are found from anywhere, not only from where they were named.
void make_absolute(core::KmeAccess& access)
{
    for (fs::path* path : {&access.certificate, &access.private_key, &access.authority}) {
        if (!path->empty()) {
            *path = fs::absolute(*path).lexically_normal();
        }
    }
}

Outcome run_kme(const Context& context, const KmeOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    if (options.clear || !options.access.url.empty()) {
        std::optional<core::KmeAccess> access;
        if (!options.clear) {
            access = options.access;
            make_absolute(*access);
        }
        if (auto set = service::set_peer_kme(**site, options.name, std::move(access)); !set) {
            return failed(std::move(set));
        }
    }
    auto peer = (*site)->peer(options.name);
    if (!peer) {
        return failed(std::move(peer));
    }
    Outcome outcome;
    outcome.json = {{"name", peer->name}, {"kme", kme_json(peer->kme)}};
    outcome.text = kme_lines(*peer);
    return outcome;
}

void add_limits(CLI::App& sub, core::KmeAccess& access, CLI::Option* url)
{
    sub.add_flag(
           "--plain-http", access.plain_http, "Allow an http:// URL: anybody can read the key")
        ->needs(url);
    sub.add_flag("--simulated", access.simulated, "Its key is simulated, though it does not say so")
        ->needs(url);
    sub.add_option("--most-keys", access.most_keys, "Keys of one request; default: as the KME says")
        ->needs(url)
        ->type_name("N");
    sub.add_option(
           "--most-key-bits", access.most_key_bits, "Bits of one key; default: as the KME says")
        ->needs(url)
        ->type_name("N");
}

} // namespace

void add_peer_kme(CLI::App& peer, Context& context)
{
    auto options = std::make_shared<KmeOptions>();
    core::KmeAccess& access = options->access;
    auto* sub = peer.add_subcommand("kme",
        "The KME (ETSI GS QKD 014) that key with this peer comes from; with no option: show it");
    sub->add_option("name", options->name, "The peer")->required()->type_name("NAME");
    auto* url = sub->add_option("--url", access.url, "Of this site's KME, without /api/v1")
                    ->type_name("https://HOST[:PORT][/PATH]");
    auto* own = sub->add_option("--own-sae", access.own_sae, "This site's SAE ID")->type_name("ID");
    auto* theirs =
        sub->add_option("--peer-sae", access.peer_sae, "The peer's SAE ID")->type_name("ID");
    auto* certificate =
        sub->add_option("--cert", access.certificate, "This site's client certificate, PEM")
            ->type_name("FILE");
    auto* key =
        sub->add_option("--key", access.private_key, "Its private key, PEM")->type_name("FILE");
    auto* authority = sub->add_option("--ca",
                             access.authority,
                             "Who signs the KME's certificate, PEM; default: the system's")
                          ->type_name("FILE");
    auto* id =
        sub->add_option(
               "--kme-id", access.kme_id, "What its certificate names, when that is no host name")
            ->type_name("ID");
    auto* headers =
        sub->add_option("--header", access.headers, "Sent with each request; may be repeated")
            ->allow_extra_args(false)
            ->type_name("\"NAME: VALUE\"");
    url->needs(own)->needs(theirs);
    for (CLI::Option* each : {own, theirs, certificate, key, authority, id, headers}) {
        each->needs(url);
    }
    add_limits(*sub, access, url);
    sub->add_flag("--clear", options->clear, "Key with this peer comes from no KME any more")
        ->excludes(url);
    sub->footer(
        "Example:\n  satpad peer kme stellenbosch --url https://kme.beijing.example:8443 \\\n"
        "    --own-sae sae-b --peer-sae sae-s --cert sae-b.pem --key sae-b.key --ca ca.pem");
    sub->callback([options, &context] {
        context.run = [options, &context] { return run_kme(context, *options); };
    });
}

} // namespace satpad::cli
