// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo_sites.h"
#include "demo_sky.h"

#include <satpad/keyclient/kme/demo_authority.h>
#include <satpad/service/kme_serve.h>

namespace satpad::service {

/// SIMULATED. A site with pads whose KME serves them by ETSI GS QKD 014, over HTTPS on this
/// computer, from `start` to the end of this object.
class DemoKme
{
public:
    /// `site` outlives it. Its own SAE is `sae`; `other_sae` is at `peer`.
    [[nodiscard]] static core::Expected<std::unique_ptr<DemoKme>> start(Site& site,
        const core::Clock& clock,
        keyclient::kme::DemoAuthority& authority,
        const std::string& sae,
        const std::string& other_sae);
    ~DemoKme();
    DemoKme(const DemoKme&) = delete;
    DemoKme& operator=(const DemoKme&) = delete;

    /// Where the KME of the peer dials this one.
    [[nodiscard]] std::string address() const;
    /// How an application at the site draws with its `certificate`.
    [[nodiscard]] core::KmeAccess access(const keyclient::kme::CertificateFiles& certificate) const;
    [[nodiscard]] const std::string& id() const { return m_id; }

private:
    class Port;
    DemoKme(Site& site, const core::Clock& clock);
    [[nodiscard]] core::Expected<void> serve();

    Site& m_site;
    const core::Clock& m_clock;
    std::string m_id;
    std::string m_sae;
    std::string m_other_sae;
    fs::path m_authority;
    PortScreen m_screen;
    std::unique_ptr<Port> m_kme_port;
    ReceiveSignals m_signals;
    std::thread m_serving;
    std::uint16_t m_port = 0;
    std::uint16_t m_https_port = 0;
};

} // namespace satpad::service
