// SPDX-License-Identifier: GPL-3.0-or-later
#include "scratch.h"

#include <satpad/service/bench.h>
#include <satpad/service/send.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <unistd.h>

namespace satpad::service {
namespace {

using core::Expected;
using core::fail;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Notes when the stages of a sealing begin, from the file operations themselves.
class StageTap final : public core::FileTap
{
public:
    Expected<void> before(const core::FileOperation& operation) override
    {
        using Kind = core::FileOperation::Kind;
        const auto now = Clock::now();
        const std::string extension = operation.path.extension().string();
        if (operation.kind == Kind::create && extension == ".part" &&
            operation.path.parent_path().filename() == "outbox") {
            m_seal_started = now;
            m_erasing = false;
        } else if (operation.kind == Kind::write && extension == ".pad" && !m_erasing) {
            m_erasing = true;
            m_erase_started = now;
        } else if (operation.kind == Kind::write && extension != ".pad" && m_erasing &&
                   m_erase_ended < m_erase_started) {
            m_erase_ended = now; // the ledger's commit T4 follows
        }
        return {};
    }
    [[nodiscard]] double seal() const
    {
        return std::chrono::duration<double>(m_erase_started - m_seal_started).count();
    }
    [[nodiscard]] double erase() const
    {
        return std::chrono::duration<double>(m_erase_ended - m_erase_started).count();
    }

private:
    Clock::time_point m_seal_started;
    Clock::time_point m_erase_started;
    Clock::time_point m_erase_ended;
    bool m_erasing = false;
};

Expected<core::NewPad> make_pad(Site& site, const core::SiteId& peer, std::uint64_t pages)
{
    constexpr std::size_t k_block_pages = 8192;
    core::NewPad pad;
    pad.id = site.home().random().id<core::PadId>();
    pad.peer = peer;
    pad.pages = pages;
    pad.batch = site.home().random().id<core::BatchId>();
    pad.origin = "bench";
    pad.simulated = true;
    pad.state = core::PadState::confirmed;
    auto writer = core::PadFileWriter::create(site.home(), pad.id, pages);
    if (!writer) {
        return fail(std::move(writer));
    }
    auto block = core::SecretBytes::allocate(k_block_pages * core::k_page_bytes);
    if (!block) {
        return fail(std::move(block));
    }
    for (std::uint64_t done = 0; done < pages; done += k_block_pages) {
        const auto now =
            static_cast<std::size_t>(std::min<std::uint64_t>(k_block_pages, pages - done)) *
            core::k_page_bytes;
        site.home().random().fill(block->span().first(now));
        if (auto written = writer->append(block->view().first(now)); !written) {
            return fail(std::move(written));
        }
    }
    if (auto finished = writer->finish(); !finished) {
        return fail(std::move(finished));
    }
    if (auto added = site.ledger().add_pads(std::span(&pad, 1)); !added) {
        return fail(std::move(added));
    }
    return pad;
}

Expected<double> time_page_opening(Site& site, const core::NewPad& pad, std::uint64_t pages)
{
    constexpr std::size_t k_block_pages =
        2049; // a chunk's tag key and its pad pages, as sealing reads them
    auto file = core::PadFile::open(site.home(), pad.id, pad.pages);
    if (!file) {
        return fail(std::move(file));
    }
    auto block = core::SecretBytes::allocate(k_block_pages * core::k_page_bytes);
    if (!block) {
        return fail(std::move(block));
    }
    const auto started = Clock::now();
    for (std::uint64_t done = 0; done < pages; done += k_block_pages) {
        const auto now =
            static_cast<std::size_t>(std::min<std::uint64_t>(k_block_pages, pages - done));
        if (auto read = file->read(done, block->span().first(now * core::k_page_bytes)); !read) {
            return fail(std::move(read));
        }
    }
    return seconds_since(started);
}

double time_poly1305(std::uint64_t bytes)
{
    core::Bytes chunk(core::k_chunk_bytes, std::byte{0x5a});
    std::array<std::byte, core::k_page_bytes> key{};
    const auto started = Clock::now();
    std::byte sink{};
    for (std::uint64_t done = 0; done < bytes; done += chunk.size()) {
        key[0] = static_cast<std::byte>(done >> 16U);
        const core::ByteView part(chunk);
        sink ^= core::one_time_tag(key, std::span(&part, 1)).bytes[0];
    }
    const double taken = seconds_since(started);
    return sink == std::byte{1} ? taken + 1e-12 : taken; // the result is used, so the work is done
}

Expected<double> time_write(core::FileStore& store, const fs::path& path, std::uint64_t bytes)
{
    const core::Bytes block(1 << 20, std::byte{0xa5});
    auto file = store.create(path);
    if (!file) {
        return fail(std::move(file));
    }
    const auto started = Clock::now();
    for (std::uint64_t done = 0; done < bytes; done += block.size()) {
        const auto now =
            static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), bytes - done));
        if (auto written = (*file)->write(done, core::ByteView(block).first(now)); !written) {
            return fail(std::move(written));
        }
    }
    if (auto synced = (*file)->sync(); !synced) {
        return fail(std::move(synced));
    }
    const double taken = seconds_since(started);
    if (auto removed = store.remove(path); !removed) {
        return fail(std::move(removed));
    }
    return taken;
}

