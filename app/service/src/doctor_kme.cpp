// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor_kme.h"

#include <satpad/service/pull.h>

#include <algorithm>

namespace satpad::service {

using core::Error;

namespace {

/// In which layer an error of a KME lies.
Layer layer_of(const std::error_code& code, Layer otherwise)
{
    using etsi::Errc;
    constexpr std::pair<Errc, Layer> k_layers[] = {
        {Errc::bad_configuration, Layer::kme_settings},
        {Errc::plain_refused, Layer::kme_settings},
        {Errc::unresolved, Layer::kme_name},
        {Errc::unreachable, Layer::kme_connection},
        {Errc::tls_failed, Layer::kme_tls},
        {Errc::wrong_authority, Layer::kme_certificate},
        {Errc::expired, Layer::kme_certificate},
        {Errc::wrong_kme, Layer::kme_certificate},
        {Errc::certificate_refused, Layer::client_certificate},
    };
    const auto found = std::find_if(std::begin(k_layers), std::end(k_layers), [&](const auto& row) {
        return code == etsi::make_error_code(row.first);
    });
    return found == std::end(k_layers) ? otherwise : found->second;
}

constexpr Layer k_first = Layer::kme_settings;
constexpr Layer k_last = Layer::draw;

/// Tells the layers between one KME and this site as far as they are known, in order.
class Walk
{
public:
    Walk(const core::Peer& peer, const EachCheck& tell)
        : m_peer(peer)
        , m_tell(tell)
    {}
    void good(
        Layer layer, std::string text, Cause cause, Facts facts = {}, Found found = Found::good)
    {
        m_tell(
            {layer, m_peer.name, found, std::move(text), {}, m_simulated, cause, std::move(facts)});
        m_next = after(layer);
    }
    /// Beside the layers in their order.
    void tell(Check check)
    {
        check.peer = m_peer.name;
        check.simulated = m_simulated;
        m_tell(check);
    }
    /// Of what is told from now on.
    void simulated(bool is) { m_simulated = is; }
    /// What was not told yet before `layer` holds, for else it would have failed first.
    void up_to(Layer layer)
    {
        while (m_next < layer) {
            good(m_next, "Holds.", Cause::layer_holds);
        }
    }
    void fails(Layer layer, Error why)
    {
        m_tell(bad({layer, m_peer.name, Found::good, {}, {}}, at_kme(std::move(why), *m_peer.kme)));
        m_next = after(layer);
    }
    void skip_rest(const std::string& text, Cause cause)
    {
        while (m_next <= k_last) {
            good(m_next, text, cause, {}, Found::skipped);
        }
    }

private:
    static Layer after(Layer layer) { return static_cast<Layer>(static_cast<int>(layer) + 1); }
    const core::Peer& m_peer;
    const EachCheck& m_tell;
    Layer m_next = k_first;
    bool m_simulated = false;
};

void fail_at(Walk& walk, const Error& why, Layer otherwise)
{
    const Layer layer = layer_of(why.code, otherwise);
    walk.up_to(layer);
    walk.fails(layer, why);
    walk.skip_rest("Not looked at: a layer before it failed.", Cause::layer_not_reached);
}

std::string shown(std::string_view name)
{
    constexpr std::size_t k_most = 100;
    return etsi::printable(name, k_most);
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + shown(name);
    }
    return text;
}

std::string stock_in_words(const etsi::Status& status)
{
    std::string text = status.source_kme_id.empty()
                           ? "The KME knows both SAEs"
                           : "KME " + shown(status.source_kme_id) + " knows both SAEs";
    text += ", and says it has " + std::to_string(status.stored_key_count) + " keys of " +
            std::to_string(status.key_size) + " bits (its word, no promise)";
    return text + (status.simulated ? ", SIMULATED." : ".");
}

Facts stock_of(const etsi::Status& status)
{
    return {{shown(status.source_kme_id)},
        {static_cast<std::int64_t>(status.stored_key_count),
            static_cast<std::int64_t>(status.key_size)}};
}

std::string mend_for_sae(const core::Peer& peer)
{
    return peer.kme->own_sae + ": give the right certificate or SAE ID (satpad peer kme " +
           peer.name + " --cert --key --own-sae).";
}

/// A KME knows an SAE by its certificate; 401 says that it knows none by this one.
bool knows_no_such_sae(const Error& why)
{
    return why.code == etsi::make_error_code(etsi::Errc::certificate_refused) &&
           why.context.find("HTTP 401") != std::string::npos;
}

/// The SAE ID that is set for this site against its certificate. `why`: what the KME refused for.
void compare_certificate(Walk& walk, const core::Peer& peer, const Error& why)
{
    const core::KmeAccess& access = *peer.kme;
    if (access.own_sae.empty() || access.certificate.empty()) { // plain http
        return;
    }
    const auto names = etsi::names_of_certificate(access.certificate);
    if (!names || names->empty() ||
        std::find(names->begin(), names->end(), access.own_sae) != names->end()) {
        return;
    }
    Check check{Layer::sae, {}, Found::note, {}, {}};
    check.text = "Certificate " + access.certificate.string() + " names " + joined(*names) +
                 ", but the SAE ID set for this site is " + mend_for_sae(peer);
    check.cause = Cause::other_certificate;
    check.facts.names = {access.certificate.string(), joined(*names), access.own_sae};
    if (knows_no_such_sae(why)) {
        check.layer = Layer::client_certificate;
        check.found = Found::bad;
        check.why = {why.code, check.text};
    }
    walk.tell(std::move(check));
}

/// Some KMEs say who is who from the other side.
bool are_swapped(const core::KmeAccess& access, const etsi::Status& status)
{
    return status.master_sae_id == access.peer_sae && status.slave_sae_id == access.own_sae;
}

/// … and against whom the KME takes it for.
void compare_master(Walk& walk, const core::Peer& peer, const etsi::Status& status)
{
    const std::string& master = status.master_sae_id;
    if (master.empty() || master == peer.kme->own_sae || are_swapped(*peer.kme, status)) {
        return;
    }
    Check check{Layer::sae, {}, Found::note, {}, {}};
    check.text = "The KME takes this site for SAE " + shown(master) +
                 ", but the SAE ID set for it is " + mend_for_sae(peer);
    check.cause = Cause::other_master;
    check.facts.names = {shown(master), peer.kme->own_sae};
    walk.tell(std::move(check));
}

void draw_one(Walk& walk, etsi::KmeClient& client, const etsi::Status& status)
{
    const std::uint64_t size = status.key_size == 0 ? 256 : status.key_size;
    auto keys = client.enc_keys(1, size);
    if (!keys) {
        walk.fails(Layer::draw, keys.error());
    } else if (keys->size() == 0) {
        walk.fails(Layer::draw,
            {etsi::make_error_code(etsi::Errc::too_little), "the answer holds no key"});
    } else {
        walk.good(Layer::draw,
            "One key of " + std::to_string(keys->key(0).size() * 8) +
                " bits was drawn and thrown away.",
            Cause::key_drawn,
            {{}, {static_cast<std::int64_t>(keys->key(0).size() * 8)}});
    }
}

} // namespace

