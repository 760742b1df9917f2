// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd_receive.h"

#include <satpad/core/pulls.h>
#include <satpad/service/kme_serve.h>

#include <algorithm>

namespace satpad::cli {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

struct ServeOptions
{
    std::string listen;
    std::string kme_listen;
};

struct SetupOptions
{
    core::KmeService service;
};

struct AllowOptions
{
    std::string sae;
    std::uint64_t quota_bits = 0;
    std::string peer;
};

class KmeLines final : public service::KmeScreen
{
public:
    KmeLines(const Context& context, const service::Site& site)
        : m_context(context)
        , m_site(site)
    {}
    void serves_keys(const std::string& address, std::uint16_t port) override
    {
        m_context.say("satpad: " + m_site.config().name + " serves keys on https://" + address +
                      " (port " + std::to_string(port) + ")");
    }
    void no_stock(const core::Peer& peer, const core::Error& why) override
    {
        m_context.say(
            "satpad: note: no stock of keys with " + peer.name + ": " + service::sentence(why));
    }

private:
    const Context& m_context;
    const service::Site& m_site;
};

Outcome run_serve(const Context& context, const ServeOptions& options)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    service::KmeServeRequest request;
    request.receive.listen = options.listen;
    request.listen = options.kme_listen;
    KmeLines lines(context, **site);
    return receive_until_stopped(
        context, **site, [&](service::ReceiveSignals& signals, service::ReceiveScreen& screen) {
            return service::serve_kme(**site, context.world.clock, request, signals, screen, lines);
        });
}

std::uint64_t quota_of(const core::SiteConfig& config, const std::string& sae)
{
    if (!config.kme) {
        return 0;
    }
    const auto& saes = config.kme->saes;
    const auto found = std::ranges::find(saes, sae, &core::KmeService::Sae::id);
    return found == saes.end() ? 0 : found->quota_bits;
}

json::object usage_row(const core::KmeUsage& row, std::uint64_t quota_bits)
{
    json::object made{{"sae", row.sae},
        {"other_sae", row.other_sae},
        {"issued_keys", row.issued_keys},
        {"issued_bits", row.issued_bits},
        {"fetched_keys", row.fetched_keys},
        {"fetched_bits", row.fetched_bits},
        {"burnt_bits", row.burnt_bits},
        {"quota_bits", quota_bits},
        {"last", nullptr}};
    if (row.last.seconds != 0) {
        made["last"] = core::iso8601(row.last);
    }
    return made;
}

std::string usage_line(const core::KmeUsage& row, std::uint64_t quota_bits)
{
    return row.sae + " with " + row.other_sae + ": issued " + std::to_string(row.issued_keys) +
           " keys (" + std::to_string(row.issued_bits) + " bits), fetched " +
           std::to_string(row.fetched_keys) + " (" + std::to_string(row.fetched_bits) +
           " bits), burnt " + std::to_string(row.burnt_bits) + " bits" +
           (quota_bits == 0 ? "" : ", quota " + std::to_string(quota_bits) + " bits") +
           (row.last.seconds == 0 ? "" : ", last " + core::iso8601(row.last)) + "\n";
}

Outcome run_usage(const Context& context)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    auto usage = core::KmeMeter((*site)->ledger()).usage();
    if (!usage) {
        return failed(std::move(usage));
    }
    Outcome outcome;
    json::array rows;
    for (const core::KmeUsage& row : *usage) {
        const std::uint64_t quota_bits = quota_of((*site)->config(), row.sae);
        rows.push_back(usage_row(row, quota_bits));
        outcome.text += usage_line(row, quota_bits);
    }
    if (rows.empty()) {
        outcome.text = "The KME of this site has given out no key.\n";
    }
    outcome.json["usage"] = std::move(rows);
    return outcome;
}

/// Changes the table [kme], and shows what it became.
using ChangeSite = std::function<Expected<void>(service::Site&)>;

/// Changes the KME, and shows what it is then.
Outcome change_kme(const Context& context, const ChangeSite& change)
{
    auto site = context.open_site();
    if (!site) {
        return failed(std::move(site));
    }
    if (auto changed = change(**site); !changed) {
        return failed(std::move(changed));
    }
    const core::KmeService& kme = *(*site)->config().kme;
    Outcome outcome;
    json::array here;
    json::array elsewhere;
    outcome.text = "satpad kme serve listens on " + kme.listen + ".\n";
    for (const core::KmeService::Sae& sae : kme.saes) {
        here.push_back(json::object{{"sae", sae.id}, {"quota_bits", sae.quota_bits}});
        outcome.text +=
            "  SAE " + sae.id + " here" +
            (sae.quota_bits == 0 ? "" : ", quota " + std::to_string(sae.quota_bits) + " bits") +
            "\n";
    }
    for (const core::Peer& peer : (*site)->config().peers) {
        for (const std::string& sae : peer.saes) {
            elsewhere.push_back(json::object{{"sae", sae}, {"peer", peer.name}});
            outcome.text += "  SAE " + sae + " at " + peer.name + "\n";
        }
    }
    outcome.json = {{"id", kme.id.empty() ? (*site)->config().name : kme.id},
        {"listen", kme.listen},
        {"expiry_s", kme.expiry_s},
        {"saes", std::move(here)},
        {"other_saes", std::move(elsewhere)}};
    return outcome;
}

Expected<void> check_set_up(const core::SiteConfig& config)
{
    if (!config.kme) {
        return Unexpected(Errc::wrong_state,
            "this site has no KME yet; satpad kme setup --listen HOST:PORT --cert FILE --key FILE "
            "--ca FILE");
    }
    return {};
}

