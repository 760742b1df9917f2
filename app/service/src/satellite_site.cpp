// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_serving.h"
#include "contact_stream.h"
#include "handing_on.h"

#include <satpad/keyclient/courier/courier.h>
#include <satpad/service/pull.h>
#include <satpad/service/relay_run.h>
#include <satpad/service/satellite_site.h>

#include <algorithm>

namespace satpad::service {

using core::Bytes;
using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

namespace courier = keyclient::courier;

/// A station that paces a pass in real time says something every second; one that plans says
/// nothing for a while.
constexpr std::chrono::minutes k_silence{5};
constexpr std::size_t k_most_name = 128;
constexpr std::size_t k_most_presets = std::size_t{1} << 20U;

/// Marks a satellite's home: one line, the preset it flies.
fs::path flies_path(const fs::path& home)
{
    return home / "satellite";
}

fs::path presets_path(const fs::path& home)
{
    return home / "presets.toml";
}

core::ByteView bytes_of(const std::string& text)
{
    return std::as_bytes(std::span(text));
}

Expected<std::string> text_of(core::FileStore& files, const fs::path& path, std::size_t most)
{
    auto bytes = core::read_file(files, path, most);
    if (!bytes) {
        return Unexpected(Errc::unreadable_file, path.string() + ": " + bytes.error().text());
    }
    std::string text(bytes->size(), '\0');
    std::transform(bytes->begin(), bytes->end(), text.begin(), [](std::byte byte) {
        return std::to_integer<char>(byte);
    });
    return text;
}

Expected<std::vector<core::Card>> read_cards(
    core::FileStore& files, const std::vector<fs::path>& paths)
{
    std::vector<core::Card> cards;
    for (const fs::path& path : paths) {
        auto text = text_of(files, path, 65'536);
        if (!text) {
            return fail(std::move(text));
        }
        auto card = core::parse_card(*text);
        if (!card) {
            return Unexpected(card.error().code, path.string() + ": " + card.error().context);
        }
        const bool again = std::any_of(cards.begin(), cards.end(), [&](const core::Card& other) {
            return other.name == card->name;
        });
        if (again) {
            return Unexpected(Errc::invalid_argument, "two stations named " + card->name);
        }
        cards.push_back(std::move(*card));
    }
    return cards;
}

/// The operator's presets, one after the other, as the home keeps them.
Expected<std::string> gather_presets(core::FileStore& files, const SatelliteInit& request)
{
    auto loaded = load_presets(files, {{}, request.presets, {}, "jinan-class-1"});
    if (!loaded) {
        return fail(std::move(loaded));
    }
    auto satellite = loaded->satellite(request.flies);
    if (!satellite) {
        return fail(std::move(satellite));
    }
    if (auto link = loaded->link(satellite->source, "portable"); !link) {
        return fail(std::move(link));
    }
    std::string all;
    for (const fs::path& path : request.presets) {
        auto text = text_of(files, path, k_most_presets);
        if (!text) {
            return text;
        }
        all += *text + "\n";
    }
    return all;
}

Expected<void> mark_as_satellite(
    Site& site, const SatelliteInit& request, const std::string& presets)
{
    core::FileStore& files = site.home().store();
    const fs::path& home = site.home().paths().root;
    if (!presets.empty()) {
        if (auto written = core::replace_file(files, presets_path(home), bytes_of(presets));
            !written) {
            return written;
        }
    }
    return core::replace_file(files, flies_path(home), bytes_of(request.flies + "\n"));
}

Expected<LaunchKey> make_launch_key(
    Site& site, const core::Card& station, const SatelliteInit& request)
{
    auto peer = site.add_peer(station, "", Site::Replace::no);
    if (!peer) {
        return fail(std::move(peer));
    }
    courier::MakeRequest make;
    make.peer = peer->id;
    make.bytes = request.launch_key_bytes;
    make.out = request.out / (station.name + ".courier");
    auto delivery = courier::make(site.home(), site.ledger(), make);
    if (!delivery) {
        return fail(std::move(delivery));
    }
    std::uint64_t bytes = 0;
    for (const core::PadSummary& pad : delivery->pads) {
        bytes += pad.pages * core::k_page_bytes;
    }
    return LaunchKey{peer->name, make.out, bytes};
}

} // namespace

Expected<SatelliteMade> init_satellite(const World& world, const SatelliteInit& request)
{
    auto cards = read_cards(world.files, request.stations);
    if (!cards) {
        return fail(std::move(cards));
    }
    auto presets = gather_presets(world.files, request);
    if (!presets) {
        return fail(std::move(presets));
    }
    SatelliteMade made;
    made.card = request.out / (request.name + ".card");
    for (const core::Card& card : *cards) {
        const fs::path file = request.out / (card.name + ".courier");
        if (world.files.exists(file)) {
            return Unexpected(Errc::already_exists, file.string());
        }
    }
    if (world.files.exists(made.card)) {
        return Unexpected(Errc::already_exists, made.card.string());
    }
    if (auto home = Site::init(
            world, {request.home, request.name, request.listen, core::HomeKind::simulated});
        !home) {
        return fail(std::move(home));
    }
    auto site = Site::open(world, request.home, {});
    if (!site) {
        return fail(std::move(site));
    }
    if (auto marked = mark_as_satellite(**site, request, *presets); !marked) {
        return fail(std::move(marked));
    }
    for (const core::Card& card : *cards) {
        auto key = make_launch_key(**site, card, request);
        if (!key) {
            return fail(std::move(key));
        }
        made.launch_keys.push_back(std::move(*key));
    }
    const std::string card = core::format_card((*site)->card());
    if (auto written = core::replace_file(world.files, made.card, bytes_of(card)); !written) {
        return fail(std::move(written));
    }
    return made;
}

Expected<sat::SatelliteSetup> satellite_of(core::FileStore& files, const fs::path& home)
{
    if (!files.exists(flies_path(home))) {
        return Unexpected(Errc::wrong_state,
            home.string() + " is no satellite's home; make one with satpad satellite init");
    }
    auto flies = text_of(files, flies_path(home), k_most_name);
    if (!flies) {
        return fail(std::move(flies));
    }
    while (!flies->empty() && flies->back() == '\n') {
        flies->pop_back();
    }
    auto presets = load_presets(files, {home, {}, {}, "jinan-class-1"});
    if (!presets) {
        return fail(std::move(presets));
    }
    auto satellite = presets->satellite(*flies);
    if (!satellite) {
        return fail(std::move(satellite));
    }
    auto link = presets->link(satellite->source, "portable");
    if (!link) {
        return fail(std::move(link));
    }
    sat::SatelliteSetup setup;
    setup.name = *flies;
    setup.source = *link;
    return setup;
}

Expected<void> serve_contacts(Site& site,
    const core::Clock& clock,
    const ReceiveRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen,
    const sat::SatelliteSetup& setup,
    sat::ContactWatcher& watcher)
{
    ReceiveRequest serving = request;
    sat::SatelliteSetup offered = setup;
    offered.desks = [&](const core::SiteId& peer) { return pull_desks(site, clock, peer); };
    HandingOn handing_on(site, clock, screen);
    serving.beside = [&](const std::stop_token& stop) { handing_on.run(stop); };
    serving.contact = [&](std::unique_ptr<transport::Contact> contact) {
        ContactStream stream(*contact, k_silence);
        auto served = sat::serve_contact(
            site.home(), site.ledger(), clock, contact->peer(), stream, offered, watcher);
        if (!served) {
            screen.trouble(core::Error{served.error().code,
                "contact with " + site.name_of(contact->peer()) + ": " + served.error().context});
        }
        handing_on.look();
    };
    return receive(site, serving, signals, screen);
}

Expected<void> serve_satellite(Site& site,
    const core::Clock& clock,
    const ReceiveRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen,
    sat::ContactWatcher& watcher)
{
    auto setup = satellite_of(site.home().store(), site.home().paths().root);
    if (!setup) {
        return fail(std::move(setup));
    }
    return serve_contacts(site, clock, request, signals, screen, *setup, watcher);
}

} // namespace satpad::service
