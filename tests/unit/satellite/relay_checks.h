// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay_wire.h"
#include "three_homes.h"

/// What the tests of relays ask of the three homes.
namespace satpad::test {

using namespace satpad::core;
using namespace satpad::keyclient::satellite;

inline bool is_kind(const Bytes& message, ContactKind kind)
{
    return !message.empty() && message.front() == static_cast<std::byte>(kind);
}

/// Both ends hold the same two pads: bytes, sizes, ε; and everybody's pages add up.
inline void compare_ends(ThreeHomes& homes, std::size_t pads)
{
    const auto here = ThreeHomes::relayed(homes.beijing);
    const auto there = ThreeHomes::relayed(homes.cape);
    QCOMPARE(here.size(), pads);
    QCOMPARE(there.size(), pads);
    for (const auto& [id, pad] : here) {
        QVERIFY(there.contains(id));
        const PadSummary& other = there.at(id);
        QCOMPARE(pad.pages, other.pages);
        QCOMPARE(pad.epsilon, other.epsilon);
        QCOMPARE(pad.simulated, other.simulated);
        QVERIFY(pad.generator.find("randombytes") != std::string::npos);
        QCOMPARE(pad.generator, other.generator);
        QVERIFY(pad.direction != other.direction);
        QCOMPARE(pad.peer, homes.cape.id());
        QCOMPARE(other.peer, homes.beijing.id());
        QVERIFY(homes.beijing.key_of(id, pad.pages) == homes.cape.key_of(id, pad.pages));
        QVERIFY(homes.beijing.key_of(id, pad.pages) !=
                Bytes(static_cast<std::size_t>(pad.pages) * k_page_bytes));
    }
    QVERIFY(homes.all_sound());
    QVERIFY(homes.all_agree());
}

inline bool all_confirmed(Site& site)
{
    const auto pads = ThreeHomes::relayed(site);
    return std::all_of(pads.begin(), pads.end(), [](const auto& entry) {
        return entry.second.state == PadState::confirmed;
    });
}

inline std::uint64_t relayed_pages(Site& site)
{
    std::uint64_t sum = 0;
    for (const PadSummary& pad : must(site.ledger->pads())) {
        sum += pad.relayed;
    }
    return sum;
}

} // namespace satpad::test
