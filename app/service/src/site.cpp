// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/pulls.h>
#include <satpad/keyclient/etsi014/pull.h>
#include <satpad/service/site.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace satpad::service {
namespace {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

fs::path xdg(const char* variable, const char* below_home)
{
    if (const char* set = std::getenv(variable); set != nullptr && *set == '/') {
        return fs::path(set) / "satpad";
    }
    const char* home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : "/") / below_home / "satpad";
}

std::string join(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += text.empty() ? word : ", " + word;
    }
    return text;
}

/// "host:port" with a port of 0..65535; the host is not looked up here.
std::optional<std::pair<std::string, unsigned>> split_address(std::string_view address)
{
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return std::nullopt;
    }
    unsigned port = 0;
    const std::string_view digits = address.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port > 65535) {
        return std::nullopt;
    }
    return std::pair(std::string(address.substr(0, colon)), port);
}

/// Where a peer could dial: the listening address unless it only says "any address" or "any port".
std::string dialable(std::string_view listen)
{
    const auto parts = split_address(listen);
    const bool any = !parts || parts->second == 0 || parts->first == "0.0.0.0" ||
                     parts->first == "[::]" || parts->first == "*";
    return any ? std::string() : std::string(listen);
}

} // namespace

fs::path default_homes_folder()
{
    return xdg("XDG_DATA_HOME", ".local/share");
}

fs::path default_state_folder()
{
    return xdg("XDG_STATE_HOME", ".local/state");
}

