// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "file_taps.h"
#include "seeded_random.h"
#include "site_config_change.h"

#include <satpad/core/ledger.h>

#include <QTemporaryDir>
#include <QTest>

namespace satpad::test {

using namespace satpad::core;

/// A clock that stands still, and may be set.
class StillClock final : public Clock
{
public:
    UnixTime time{1'800'000'000};
    [[nodiscard]] UnixTime now() const override { return time; }
};

template <typename T> T must(Expected<T> result)
{
    if (!result) {
        qFatal("%s", result.error().text().c_str());
    }
    return std::move(*result);
}
inline void must(const Expected<void>& result)
{
    if (!result) {
        qFatal("%s", result.error().text().c_str());
    }
}

/// One site with a home in a temporary folder, one peer, a ledger, and pads on request.
struct Site
{
    explicit Site(std::uint64_t seed = 20261125, FileTap* tap = nullptr)
        : random(seed)
        , store(make_posix_file_store(tap))
    {
        SiteConfig config;
        config.name = "Here";
        config.peers.push_back({peer, "There", random.id<PublicKey>(), ""});
        home = std::make_unique<Home>(must(Home::create(*store, random, root(), config)));
        ledger = std::make_unique<PadLedger>(must(PadLedger::create(*home, clock, states())));
    }
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    [[nodiscard]] fs::path root() const { return fs::path(folder.path().toStdString()) / "home"; }
    [[nodiscard]] fs::path states() const
    {
        return fs::path(folder.path().toStdString()) / "state";
    }
    [[nodiscard]] const SiteId& me() const { return home->config().id; }

    void close() { ledger.reset(); }
    [[nodiscard]] Expected<void> open()
    {
        ledger.reset();
        auto opened = PadLedger::open(*home, clock, states());
        if (!opened) {
            return fail(std::move(opened));
        }
        ledger = std::make_unique<PadLedger>(std::move(*opened));
        return {};
    }
    void reopen() { must(open()); }

    struct PadKind
    {
        PadDirection direction = PadDirection::send;
        PadState state = PadState::confirmed;
        bool simulated = false;
        SiteId peer{};
    };
    /// Writes a pad file of random pages; the ledger does not know it yet.
    [[nodiscard]] NewPad write_pad(std::uint64_t pages, const PadKind& kind)
    {
        NewPad pad;
        pad.id = random.id<PadId>();
        pad.peer = kind.peer == SiteId{} ? peer : kind.peer;
        pad.direction = kind.direction;
        pad.pages = pages;
        pad.batch = random.id<BatchId>();
        pad.origin = "courier";
        pad.simulated = kind.simulated;
        pad.state = kind.state;
        pad.confirm_tag = random.id<Tag>();
        Bytes bytes(pages * k_page_bytes);
        random.fill(bytes);
        auto writer = must(PadFileWriter::create(*home, pad.id, pages));
        must(writer.append(bytes));
        must(writer.finish());
        return pad;
    }
    PadId add_pad(std::uint64_t pages, const PadKind& kind)
    {
        const NewPad pad = write_pad(pages, kind);
        must(ledger->add_pads(std::span(&pad, 1)));
        return pad.id;
    }
    PadId add_pad(std::uint64_t pages) { return add_pad(pages, PadKind{}); }

    [[nodiscard]] Expected<Reservation> reserve(
        std::uint64_t pages, ReserveRequest::Carrier carrier = ReserveRequest::Carrier::session)
    {
        return ledger->reserve({peer, pages, SendMode::exact, pages * k_page_bytes, carrier});
    }
    [[nodiscard]] MessageHeader header_of(const Reservation& reservation) const
    {
        MessageHeader header;
        header.id = reservation.id();
        header.sender = me();
        header.receiver = peer;
        header.content_bytes = content_that_fits(total_pages(reservation.ranges()));
        header.ranges = reservation.ranges();
        header.floors = reservation.floors();
        header.chain_head = reservation.chain_head();
        return header;
    }
    /// T1 to T4 without a sealed file.
    MessageId seal(
        std::uint64_t pages, ReserveRequest::Carrier carrier = ReserveRequest::Carrier::session)
    {
        auto reservation = must(reserve(pages, carrier));
        const Bytes header = encode_header(header_of(reservation));
        auto opened = must(ledger->open_pages(std::move(reservation)));
        must(opened->erase());
        const MessageId id = opened->id();
        must(ledger->commit_sealed(std::move(opened), header, pages * k_page_bytes, {}));
        return id;
    }
    /// A header as the peer would send it for pages [first, first + count) of `pad`.
    [[nodiscard]] MessageHeader incoming(const PadId& pad, std::uint64_t first, std::uint64_t count)
    {
        MessageHeader header;
        header.id = random.id<MessageId>();
        header.sender = peer;
        header.receiver = me();
        header.content_bytes = content_that_fits(count);
        header.ranges = {{pad, first, count}};
        header.floors = {{pad, 0}};
        header.chain_head = random.id<Digest>();
        return header;
    }
    [[nodiscard]] PadSummary pad(const PadId& id) const { return must(ledger->pad(id)); }
    [[nodiscard]] bool page_opens(const PadId& id, std::uint64_t page) const
    {
        const auto file = must(PadFile::open(*home, id, pad(id).pages));
        return must(file.opens(page));
    }

    QTemporaryDir folder;
    SeededRandom random;
    StillClock clock;
    SiteId peer = random.id<SiteId>();
    std::unique_ptr<FileStore> store;
    std::unique_ptr<Home> home;
    std::unique_ptr<PadLedger> ledger;
};

inline bool conserved(const PadSummary& pad)
{
    return pad.free + pad.reserved + pad.spent + pad.burnt + pad.handed_over == pad.pages;
}

} // namespace satpad::test
