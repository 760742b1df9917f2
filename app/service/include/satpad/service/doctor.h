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

/// What was found, with which facts, for who says it in words of their own: `text` is English.
/// Whoever adds a finding adds its cause, and its words to app/gui/views/keys/doctor_words.cpp.
enum class Cause
{
    unnamed,           ///< bad: see `why`; else see `text`
    ledger_agrees,     ///< counts: events, pads
    ledger_disagrees,  ///< bad. names: the first fault
    clock_says,        ///< counts: seconds since 1970, and of the last message
    clock_behind,      ///< it; counts as of clock_says
    key_left,          ///< counts: bytes to send with, to receive with, 1 for a home in doubt
    no_key_left,       ///< nothing to send with; counts as of key_left
    kme_is_set,        ///< names: URL, SAE ID here, SAE ID there
    kme_has_address,   ///< names: numeric
    kme_listens,       ///< no facts
    tls_holds,         ///< names: its version
    plain_http,        ///< no facts
    certificate_holds, ///< names: whose, ISO 8601 of its end
    no_certificate,    ///< plain http has none
    certificate_taken, ///< no facts
    other_certificate, ///< names: its file, whom it names, SAE ID set for this site
    other_master,      ///< names: SAE ID that the KME takes this site for, SAE ID set for it
    kme_has_keys,      ///< names: KME ID or nothing; counts: keys, bits of each
    key_drawn,         ///< counts: its bits
    layer_holds,       ///< else a later one had not been reached; no facts
    layer_not_reached, ///< one before it failed
    draw_not_asked,    ///< no facts
    peer_has_to_call,  ///< no address is known for it
    peer_answers,      ///< names: its address; counts: ms
    peer_fetches,      ///< what this site draws; counts: seconds its clock is ahead of this one
};

/// In the order that Cause says.
struct Facts
{
    std::vector<std::string> names;
    std::vector<std::int64_t> counts;
};

struct Check
{
    Layer layer = Layer::ledger;
    std::string peer; ///< whom it is about; empty: this site alone
    Found found = Found::good;
    std::string text;       ///< one sentence
    core::Error why;        ///< bad only
    bool simulated = false; ///< what the KME has is
    Cause cause = Cause::unnamed;
    Facts facts = {};
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
