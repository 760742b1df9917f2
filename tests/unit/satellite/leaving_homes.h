// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "left_wire.h"
#include "three_homes.h"

#include <satpad/keyclient/satellite/left.h>

/// Two stations that share key with each other, and a relay that shares none of it.
namespace satpad::test {

struct LeavingHomes : ThreeHomes
{
    explicit LeavingHomes(std::uint64_t pages = 8'000)
    {
        courier::MakeRequest make;
        make.peer = cape.id();
        make.bytes = pages * core::k_page_bytes;
        make.send_share = 0.9;
        make.out = under() / "between.courier";
        must(courier::make(*beijing.home, *beijing.ledger, make));
        const auto delivery = must(courier::import(*cape.home, *cape.ledger, make.out));
        const fs::path reply = under() / "between.reply";
        must(courier::write_reply(*cape.home, *cape.ledger, delivery.batch, reply));
        must(courier::import_reply(*beijing.home, *beijing.ledger, reply));
    }

    /// Sealed for any carrier, to be left with the relay; the id.
    core::MessageId seal(std::size_t bytes = 3000, Site* to = nullptr)
    {
        core::Bytes payload(bytes);
        for (std::size_t i = 0; i < bytes; ++i) {
            payload[i] = static_cast<std::byte>((i * 7 + ++m_messages) & 0xFFU);
        }
        core::SealRequest request;
        request.peer = (to != nullptr ? *to : cape).id();
        request.content.name = "picture" + std::to_string(m_messages) + ".bin";
        request.content.original_bytes = bytes;
        request.payload_bytes = bytes;
        request.payload = [payload, at = std::size_t{0}](
                              core::MutableByteView out) mutable -> core::Expected<void> {
            std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
            at += out.size();
            return {};
        };
        core::Outbox outbox(*beijing.home, *beijing.ledger);
        const core::MessageId id = must(outbox.seal_for_carrier(request)).row().id;
        must(sat::leave_with(*beijing.home, id, relay.id()));
        pictures[id] = payload;
        return id;
    }

    /// One contact of a station: what waits.
    sat::LeftReport call(Site& station)
    {
        std::optional<sat::LeftReport> report;
        static_cast<void>(contact(station, [&](sat::MessageStream& stream) {
            report = visit_left(station, stream);
        }).has_value());
        return std::move(*report);
    }
    sat::LeftReport visit_left(Site& station, sat::MessageStream& stream)
    {
        auto begun = sat::StationContact::begin(*station.home, *station.ledger, relay.id(), stream);
        if (!begun) {
            return {{}, core::fail(std::move(begun))};
        }
        core::Outbox outbox(*station.home, *station.ledger);
        core::Inbox inbox(*station.home, *station.ledger);
        const core::Peer peer = *station.home->config().peer_by_id(relay.id());
        auto report = sat::LeftStation(*station.home, *station.ledger, outbox, inbox, peer, stream)
                          .exchange();
        static_cast<void>(begun->end().has_value());
        return report;
    }
    /// The steps of a contact that went well.
    std::vector<sat::LeftStep> steps(Site& station)
    {
        auto report = call(station);
        must(report.result);
        std::vector<sat::LeftStep> made;
        for (const sat::LeftMessage& row : report.rows) {
            made.push_back(row.step);
        }
        return made;
    }

    [[nodiscard]] core::MessageState state(const core::MessageId& id) const
    {
        return must(beijing.ledger->message(id)).state;
    }
    /// How often the picture is in the receiver's inbox, byte for byte.
    [[nodiscard]] int arrived(const core::MessageId& id)
    {
        int times = 0;
        const core::Inbox inbox(*cape.home, *cape.ledger);
        for (const core::InboxItem& item : must(inbox.list())) {
            times += read_all(item.path) == pictures[id] ? 1 : 0;
        }
        return times;
    }
    /// Pages of all pads between the two that are neither free nor CONFIRM's.
    [[nodiscard]] static std::uint64_t used(Site& site, const Site& with)
    {
        std::uint64_t pages = 0;
        for (const core::PadSummary& pad : must(site.ledger->pads())) {
            pages += pad.peer == with.id() ? pad.pages - pad.free - 1 : 0;
        }
        return pages;
    }
    /// Files in `left/` but locks.
    [[nodiscard]] static std::vector<std::string> lying(const Site& site)
    {
        const fs::path folder = site.home->paths().root / "left";
        std::vector<std::string> names;
        if (site.store->exists(folder)) {
            names = must(site.store->list(folder));
            std::erase_if(names, [](const std::string& name) { return name.ends_with("lock"); });
        }
        return names;
    }
    [[nodiscard]] fs::path kept_bytes() const
    {
        for (const std::string& name : lying(relay)) {
            if (name.ends_with(".bytes")) {
                return relay.home->paths().root / "left" / name;
            }
        }
        return {};
    }
    void reopen_all()
    {
        relay.reopen();
        beijing.reopen();
        cape.reopen();
    }

    std::map<core::MessageId, core::Bytes> pictures;

private:
    unsigned m_messages = 0;
};

} // namespace satpad::test
