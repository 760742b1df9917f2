// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_fixture.h"

#include <algorithm>

namespace satpad::test {

inline bool is_same(ByteView a, ByteView b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

/// The ledger verifies and its pads are conserved.
inline bool sound(const Site& site)
{
    const VerifyReport report = must(site.ledger->verify());
    for (const std::string& fault : report.faults) {
        qWarning("%s", fault.c_str());
    }
    return report.ok && std::all_of(report.pads.begin(), report.pads.end(), conserved);
}

/// The last event for 1, the one before for 2.
inline LedgerEvent nth_last_event(const Site& site, std::size_t n)
{
    const auto events = must(site.ledger->events(0, 100'000));
    return events.at(events.size() - n);
}

/// Two sites that share one pad with the same bytes, on which `a` sends.
struct Pair
{
    explicit Pair(std::uint64_t pages = 100, FileTap* tap_a = nullptr, FileTap* tap_b = nullptr)
        : a(1, tap_a)
        , b(2, tap_b)
    {
        introduce(a, b.me());
        introduce(b, a.me());
        a.peer = b.me();
        b.peer = a.me();
        pad = add_shared(pages, false);
    }
    static void introduce(Site& at, const SiteId& other)
    {
        SiteConfig config = at.home->config();
        config.peers.push_back({other, other.hex().substr(0, 8), at.random.id<PublicKey>(), ""});
        must(set_config(*at.home, config));
    }
    /// One more pad from a to b; `key` becomes its bytes.
    PadId add_shared(std::uint64_t pages, bool simulated)
    {
        NewPad made;
        made.id = a.random.id<PadId>();
        made.pages = pages;
        made.batch = a.random.id<BatchId>();
        made.origin = "courier";
        made.simulated = simulated;
        made.state = PadState::confirmed;
        made.confirm_tag = a.random.id<Tag>();
        Bytes drawn(pages * k_page_bytes);
        a.random.fill(drawn);
        for (Site* site : {&a, &b}) {
            write(*site, made.id, drawn);
            made.peer = site->peer;
            made.direction = site == &a ? PadDirection::send : PadDirection::receive;
            must(site->ledger->add_pads(std::span(&made, 1)));
        }
        if (key.empty()) {
            key = std::move(drawn);
        }
        return made.id;
    }
    static void write(Site& site, const PadId& id, ByteView bytes)
    {
        auto writer = must(PadFileWriter::create(*site.home, id, bytes.size() / k_page_bytes));
        must(writer.append(bytes));
        must(writer.finish());
    }
    /// Bytes of pages of `pad`.
    [[nodiscard]] ByteView bytes(std::size_t first, std::size_t count) const
    {
        return ByteView(key).subspan(first * k_page_bytes, count * k_page_bytes);
    }
    [[nodiscard]] Reservation reserve(std::uint64_t pages, PageUse use)
    {
        return must(a.ledger->reserve({.peer = b.me(), .pages = pages, .use = use}));
    }
    [[nodiscard]] TakenPages take(std::uint64_t pages, PageUse use)
    {
        return must(a.ledger->take_pages(reserve(pages, use), use));
    }
    /// What a tells b of it.
    [[nodiscard]] ToldPages told(const TakenPages& taken, PageUse use) const
    {
        return {taken.use, a.me(), taken.ranges, use};
    }
    /// As told by a of pages [first, first + count) of `pad`, under a new id.
    [[nodiscard]] ToldPages claim(std::uint64_t first, std::uint64_t count, PageUse use)
    {
        return {b.random.id<MessageId>(), a.me(), {{pad, first, count}}, use};
    }
    [[nodiscard]] std::vector<LedgerDifference> at_a() const
    {
        return must(a.ledger->compare(must(b.ledger->export_text())));
    }
    [[nodiscard]] std::vector<LedgerDifference> at_b() const
    {
        return must(b.ledger->compare(must(a.ledger->export_text())));
    }

    Site a;
    Site b;
    PadId pad;
    Bytes key; ///< of `pad`
};

} // namespace satpad::test
