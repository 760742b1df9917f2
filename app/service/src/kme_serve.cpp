// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_stream.h"
#include "fetchers.h"
#include "kme_stocker.h"
#include "sparing.h"

#include <satpad/core/file_store.h>
#include <satpad/keyclient/kme/https_server.h>
#include <satpad/service/kme_serve.h>
#include <satpad/service/pull.h>
#include <satpad/service/satellite_site.h>

#include <thread>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;
namespace kme = keyclient::kme;

namespace {

/// A drawer of a pull speaks every minute.
constexpr std::chrono::seconds k_silence{90};
constexpr std::chrono::milliseconds k_tick{100};
constexpr std::chrono::seconds k_pools_last{1};
constexpr std::chrono::seconds k_grace{3};
constexpr std::size_t k_longest_config = std::size_t{1} << 20U;

class KmeSite
{
public:
    KmeSite(Site& site,
        const core::Clock& clock,
        std::span<const core::KmeUsage> so_far,
        ReceiveScreen& screen,
        KmeScreen& kme_screen)
        : m_site(site)
        , m_clock(clock)
        , m_screen(screen)
        , m_kme_screen(kme_screen)
        , m_instance(site.home().random().id<core::BatchId>())
        , m_stock(settings_of(*site.config().kme), so_far)
        , m_router(m_stock)
    {
        m_router.set_directory(kme::directory_of(site.config()));
        look_up();
    }

    [[nodiscard]] const kme::Router& router() const noexcept { return m_router; }
    /// Answers one contact of a peer.
    void answer(transport::Contact& contact);
    /// Fills the stock and keeps its books, until it is told to stop.
    void run(const std::stop_token& stop);
    /// Burns what is left.
    void end();

private:
    static kme::StockSettings settings_of(const core::KmeService& service)
    {
        kme::StockSettings settings;
        settings.expiry = std::chrono::seconds(service.expiry_s);
        return settings;
    }
    void look_up();
    void look_who();
    void flush();
    std::vector<std::unique_ptr<sat::ContactDesk>> desks(const core::SiteId& peer);

