// SPDX-License-Identifier: GPL-3.0-or-later
// bench_ledger_scale [MESSAGES [PADS]]: that many messages through one ledger, half of them out, half
// in; what one costs at the start and at the end, what opening and listing cost then, and the bytes
// a message takes. The folder is TMPDIR's; SATPAD_BENCH_KEEP keeps the home and prints where.
#include "ledger_fixture.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace satpad::core;
using satpad::test::must;
using satpad::test::Site;
using Clock_ = std::chrono::steady_clock;

namespace {

constexpr std::uint64_t k_pages = 4; ///< the least a message takes

double seconds_since(Clock_::time_point start)
{
    return std::chrono::duration<double>(Clock_::now() - start).count();
}

/// Hands out the pages of the receive pads one message at a time, as their sender would.
struct Incoming
{
    std::vector<PadId> pads;
    std::uint64_t pages_each = 0;
    std::uint64_t next = 0;

    [[nodiscard]] MessageHeader header(Site& site)
    {
        const std::uint64_t a_pad = (pages_each - 1) / k_pages;
        const PadId& pad = pads.at(next / a_pad);
        return site.incoming(pad, (next++ % a_pad) * k_pages, k_pages);
    }
};

void send_one(Site& site)
{
    must(site.ledger->settle_outgoing(site.seal(k_pages), MessageState::verified));
}

void receive_one(Site& site, Incoming& incoming)
{
    const MessageHeader header = incoming.header(site);
    (void)must(site.ledger->record(header, site.peer));
    must(site.ledger->accept(header, site.peer, site.random.id<Tag>(), {}));
    must(site.ledger->erase_owed());
}

/// All pads in few deliveries: a delivery is one commit.
Incoming add_pads(Site& site, std::uint64_t pads, std::uint64_t pages)
{
    Incoming incoming{{}, pages, 0};
    std::vector<NewPad> batch;
    for (std::uint64_t i = 0; i < pads; ++i) {
        const auto direction = i % 2 == 0 ? PadDirection::send : PadDirection::receive;
        batch.push_back(site.write_pad(pages, {direction, PadState::confirmed, false, {}}));
        batch.back().batch = batch.front().batch;
        if (direction == PadDirection::receive) {
            incoming.pads.push_back(batch.back().id);
        }
        if (batch.size() == 500 || i + 1 == pads) {
            must(site.ledger->add_pads(batch));
            batch.clear();
        }
    }
    return incoming;
}

std::uint64_t ledger_bytes(const Site& site)
{
    std::uint64_t bytes = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code none;
        const auto size = fs::file_size(site.home->paths().ledger().string() + suffix, none);
        bytes += none ? 0 : size;
    }
    return bytes;
}

void run(std::uint64_t messages, std::uint64_t pads)
{
    Site site;
    const bool keep = std::getenv("SATPAD_BENCH_KEEP") != nullptr;
    site.folder.setAutoRemove(!keep);
    const std::uint64_t a_pad = (messages / pads + 1) * k_pages + 1;
    Incoming incoming = add_pads(site, pads, a_pad);
    const std::uint64_t bytes_before = ledger_bytes(site);
    std::printf("%llu messages, %llu pads of %llu pages\n",
        static_cast<unsigned long long>(messages),
        static_cast<unsigned long long>(pads),
        static_cast<unsigned long long>(a_pad));
    const std::uint64_t window = std::max<std::uint64_t>(messages / 20, 1);
    double first = 0;
    double last = 0;
    auto started = Clock_::now();
    for (std::uint64_t i = 0; i < messages; ++i) {
        i % 2 == 0 ? send_one(site) : receive_one(site, incoming);
        if ((i + 1) % window == 0) {
            last = seconds_since(started) / static_cast<double>(window);
            first = first == 0 ? last : first;
            std::printf("  %9llu done, %.1f us a message\n",
                static_cast<unsigned long long>(i + 1),
                last * 1e6);
            std::fflush(stdout);
            started = Clock_::now();
        }
    }
    site.close();
    started = Clock_::now();
    site.reopen();
    const double opened = seconds_since(started);
    started = Clock_::now();
    const std::size_t listed = must(site.ledger->pads()).size();
    const double listing = seconds_since(started);
    std::printf("a message at the end costs %.2f of one at the start\n", last / first);
    std::printf("opening %.3f s, listing %zu pads %.3f s, %.0f ledger bytes a message\n",
        opened,
        listed,
        listing,
        static_cast<double>(ledger_bytes(site) - bytes_before) / static_cast<double>(messages));
    if (keep) {
        std::printf("home kept: %s\n", site.root().c_str());
    }
}

std::uint64_t number(int argc, char** argv, int at, std::uint64_t otherwise)
{
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
}

} // namespace

int main(int argc, char** argv)
{
    must(initialise_core());
    run(number(argc, argv, 1, 1'000'000), number(argc, argv, 2, 10'000));
    return 0;
}