Outcome change_saes(const Context& context, const core::Home::ChangeConfig& change)
{
    return change_kme(
        context, [&](service::Site& site) { return site.home().change_config(change); });
}

Outcome run_setup(const Context& context, core::KmeService service)
{
    for (fs::path* file : {&service.certificate, &service.private_key, &service.authority}) {
        std::error_code none;
        *file = fs::absolute(*file, none);
    }
    return change_kme(context,
        [&](service::Site& site) { return service::set_up_kme(site, std::move(service)); });
}

/// It is nowhere afterwards; whether it was anywhere.
bool remove_sae(core::SiteConfig& config, const std::string& sae)
{
    std::size_t removed = std::erase_if(
        config.kme->saes, [&](const core::KmeService::Sae& each) { return each.id == sae; });
    for (core::Peer& peer : config.peers) {
        removed += std::erase(peer.saes, sae);
    }
    return removed != 0;
}

Outcome run_allow(const Context& context, const AllowOptions& options)
{
    return change_saes(context, [&](core::SiteConfig& config) -> Expected<void> {
        if (auto fine = check_set_up(config); !fine) {
            return fine;
        }
        remove_sae(config, options.sae);
        if (options.peer.empty()) {
            config.kme->saes.push_back({options.sae, options.quota_bits});
            return {};
        }
        const auto peer = std::ranges::find(config.peers, options.peer, &core::Peer::name);
        if (peer == config.peers.end()) {
            return Unexpected(Errc::unknown_peer, "no peer is named '" + options.peer + "'");
        }
        peer->saes.push_back(options.sae);
        return {};
    });
}

Outcome run_forbid(const Context& context, const std::string& sae)
{
    return change_saes(context, [&](core::SiteConfig& config) -> Expected<void> {
        if (auto fine = check_set_up(config); !fine) {
            return fine;
        }
        if (!remove_sae(config, sae)) {
            return Unexpected(
                Errc::invalid_argument, "the KME of this site knows no SAE '" + sae + "'");
        }
        return {};
    });
}

void add_serving(CLI::App& command, Context& context)
{
    auto options = std::make_shared<ServeOptions>();
    auto* serve = command.add_subcommand("serve",
        "Serve key to the SAEs that are allowed, and receive like any receiver; until stopped");
    serve->add_option("--listen", options->listen, "For peers, instead of the site's own address")
        ->type_name("HOST:PORT");
    serve->add_option("--kme-listen", options->kme_listen, "For SAEs, instead of what `setup` said")
        ->type_name("HOST:PORT");
    serve->callback([options, &context] {
        context.run = [options, &context] { return run_serve(context, *options); };
    });
    auto* usage = command.add_subcommand("usage", "What each SAE was given, ever");
    usage->callback([&context] { context.run = [&context] { return run_usage(context); }; });
}

void add_setup(CLI::App& command, Context& context)
{
    auto options = std::make_shared<SetupOptions>();
    core::KmeService& service = options->service;
    auto* setup = command.add_subcommand("setup", "Say where and with which certificate");
    setup->add_option("--listen", service.listen, "Where SAEs ask for key")
        ->required()
        ->type_name("HOST:PORT");
    setup->add_option("--cert", service.certificate, "Server certificate (chain), PEM")
        ->required()
        ->type_name("FILE");
    setup->add_option("--key", service.private_key, "Its private key, PEM, without passphrase")
        ->required()
        ->type_name("FILE");
    setup->add_option("--ca", service.authority, "CA of the SAEs' certificates, PEM")
        ->required()
        ->type_name("FILE");
    setup->add_option("--id", service.id, "KME ID; without it the site's name");
    setup->add_option("--expiry", service.expiry_s, "Keys that nobody fetched are burnt then")
        ->type_name("S");
    setup->callback([options, &context] {
        context.run = [options, &context] { return run_setup(context, options->service); };
    });
}

void add_access(CLI::App& command, Context& context)
{
    auto options = std::make_shared<AllowOptions>();
    auto* allow = command.add_subcommand(
        "allow", "Let an SAE draw key: one of this site, or with --at one it shares key with");
    allow->add_option("sae", options->sae, "The CN of its certificate")->required();
    auto* at = allow->add_option("--at", options->peer, "The peer where it is")->type_name("PEER");
    allow
        ->add_option(
            "--quota", options->quota_bits, "Bits it may draw and fetch, ever; 0: no limit")
        ->excludes(at)
        ->type_name("BITS");
    allow->callback([options, &context] {
        context.run = [options, &context] { return run_allow(context, *options); };
    });
    auto sae = std::make_shared<std::string>();
    auto* forbid = command.add_subcommand("forbid", "Give an SAE no more key");
    forbid->add_option("sae", *sae, "Its ID")->required();
    forbid->callback(
        [sae, &context] { context.run = [sae, &context] { return run_forbid(context, *sae); }; });
}

} // namespace

void add_kme(CLI::App& app, Context& context)
{
    auto* command = app.add_subcommand(
        "kme", "Key for other applications at this site, by ETSI GS QKD 014 (a KME)");
    command->require_subcommand(1);
    add_serving(*command, context);
    add_setup(*command, context);
    add_access(*command, context);
    command->footer(
        "Example:\n"
        "  satpad kme setup --listen 0.0.0.0:8443 --cert kme.crt --key kme.key --ca sae-ca.crt\n"
        "  satpad kme allow beijing\n"
        "  satpad kme allow stellenbosch --at site-b\n"
        "  satpad kme serve");
}

} // namespace satpad::cli
