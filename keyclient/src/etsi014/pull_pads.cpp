// SPDX-License-Identifier: GPL-3.0-or-later
#include "pull_pads.h"

#include <satpad/core/byte_codec.h>

#include <algorithm>

namespace satpad::keyclient::etsi014 {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::SecretBytes;
using core::Unexpected;

namespace {

constexpr std::size_t k_block = std::size_t{64} << 10U; ///< whole pages

Bytes manifest_of(const Segment& segment, std::span<const LooseBatch> batches)
{
    core::ByteComposer out;
    out.text("satpad pull 1").raw(segment.pull.view());
    out.raw(segment.drawer.view()).raw(segment.fetcher.view()).raw(segment.pad.view());
    out.u64(batches.front().row.number).u64(batches.back().row.number).u64(segment.pages);
    return std::move(out).bytes();
}

using Sink = std::function<Expected<void>(ByteView)>;

/// Gives bytes [from, to) of the keys in order to `sink`, key by key.
Expected<void> read_keys(const PullStaging& staging,
    std::span<const LooseBatch> batches,
    std::uint64_t from,
    std::uint64_t to,
    const Sink& sink)
{
    std::uint64_t at = 0;
    for (const LooseBatch& batch : batches) {
        const std::uint64_t end = at + batch.bytes();
        if (end <= from || at >= to) {
            at = end;
            continue;
        }
        auto staged = staging.read(batch.row.number);
        if (!staged) {
            return fail(std::move(staged));
        }
        if (staged->key_bytes != batch.key_bytes || !is_of(*staged, batch.row)) {
            return Unexpected(Errc::home_damaged, "a staged batch is not the ledger's");
        }
        const bool has_lost = has_lost_ones(*staged, batch.row);
        for (std::size_t i = 0; i < staged->keys; ++i) {
            const bool lost = std::binary_search(
                batch.row.lost.begin(), batch.row.lost.end(), static_cast<std::uint32_t>(i));
            if (has_lost && lost) {
                continue;
            }
            const std::uint64_t begins = std::clamp(from, at, at + batch.key_bytes) - at;
            const std::uint64_t ends = std::clamp(to, at, at + batch.key_bytes) - at;
            at += batch.key_bytes;
            if (begins == ends) {
                continue;
            }
            if (auto taken = sink(staged->key(i).subspan(begins, ends - begins)); !taken) {
                return taken;
            }
        }
    }
    return {};
}

/// Gathers keys into whole pages.
class Pages
{
public:
    Pages(PadIntake& intake, SecretBytes block)
        : m_intake(&intake)
        , m_block(std::move(block))
    {}
    Expected<void> take(ByteView bytes)
    {
        while (!bytes.empty()) {
            const std::size_t now = std::min(bytes.size(), m_block.size() - m_used);
            std::copy_n(
                bytes.begin(), now, m_block.span().begin() + static_cast<std::ptrdiff_t>(m_used));
            m_used += now;
            bytes = bytes.subspan(now);
            if (m_used == m_block.size()) {
                if (auto flushed = flush(); !flushed) {
                    return flushed;
                }
            }
        }
        return {};
    }
    Expected<void> flush()
    {
        const std::size_t used = std::exchange(m_used, 0);
        return used == 0 ? Expected<void>() : m_intake->add(m_block.view().first(used));
    }

private:
    PadIntake* m_intake;
    SecretBytes m_block;
    std::size_t m_used = 0;
};

/// It keys CONFIRM, so it comes first.
Expected<SecretBytes> last_page(
    const PullStaging& staging, std::span<const LooseBatch> batches, std::uint64_t pages)
{
    auto page = SecretBytes::allocate(core::k_page_bytes);
    if (!page) {
        return page;
    }
    std::size_t filled = 0;
    auto read = read_keys(staging,
        batches,
        (pages - 1) * core::k_page_bytes,
        pages * core::k_page_bytes,
        [&](ByteView bytes) -> Expected<void> {
            std::copy(bytes.begin(),
                bytes.end(),
                page->span().begin() + static_cast<std::ptrdiff_t>(filled));
            filled += bytes.size();
            return {};
        });
    return read ? std::move(page) : fail(std::move(read));
}

Expected<core::Tag> fill(PadIntake& intake,
    const PullStaging& staging,
    std::span<const LooseBatch> batches,
    std::uint64_t pages)
{
    auto last = last_page(staging, batches, pages);
    if (!last) {
        return fail(std::move(last));
    }
    auto block = SecretBytes::allocate(k_block);
    if (!block) {
        return fail(std::move(block));
    }
    intake.start(last->view());
    Pages gathered(intake, std::move(*block));
    auto read =
        read_keys(staging, batches, 0, (pages - 1) * core::k_page_bytes, [&](ByteView bytes) {
            return gathered.take(bytes);
        });
    if (!read) {
        return fail(std::move(read));
    }
    if (auto flushed = gathered.flush(); !flushed) {
        return fail(std::move(flushed));
    }
    auto tag = intake.finish(last->view());
    if (!tag) {
        return tag;
    }
    auto durable = intake.make_durable();
    return durable ? std::move(tag) : fail(std::move(durable));
}

} // namespace

std::uint64_t bytes_of(std::span<const LooseBatch> batches)
{
    std::uint64_t bytes = 0;
    for (const LooseBatch& batch : batches) {
        bytes += batch.bytes();
    }
    return bytes;
}

Expected<std::vector<LooseBatch>> loose_batches(
    const core::PullBook& book, const core::BatchId& pull, const PullStaging& staging)
{
    auto rows = book.batches(pull);
    if (!rows) {
        return fail(std::move(rows));
    }
    std::vector<LooseBatch> loose;
    for (core::PullBatch& row : *rows) {
        auto staged = staging.read(row.number);
        if (!staged) {
            return fail(std::move(staged));
        }
        if (!is_of(*staged, row)) {
            return Unexpected(Errc::home_damaged, "a staged batch is not the ledger's");
        }
        loose.push_back({std::move(row), staged->key_bytes});
    }
    return loose;
}

core::NewPad pad_of(const Segment& segment, const std::string& origin)
{
    core::NewPad pad;
    pad.id = segment.pad;
    pad.pages = segment.pages;
    pad.batch = core::BatchId{segment.pad.bytes}; // each CONFIRM is a delivery of its own
    pad.origin = origin;
    pad.state = core::PadState::confirmed;
    // A home that is older than the pad finds its batches in pulls/ and makes it again.
    pad.may_come_again = true;
    return pad;
}

Expected<core::Tag> write_segment(const core::Home& home,
    core::PadLedger& ledger,
    const PullStaging& staging,
    const Segment& segment,
    std::span<const LooseBatch> batches,
    Leftovers& leftovers)
{
    if (auto cleared = clear_cut_intake(home, ledger, segment.pad, segment.pages); !cleared) {
        return fail(std::move(cleared));
    }
    leftovers.add(home.paths().pad(segment.pad));
    auto intake =
        PadIntake::create(home, segment.pad, segment.pages, manifest_of(segment, batches));
    if (!intake) {
        return fail(std::move(intake));
    }
    return fill(*intake, staging, batches, segment.pages);
}

Expected<void> add_segment(core::PadLedger& ledger,
    const core::BatchId& pull,
    const core::NewPad& pad,
    std::span<const LooseBatch> batches,
    Leftovers& leftovers)
{
    // As add_to_ledger: want of memory may end this as an exception, behind the commit too.
    auto paths = leftovers.release();
    auto added = core::PullBook(ledger).add_pad(
        pull, pad, batches.front().row.number, batches.back().row.number);
    const auto known = ledger.pad(pad.id);
    if (!added && !known && known.error().is(Errc::unknown_pad)) {
        leftovers.restore(std::move(paths));
    } else {
        leftovers.keep();
    }
    return added;
}

} // namespace satpad::keyclient::etsi014