    Site& m_site;
    const core::Clock& m_clock;
    ReceiveScreen& m_screen;
    KmeScreen& m_kme_screen;
    core::BatchId m_instance;
    std::map<core::SiteId, std::atomic<bool>> m_met; ///< peers whose KMEs have heard of m_instance
    kme::Stock m_stock;
    kme::Router m_router;
    std::filesystem::file_time_type m_written; ///< site.toml, when `look_who` read it
    Fetchers m_fetchers;
    Sparing m_sparing;
};

/// Tells the router what the pads hold.
void KmeSite::look_up()
{
    auto pads = m_site.ledger().pads();
    if (!pads) {
        return; // status is advice; whoever draws is told
    }
    std::map<core::SiteId, kme::Pool> pools;
    for (const core::Peer& peer : m_site.config().peers) {
        pools[peer.id] = {};
    }
    for (const core::PadSummary& pad : *pads) {
        const bool usable =
            pad.state == core::PadState::confirmed || pad.state == core::PadState::unconfirmed;
        if (pad.direction == core::PadDirection::send && usable) {
            kme::Pool& pool = pools[pad.peer];
            pool.free_pages += pad.free;
            pool.pages += pad.pages;
            pool.simulated = pool.simulated || pad.simulated;
        }
    }
    for (const auto& [peer, pool] : pools) {
        m_router.set_pool(peer, pool);
    }
}

/// Tells the router who may have key, as site.toml says now: the receiver reads it again only when no
/// contact is under way, and who was forbidden does not wait for that. What cannot be read is told by
/// the receiver.
void KmeSite::look_who()
{
    const auto path = m_site.home().paths().config();
    std::error_code none;
    const auto written = std::filesystem::last_write_time(path, none);
    if (none || written == m_written) {
        return;
    }
    auto text = core::read_file(m_site.home().store(), path, k_longest_config);
    if (!text) {
        return;
    }
    auto config =
        core::parse_site_config({reinterpret_cast<const char*>(text->data()), text->size()});
    if (config) {
        m_written = written;
        m_router.set_directory(kme::directory_of(*config));
    }
}

void KmeSite::flush()
{
    const auto tally = m_stock.take_tally(m_clock.now());
    if (tally.empty()) {
        return;
    }
    if (auto added = core::KmeMeter(m_site.ledger()).add(tally); !added) {
        m_stock.put_back(tally);
        m_screen.trouble(added.error());
    }
}

std::vector<std::unique_ptr<sat::ContactDesk>> KmeSite::desks(const core::SiteId& peer)
{
    auto desks = pull_desks(m_site, m_clock, peer, m_fetchers.token());
    desks.push_back(
        kme::make_assign_desk(m_site.home(), m_site.ledger(), m_stock, peer, m_instance));
    return desks;
}

void KmeSite::answer(transport::Contact& contact)
{
    sat::SatelliteSetup setup;
    setup.name = "kme";
    setup.flies = false;
    setup.relays = false;
    setup.desks = [this](const core::SiteId& peer) { return desks(peer); };
    sat::ContactWatcher silent;
    ++m_fetchers.contacts();
    ContactStream stream(contact, k_silence);
    auto served = sat::serve_contact(
        m_site.home(), m_site.ledger(), m_clock, contact.peer(), stream, setup, silent);
    --m_fetchers.contacts();
    if (served) {
        return;
    }
    // Who is refused comes again.
    const core::Error why{served.error().code,
        "contact with " + m_site.name_of(contact.peer()) + ": " + served.error().context};
    if (const auto said = m_sparing.say(contact.peer(), why)) {
        m_screen.trouble(*said);
    }
}

void KmeSite::run(const std::stop_token& stop)
{
    m_fetchers.begin();
    look_who();
    look_up();
    DeliveryWatcher silent;
    SiteHost host(m_site, silent);
    const SitePeers peers(m_site.config());
    auto node = make_node(m_site, host, peers, silent);
    if (!node) {
        m_screen.trouble(node.error());
        return;
    }
    std::vector<std::jthread> stockers;
    for (const core::Peer& peer : m_site.config().peers) {
        if (!peer.saes.empty()) {
            std::atomic<bool>& met = m_met[peer.id];
            stockers.emplace_back([&, peer](const std::stop_token& enough) {
                KmeStocker(m_site, **node, m_stock, m_instance, peer, met, m_kme_screen)
                    .run(enough);
            });
        }
    }
    auto look_again = std::chrono::steady_clock::now() + k_pools_last;
    while (!stop.stop_requested()) {
        std::this_thread::sleep_for(k_tick);
        if (m_stock.tally_due()) {
            flush();
        }
        if (std::chrono::steady_clock::now() >= look_again) {
            look_again = std::chrono::steady_clock::now() + k_pools_last;
            m_stock.expire();
            look_who();
            look_up();
        }
    }
    for (std::jthread& each : stockers) {
        each.request_stop();
    }
    m_fetchers.end();
    stockers.clear();
    (*node)->stop(std::chrono::milliseconds(0));
}

void KmeSite::end()
{
    m_stock.clear();
    flush();
}

kme::ServerSettings settings_of(const core::KmeService& service, const std::string& listen)
{
    kme::ServerSettings settings;
    settings.listen = listen.empty() ? service.listen : listen;
    settings.certificate = service.certificate;
    settings.private_key = service.private_key;
    settings.authority = service.authority;
    return settings;
}

Expected<kme::ServerSettings> server_of(const core::SiteConfig& config, const std::string& listen)
{
    if (!config.kme) {
        return Unexpected(Errc::not_set_up,
            "this site has no KME; satpad kme setup --listen HOST:PORT --cert FILE --key FILE "
            "--ca FILE");
    }
    return settings_of(*config.kme, listen);
}

} // namespace

Expected<void> serve_kme(Site& site,
    const core::Clock& clock,
    const KmeServeRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen,
    KmeScreen& kme_screen)
{
    auto settings = server_of(site.config(), request.listen);
    if (!settings) {
        return fail(std::move(settings));
    }
    auto so_far = core::KmeMeter(site.ledger()).usage();
    if (!so_far) {
        return fail(std::move(so_far));
    }
    KmeSite kme_site(site, clock, *so_far, screen, kme_screen);
    auto server = kme::HttpsServer::start(*settings, kme_site.router());
    if (!server) {
        return fail(std::move(server));
    }
    kme_screen.serves_keys(settings->listen, (*server)->port());
    ReceiveRequest serving = request.receive;
    serving.beside = [&](const std::stop_token& stop) { kme_site.run(stop); };
    serving.contact = [&](std::unique_ptr<transport::Contact> contact) {
        kme_site.answer(*contact);
    };
    auto received = receive(site, serving, signals, screen);
    (*server)->stop(k_grace);
    kme_site.end();
    return received;
}

Expected<void> set_up_kme(Site& site, core::KmeService service)
{
    if (auto usable = kme::check_files(settings_of(service, {})); !usable) {
        return usable;
    }
    return site.home().change_config([&](core::SiteConfig& config) -> Expected<void> {
        if (config.kme) {
            service.saes = config.kme->saes;
        }
        config.kme = service;
        return {};
    });
}

} // namespace satpad::service
