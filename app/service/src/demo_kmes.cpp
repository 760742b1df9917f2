// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_kmes.h"

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace kme = keyclient::kme;

/// Hands the port for SAEs to the thread that waits for it.
class DemoKme::Port final : public KmeScreen
{
public:
    void serves_keys(const std::string& /*address*/, std::uint16_t port) override { tell(port); }
    void tell(std::uint16_t port)
    {
        if (!m_told.exchange(true)) {
            m_port.set_value(port);
        }
    }
    /// Once. 0: it ended without serving.
    [[nodiscard]] std::uint16_t wait() { return m_port.get_future().get(); }

private:
    std::atomic<bool> m_told{false};
    std::promise<std::uint16_t> m_port;
};

DemoKme::DemoKme(Site& site, const core::Clock& clock)
    : m_site(site)
    , m_clock(clock)
    , m_kme_port(std::make_unique<Port>())
{}

DemoKme::~DemoKme()
{
    m_signals.stop.store(true);
    if (m_serving.joinable()) {
        m_serving.join();
    }
}

Expected<std::unique_ptr<DemoKme>> DemoKme::start(Site& site,
    const core::Clock& clock,
    kme::DemoAuthority& authority,
    const std::string& sae,
    const std::string& other_sae)
{
    auto made = std::unique_ptr<DemoKme>(new DemoKme(site, clock));
    made->m_id = "kme-" + site.config().name;
    made->m_sae = sae;
    made->m_other_sae = other_sae;
    made->m_authority = authority.certificate();
    auto own = authority.issue(made->m_id);
    if (!own) {
        return fail(std::move(own));
    }
    auto changed = site.home().change_config([&](core::SiteConfig& config) -> Expected<void> {
        core::KmeService service;
        service.id = made->m_id;
        service.listen = "127.0.0.1:0";
        service.certificate = own->certificate;
        service.private_key = own->private_key;
        service.authority = made->m_authority;
        service.saes = {{sae, 0}};
        config.kme = std::move(service);
        for (core::Peer& peer : config.peers) {
            if (peer.name == other_sae) { // sites and applications have the towns' names
                peer.saes = {other_sae};
            }
        }
        return {};
    });
    if (!changed) {
        return fail(std::move(changed));
    }
    if (auto serving = made->serve(); !serving) {
        return fail(std::move(serving));
    }
    return made;
}

Expected<void> DemoKme::serve()
{
    m_serving = std::thread([this] {
        KmeServeRequest request;
        request.receive.listen = "127.0.0.1:0";
        (void)serve_kme(m_site, m_clock, request, m_signals, m_screen, *m_kme_port);
        m_screen.ended();
        m_kme_port->tell(0);
    });
    m_port = m_screen.wait();
    m_https_port = m_kme_port->wait();
    if (m_port == 0 || m_https_port == 0) {
        return Unexpected(Errc::internal, "the demo's " + m_id + " did not start");
    }
    return {};
}

std::string DemoKme::address() const
{
    return "127.0.0.1:" + std::to_string(m_port);
}

core::KmeAccess DemoKme::access(const kme::CertificateFiles& certificate) const
{
    core::KmeAccess access;
    access.url = "https://127.0.0.1:" + std::to_string(m_https_port);
    access.own_sae = m_sae;
    access.peer_sae = m_other_sae;
    access.certificate = certificate.certificate;
    access.private_key = certificate.private_key;
    access.authority = m_authority;
    access.kme_id = m_id;
    return access;
}

} // namespace satpad::service