Expected<fs::path> only_home(const fs::path& homes)
{
    std::vector<std::string> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(homes, none)) {
        if (entry.is_directory(none)) {
            found.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(found);
    if (found.empty()) {
        return Unexpected(Errc::not_set_up, "no site in " + homes.string());
    }
    if (found.size() > 1) {
        return Unexpected(Errc::invalid_argument,
            "several sites here (" + join(found) + "); name one with --home " +
                (homes / found.front()).string());
    }
    return homes / found.front();
}

Expected<void> Site::init(const World& world, const InitRequest& request)
{
    if (!request.listen.empty() && !split_address(request.listen)) {
        return Unexpected(Errc::invalid_argument, "'" + request.listen + "' is not HOST:PORT");
    }
    core::SiteConfig config;
    config.id = world.random.id<core::SiteId>();
    config.name = request.name;
    config.kind = request.kind;
    if (!request.listen.empty()) {
        config.listen = request.listen;
    }
    auto home = core::Home::create(world.files, world.random, request.home, std::move(config));
    if (!home) {
        return fail(std::move(home));
    }
    auto ledger = core::PadLedger::create(*home, world.clock, world.state_folder);
    if (!ledger) {
        return fail(std::move(ledger));
    }
    return {};
}

Site::Site(std::unique_ptr<core::Home> home, core::PadLedger ledger)
    : m_home(std::move(home))
    , m_ledger(std::move(ledger))
    , m_outbox(*m_home, m_ledger)
    , m_inbox(*m_home, m_ledger)
{}

Expected<std::unique_ptr<Site>> Site::open(
    const World& world, const fs::path& root, const core::Home::AskPassphrase& passphrase)
{
    auto opened = core::Home::open(world.files, world.random, root, passphrase);
    if (!opened) {
        return fail(std::move(opened));
    }
    // The ledger points at its home, so the home must not move any more.
    auto home = std::make_unique<core::Home>(std::move(*opened));
    auto ledger = core::PadLedger::open(*home, world.clock, world.state_folder);
    if (!ledger) {
        return fail(std::move(ledger));
    }
    return std::unique_ptr<Site>(new Site(std::move(home), std::move(*ledger)));
}

core::Card Site::card() const
{
    const core::SiteConfig& site = config();
    return {site.id,
        site.name,
        m_home->public_key(),
        dialable(site.listen),
        site.kind == core::HomeKind::simulated};
}

std::string Site::name_of(const core::SiteId& id) const
{
    const core::Peer* known = config().peer_by_id(id);
    return known != nullptr ? known->name : "site " + id.hex().substr(0, 8);
}

Expected<core::Peer> Site::peer(std::string_view name) const
{
    if (const core::Peer* known = config().peer_named(name)) {
        return *known;
    }
    std::vector<std::string> names;
    for (const core::Peer& each : config().peers) {
        names.push_back(each.name);
    }
    return Unexpected(Errc::unknown_peer,
        "'" + std::string(name) + "'; " +
            (names.empty() ? "no peers yet, add one: satpad peer add CARD"
                           : "known: " + join(names)));
}

namespace {

/// Empty is fine: the peer dials in.
Expected<void> check_address(const std::string& address)
{
    if (!address.empty() && dialable(address).empty()) {
        return Unexpected(
            Errc::invalid_argument, "'" + address + "' is not an address HOST:PORT to dial");
    }
    return {};
}

/// Adds `made`, or puts it in the place of the same site's older entry when `replace` allows it.
Expected<void> put_peer(core::SiteConfig& config, const core::Peer& made, Site::Replace replace)
{
    const auto known = std::ranges::find_if(config.peers,
        [&](const core::Peer& each) { return each.id == made.id || each.name == made.name; });
    if (known == config.peers.end()) {
        config.peers.push_back(made);
        return {};
    }
    core::Peer whole = made; // what is no matter of cards stays
    whole.kme = known->kme;
    whole.saes = known->saes;
    if (replace == Site::Replace::no && !(*known == whole)) {
        return Unexpected(Errc::already_exists,
            "peer " + known->name +
                " is known with another card or address; replace it with --replace");
    }
    if (known->id != made.id) {
        return Unexpected(Errc::already_exists,
            "the name " + made.name + " belongs to another site; remove that peer first");
    }
    *known = std::move(whole);
    return {};
}

} // namespace

Expected<core::Peer> Site::add_peer(
    const core::Card& card, const std::string& address, Replace replace)
{
    if (card.id == config().id || card.key == m_home->public_key()) {
        return Unexpected(Errc::invalid_argument,
            "this is this site's own card; give it to the peer and take theirs");
    }
    if (auto fine = check_address(address); !fine) {
        return fail(std::move(fine));
    }
    const core::Peer made{card.id, card.name, card.key, address.empty() ? card.address : address};
    auto saved = m_home->change_config(
        [&](core::SiteConfig& changed) { return put_peer(changed, made, replace); });
    if (!saved) {
        return fail(std::move(saved));
    }
    return made;
}

Expected<void> Site::set_peer_address(std::string_view name, const std::string& address)
{
    auto known = peer(name);
    if (!known) {
        return fail(std::move(known));
    }
    if (auto fine = check_address(address); !fine) {
        return fine;
    }
    return m_home->change_config([&](core::SiteConfig& changed) -> Expected<void> {
        // Found by its id: the file may have changed since it was read.
        const auto at = std::ranges::find(changed.peers, known->id, &core::Peer::id);
        if (at == changed.peers.end()) {
            return Unexpected(Errc::unknown_peer, "'" + known->name + "' was removed meanwhile");
        }
        at->address = address;
        return {};
    });
}

Expected<void> Site::remove_peer(std::string_view name)
{
    auto known = peer(name);
    if (!known) {
        return fail(std::move(known));
    }
    auto left = key_left(*this, known->id);
    if (!left) {
        return fail(std::move(left));
    }
    const bool in_use = std::ranges::any_of(
        left->pads, [](const core::PadSummary& pad) { return pad.free + pad.reserved > 0; });
    if (in_use) {
        return Unexpected(Errc::wrong_state,
            "pads shared with " + known->name +
                " hold unused key; close them first: satpad keys close --pad ID");
    }
    auto open =
        m_ledger.messages({.direction = {}, .peer = known->id, .open_only = true, .limit = 1});
    if (!open) {
        return fail(std::move(open));
    }
    if (!open->empty()) {
        return Unexpected(Errc::wrong_state,
            "messages with " + known->name + " are under way; see satpad outbox list");
    }
    auto pulls = core::PullBook(m_ledger).pulls(true);
    if (!pulls) {
        return fail(std::move(pulls));
    }
    if (std::ranges::any_of(*pulls, [&](const core::PullRow& pull) {
            return pull.what.peer == known->id && pull.what.side == core::PullSide::drawer;
        })) {
        return Unexpected(Errc::wrong_state,
            "key is being pulled with " + known->name +
                "; finish it first, or give it up: satpad keys pull --peer " + known->name +
                " (--bytes N | --give-up)");
    }
    // The peer's own pulls are not for this site to finish.
    if (auto ended = keyclient::etsi014::end_fetched_pulls(*m_home, m_ledger, known->id); !ended) {
        return ended;
    }
    return m_home->change_config([&](core::SiteConfig& changed) -> Expected<void> {
        std::erase_if(changed.peers, [&](const core::Peer& each) { return each.id == known->id; });
        return {};
    });
}

Expected<KeyLeft> key_left(Site& site, const core::SiteId& peer)
{
    auto pads = site.ledger().pads();
    if (!pads) {
        return fail(std::move(pads));
    }
    KeyLeft left;
    // One message never mixes simulated and real key, so the larger kind decides what can be sent.
    std::uint64_t real = 0;
    std::uint64_t simulated = 0;
    const bool simulated_works =
        site.config().kind == core::HomeKind::simulated || site.config().allow_simulated;
    for (core::PadSummary& pad : *pads) {
        if (pad.peer != peer) {
            continue;
        }
        if (pad.state != core::PadState::suspended) {
            std::uint64_t& kind = pad.simulated ? simulated : real;
            (pad.direction == core::PadDirection::send ? kind : left.receive_pages) += pad.free;
        } else if (pad.direction == core::PadDirection::send) {
            left.suspended_pages += pad.free;
        }
        left.pads.push_back(std::move(pad));
    }
    left.send_pages = std::max(real, simulated_works ? simulated : 0);
    return left;
}

} // namespace satpad::service
