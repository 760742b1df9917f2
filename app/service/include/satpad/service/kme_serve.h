// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/receive.h>

/// A site that serves key to other applications at the site, by ETSI GS QKD 014, out of its pads.
/// docs/etsi-014.md, "As a KME"; docs/contact.md, "KME".
namespace satpad::service {

struct KmeServeRequest
{
    ReceiveRequest receive;
    std::string listen; ///< for SAEs; empty: as site.toml says
};

/// Called from the threads of the KME.
class KmeScreen
{
public:
    virtual ~KmeScreen() = default;
    virtual void serves_keys(const std::string& /*address*/, std::uint16_t /*port*/) {}
    /// Stock for SAEs could not be got from this peer; it is tried again while somebody waits. Often
    /// the same is said once.
    virtual void no_stock(const core::Peer& /*peer*/, const core::Error& /*why*/) {}
};

/// Receives like any site, answers contacts of KMEs and of pulls, and serves SAEs. What SAEs and
/// peers are allowed is read again with site.toml; address and certificate are not. Errors: as
/// `receive`; Errc::not_set_up without [kme]; etsi014::Errc::bad_configuration; the system's when
/// the address is taken.
[[nodiscard]] core::Expected<void> serve_kme(Site& site,
    const core::Clock& clock,
    const KmeServeRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen,
    KmeScreen& kme_screen);

/// Sets the KME up, or anew: the SAEs it has stay. Its files must be there and belong together.
/// Errors: etsi014::Errc::bad_configuration; those of Home::change_config.
[[nodiscard]] core::Expected<void> set_up_kme(Site& site, core::KmeService service);

} // namespace satpad::service