void check_kme(const core::Peer& peer, const DoctorRequest& request, const EachCheck& tell)
{
    Walk walk(peer, tell);
    auto client = etsi::KmeClient::make(*peer.kme, {}, request.stop);
    if (!client) {
        fail_at(walk, client.error(), Layer::kme_settings);
        return;
    }
    walk.good(Layer::kme_settings,
        peer.kme->url + ", SAE " + peer.kme->own_sae + " here, " + peer.kme->peer_sae + " at " +
            peer.name + ".",
        Cause::kme_is_set,
        {{peer.kme->url, peer.kme->own_sae, peer.kme->peer_sae}, {}});
    auto facts = (*client)->connect();
    if (!facts) {
        fail_at(walk, facts.error(), Layer::kme_connection);
        return;
    }
    const bool plain = facts->version.empty();
    walk.good(Layer::kme_name,
        "Its address is " + facts->address + ".",
        Cause::kme_has_address,
        {{facts->address}, {}});
    walk.good(Layer::kme_connection, "Something listens there.", Cause::kme_listens);
    walk.good(Layer::kme_tls,
        plain ? "Plain http, as allowed: everybody on the way can read the key."
              : facts->version + ".",
        plain ? Cause::plain_http : Cause::tls_holds,
        {{facts->version}, {}},
        plain ? Found::note : Found::good);
    walk.good(Layer::kme_certificate,
        plain ? "None: plain http." : facts->kme_name + ", valid until " + facts->kme_expires + ".",
        plain ? Cause::no_certificate : Cause::certificate_holds,
        {{facts->kme_name, facts->kme_expires}, {}},
        plain ? Found::skipped : Found::good);
    auto status = (*client)->status();
    if (!status) {
        fail_at(walk, status.error(), Layer::sae);
        compare_certificate(walk, peer, status.error());
        return;
    }
    walk.good(Layer::client_certificate, "The KME takes it.", Cause::certificate_taken);
    compare_certificate(walk, peer, {});
    compare_master(walk, peer, *status);
    walk.simulated(status->simulated || peer.kme->simulated);
    walk.good(Layer::sae, stock_in_words(*status), Cause::kme_has_keys, stock_of(*status));
    if (request.draw) {
        draw_one(walk, **client, *status);
    } else {
        walk.skip_rest("Not asked for (--draw): it would cost one key.", Cause::draw_not_asked);
    }
}

} // namespace satpad::service