double time_memcpy(std::uint64_t bytes)
{
    const core::Bytes from(1 << 20, std::byte{0x33});
    core::Bytes to(from.size());
    const auto started = Clock::now();
    for (std::uint64_t done = 0; done < bytes; done += from.size()) {
        std::memcpy(to.data(), from.data(), from.size());
        asm volatile("" : : "r"(to.data()) : "memory"); // keeps the copy
    }
    return seconds_since(started);
}

void write_random_file(core::RandomSource& random, const fs::path& path, std::uint64_t bytes)
{
    core::Bytes block(1 << 20);
    std::ofstream out(path, std::ios::binary);
    for (std::uint64_t done = 0; done < bytes; done += block.size()) {
        random.fill(block);
        const auto now =
            static_cast<std::streamsize>(std::min<std::uint64_t>(block.size(), bytes - done));
        out.write(reinterpret_cast<const char*>(block.data()), now);
    }
}

Expected<SealPair> run_pair(
    Site& site, StageTap& tap, const core::Peer& peer, const fs::path& file, std::uint64_t bytes)
{
    auto plan = plan_file(file, core::SendMode::exact, 0);
    if (!plan) {
        return fail(std::move(plan));
    }
    auto pad = make_pad(site, peer.id, plan->pages + 1);
    if (!pad) {
        return fail(std::move(pad));
    }
    SealPair pair;
    auto opening = time_page_opening(site, *pad, plan->pages);
    if (!opening) {
        return fail(std::move(opening));
    }
    pair.page_opening = *opening;
    pair.poly1305 = time_poly1305(bytes);
    auto write = time_write(site.home().store(), site.home().paths().root / "write.bench", bytes);
    if (!write) {
        return fail(std::move(write));
    }
    pair.write = *write;
    pair.memcpy_ceiling = time_memcpy(bytes);
    const auto started = Clock::now();
    auto sealed = seal_file(site, peer, file, *plan, {});
    if (!sealed) {
        return fail(std::move(sealed));
    }
    pair.whole = seconds_since(started);
    pair.seal = tap.seal();
    pair.erase = tap.erase();
    // Make room for the next pair: settled, so that the pad can be closed and its file goes.
    if (auto begun = site.ledger().settle_outgoing(sealed->id, core::MessageState::failed);
        !begun) {
        return fail(std::move(begun));
    }
    if (auto swept = site.outbox().sweep(); !swept) {
        return fail(std::move(swept));
    }
    if (auto closed = site.ledger().close(pad->id); !closed) {
        return fail(std::move(closed));
    }
    return pair;
}

} // namespace

double SealBench::median_ratio() const
{
    std::vector<double> ratios;
    ratios.reserve(pairs.size());
    for (const SealPair& pair : pairs) {
        ratios.push_back(pair.ratio());
    }
    std::ranges::sort(ratios);
    return ratios.empty() ? 0 : ratios[ratios.size() / 2];
}

Expected<SealBench> bench_seal(core::RandomSource& random,
    const core::Clock& clock,
    const SealBenchRequest& request,
    const std::function<Expected<void>(int)>& progress)
{
    const Scratch scratch(request.folder / ("satpad-bench-" + std::to_string(::getpid())));
    StageTap tap;
    const auto files = core::make_posix_file_store(&tap);
    const World world{*files, random, clock, scratch.path() / "state"};
    const fs::path home = scratch.path() / "home";
    if (auto made = Site::init(world, {home, "bench", "127.0.0.1:0", core::HomeKind::simulated});
        !made) {
        return fail(std::move(made));
    }
    auto site = Site::open(world, home, {});
    if (!site) {
        return fail(std::move(site));
    }
    core::Card card{random.id<core::SiteId>(), "peer", random.id<core::PublicKey>(), "", true};
    auto peer = (*site)->add_peer(card, "", Site::Replace::no);
    if (!peer) {
        return fail(std::move(peer));
    }
    const fs::path file = scratch.path() / "picture.raw";
    write_random_file(random, file, request.bytes);
    SealBench bench;
    bench.bytes = request.bytes;
    for (int i = 0; i < request.pairs; ++i) {
        auto pair = run_pair(**site, tap, *peer, file, request.bytes);
        if (!pair) {
            return fail(std::move(pair));
        }
        bench.pairs.push_back(*pair);
        if (auto go_on = progress(i + 1); !go_on) {
            return fail(std::move(go_on));
        }
    }
    return bench;
}

} // namespace satpad::service
