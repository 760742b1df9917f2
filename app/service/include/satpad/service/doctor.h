// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/site.h>

#include <optional>
#include <stop_token>

/// Looks at everything a transfer needs, layer by layer, and names the first one that fails.
namespace satpad::service {

/// In the order in which they are looked at; one builds on those before it.
enum class Layer
{
    ledger,             ///< the events, the tables and the chain agree
    pads,               ///< with the peer: suspended, suspect, not confirmed, how much is left
    clock,              ///< of this machine, beside the ledger's last event
    kme_settings,       ///< URL, certificate files
    kme_name,           ///< the host name of the KME has an address
    kme_connection,     ///< something listens there
    kme_tls,            ///< and speaks TLS 1.2 or 1.3
    kme_certificate,    ///< its certificate: authority, dates, name
    client_certificate, ///< the KME takes ours
    sae,                ///< and knows the two SAE IDs; what it has in stock
    draw,               ///< one key, drawn and thrown away; on request
    peer                ///< answers over the pinned link; its clock
};

enum class Found
{
    good,
    note,   ///< works, but somebody should know
    bad,    ///< `why` says what, where, and what to do
    skipped ///< a layer before it failed, or there is nothing to look at
};

struct Check
{
    Layer layer = Layer::ledger;
    std::string peer; ///< whom it is about; empty: this site alone
    Found found = Found::good;
    std::string text;       ///< one sentence
    core::Error why;        ///< bad only
    bool simulated = false; ///< what the KME has is
};

struct DoctorRequest
{
    std::optional<core::Peer> peer; ///< nothing: this site, and every peer
    bool draw = false;              ///< takes one key from the KME and throws it away
    std::stop_token stop = {};
};

/// Called for each check as it is done.
using EachCheck = std::function<void(const Check&)>;

struct Diagnosis
{
    std::vector<Check> checks;
    /// The first that is bad.
    [[nodiscard]] const Check* first_bad() const noexcept;
};

/// Changes nothing but for `draw`. Errors: core::Errc::cancelled after a stop; whatever is wrong
/// with a layer is in its check.
[[nodiscard]] core::Expected<Diagnosis> diagnose(
    Site& site, const core::Clock& clock, const DoctorRequest& request, const EachCheck& each = {});

/// Stable word for JSON, such as "kme_tls".
[[nodiscard]] std::string_view word_of(Layer layer) noexcept;
[[nodiscard]] std::string_view word_of(Found found) noexcept;

} // namespace satpad::service
