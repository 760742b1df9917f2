// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "../courier/courier_fixture.h"
#include "message_line.h"

#include <satpad/keyclient/satellite/relay.h>

#include <thread>

/// Two stations that share key with a relay and none with each other.
namespace satpad::test {

namespace sat = keyclient::satellite;

struct ThreeHomes
{
    explicit ThreeHomes(core::HomeKind kind = core::HomeKind::simulated, std::uint64_t pages = 400)
        : relay(under(), "jinan", 1, kind)
        , beijing(under(), "beijing", 2, kind)
        , cape(under(), "stellenbosch", 3, kind)
    {
        for (Site* one : {&relay, &beijing, &cape}) {
            for (Site* other : {&relay, &beijing, &cape}) {
                if (one != other) {
                    one->knows(*other);
                }
            }
        }
        for (Site* station : {&beijing, &cape}) {
            give_key(*station, pages);
        }
    }
    [[nodiscard]] fs::path under() const { return folder.path().toStdString(); }

    /// Launch key, the whole of it for the relay to send with but a few pages.
    void give_key(Site& station, std::uint64_t pages)
    {
        courier::MakeRequest make;
        make.peer = station.id();
        make.bytes = pages * core::k_page_bytes;
        make.send_share = 0.9;
        make.out = under() / (station.home->config().name + std::to_string(m_keys++) + ".courier");
        must(courier::make(*relay.home, *relay.ledger, make));
        must(courier::import(*station.home, *station.ledger, make.out));
    }

    /// One contact of a station with the relay; what came of the relay's side.
    template <typename Visit> core::Expected<void> contact(Site& station, Visit visit)
    {
        return contact_at(relay, station, visit);
    }
    template <typename Visit>
    core::Expected<void> contact_at(Site& serving_site, Site& station, Visit visit)
    {
        MessageLine line;
        line.on_message = on_message;
        core::Expected<void> served;
        sat::ContactWatcher silent;
        std::thread serving([&] {
            served = sat::serve_contact(*serving_site.home,
                *serving_site.ledger,
                serving_site.clock,
                station.id(),
                line.satellite,
                setup,
                silent);
        });
        visit(line.station);
        line.cut();
        serving.join();
        return served;
    }

    /// As `satpad keys relay` does it: what waits, then a new one unless that was it.
    core::Expected<std::vector<sat::RelayedKey>> relay_key(
        Site& station, const sat::RelayOrder* order = nullptr)
    {
        return relay_key_at(relay, station, order);
    }
    core::Expected<std::vector<sat::RelayedKey>> relay_key_at(
        Site& at, Site& station, const sat::RelayOrder* order)
    {
        std::optional<core::Expected<std::vector<sat::RelayedKey>>> result;
        static_cast<void>(contact_at(at, station, [&](sat::MessageStream& stream) {
            result = visit(at, station, stream, order);
        }).has_value());
        return std::move(*result);
    }
    /// Another relay gives this one what waits for it.
    core::Expected<void> hand_on(Site& from)
    {
        std::optional<core::Expected<void>> result;
        static_cast<void>(contact(from, [&](sat::MessageStream& stream) {
            auto begun = sat::StationContact::begin(*from.home, *from.ledger, relay.id(), stream);
            result = begun ? sat::hand_on_relays(
                                 *from.home, *from.ledger, from.clock, relay.id(), stream)
                           : core::fail(std::move(begun));
            if (*result) {
                result = begun->end();
            }
        }).has_value());
        return std::move(*result);
    }
    [[nodiscard]] sat::RelayOrder order(std::uint64_t out = 40, std::uint64_t back = 20) const
    {
        return {cape.id(), out, back, {}};
    }
    core::Expected<std::vector<sat::RelayedKey>> ask(
        std::uint64_t out = 40, std::uint64_t back = 20)
    {
        const sat::RelayOrder wanted = order(out, back);
        return relay_key(beijing, &wanted);
    }

    core::Expected<std::vector<sat::RelayedKey>> visit(
        Site& at, Site& station, sat::MessageStream& stream, const sat::RelayOrder* order)
    {
        auto begun = sat::StationContact::begin(*station.home, *station.ledger, at.id(), stream);
        if (!begun) {
            return core::fail(std::move(begun));
        }
        const core::Peer peer = *station.home->config().peer_by_id(at.id());
        sat::RelayStation talk(*station.home, *station.ledger, station.clock, peer, stream);
        auto rows = talk.collect();
        if (!rows) {
            return rows;
        }
        const bool there = std::any_of(rows->begin(), rows->end(), [](const sat::RelayedKey& row) {
            return row.step == sat::RelayStep::made;
        });
        if (order != nullptr && !there) {
            auto row = talk.ask(*order);
            if (!row) {
                return core::fail(std::move(row));
            }
            rows->push_back(std::move(*row));
        }
        static_cast<void>(begun->end().has_value());
        return rows;
    }

    /// Pads that a relay made, by id.
    [[nodiscard]] static std::map<core::PadId, core::PadSummary> relayed(Site& site)
    {
        std::map<core::PadId, core::PadSummary> pads;
        for (core::PadSummary& pad : must(site.ledger->pads())) {
            if (pad.origin.starts_with("relay")) {
                pads.emplace(pad.id, pad);
            }
        }
        return pads;
    }
    [[nodiscard]] bool all_sound() const
    {
        return relay.is_sound() && beijing.is_sound() && cape.is_sound();
    }
    /// What the relay and each station say of their pages fits together.
    [[nodiscard]] bool all_agree() const
    {
        for (const Site* one : {&relay, &beijing, &cape}) {
            for (const Site* other : {&relay, &beijing, &cape}) {
                if (one != other &&
                    !must(one->ledger->compare(must(other->ledger->export_text()))).empty()) {
                    return false;
                }
            }
        }
        return true;
    }
    /// Nothing of any relay is left at a site.
    [[nodiscard]] static bool is_tidy(Site& site)
    {
        for (const std::string& name : must(site.store->list(site.home->paths().root / "relay"))) {
            if (name != "lock") {
                return false;
            }
        }
        return true;
    }

    QTemporaryDir folder{temporary_template()};
    Site relay;
    Site beijing;
    Site cape;
    sat::SatelliteSetup setup = made_setup();
    /// As MessageLine's.
    std::function<bool(core::Bytes&, bool)> on_message = [](core::Bytes&, bool) { return true; };

private:
    static sat::SatelliteSetup made_setup()
    {
        sat::SatelliteSetup made;
        made.name = "relay";
        made.flies = false;
        return made;
    }
    int m_keys = 0;
};

} // namespace satpad::test
