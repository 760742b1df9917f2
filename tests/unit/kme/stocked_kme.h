// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "key_id.h"
#include "seeded_random.h"

#include <satpad/keyclient/kme/router.h>

#include <QTest>

/// A KME's stock of made-up pages, and a clock that stands still.
namespace satpad::test {

namespace kme = keyclient::kme;
using keyclient::etsi014::KeyContainer;

struct StockedKme
{
    StockedKme()
        : stock(settings(), {})
    {}

    kme::StockSettings settings()
    {
        kme::StockSettings made;
        made.expiry = std::chrono::seconds(60);
        made.bytes_of_shelf = std::size_t{1} << 17U;
        made.now = [this] { return now; };
        return made;
    }
    /// A block of `pages` for beijing and stellenbosch; its bytes are random, and its use.
    core::MessageId put(kme::Shelf shelf, std::uint64_t pages)
    {
        return put(shelf, pages, {peer, "beijing", "stellenbosch"});
    }
    core::MessageId put(kme::Shelf shelf, std::uint64_t pages, const kme::Pair& pair)
    {
        auto room = stock.room(shelf, pair.peer, pages);
        auto bytes = core::SecretBytes::allocate(pages * core::k_page_bytes);
        if (!room || !bytes) {
            qFatal("no room");
        }
        random.fill(bytes->span());
        last.assign(bytes->view().begin(), bytes->view().end());
        kme::NewBlock block{
            pair, {random.id<core::MessageId>(), {}, std::move(*bytes)}, instance, theirs};
        const core::MessageId use = block.pages.use;
        stock.put(shelf, std::move(block), std::move(*room));
        return use;
    }

    kme::Steady::time_point now{std::chrono::hours(1)};
    SeededRandom random{7};
    core::SiteId peer = random.id<core::SiteId>();
    core::BatchId instance = random.id<core::BatchId>();
    std::chrono::seconds theirs{60}; ///< expiry of the peer's KME
    core::Bytes last;                ///< pages of the last block
    kme::Stock stock;
};

struct Key
{
    std::string id;
    core::Bytes bytes;
    bool operator==(const Key&) const = default;
};

inline kme::Deliver into(std::vector<Key>& keys)
{
    return [&keys](const KeyContainer& container) -> core::Expected<void> {
        for (std::size_t i = 0; i < container.size(); ++i) {
            const core::ByteView bytes = container.key(i);
            keys.push_back({container.id(i), core::Bytes(bytes.begin(), bytes.end())});
        }
        return {};
    };
}

inline std::string id_of(const core::MessageId& use, std::uint16_t page, std::uint16_t bytes)
{
    return kme::text_of(kme::key_id(use, {page, bytes}));
}

} // namespace satpad::test
