// SPDX-License-Identifier: GPL-3.0-or-later
#include "pad_cache.h"

#include "database.h"

#include <algorithm>

namespace satpad::core::ledger {

Expected<std::shared_ptr<OpenPad>> PadCache::open(const PadId& id, std::uint64_t pages)
{
    const std::scoped_lock guard(m_mutex);
    const auto known = std::find_if(
        m_open.begin(), m_open.end(), [&](const auto& entry) { return entry.first == id; });
    if (known != m_open.end()) {
        m_open.splice(m_open.begin(), m_open, known);
        return m_open.front().second;
    }
    auto opened = PadFile::open(*m_home, id, pages);
    if (!opened) {
        return fail(std::move(opened));
    }
    m_open.emplace_front(id, std::make_shared<OpenPad>(std::move(*opened)));
    if (m_open.size() > k_most) {
        m_open.pop_back(); // whoever still works with it keeps it alive
    }
    return m_open.front().second;
}

void PadCache::forget(const PadId& id)
{
    const std::scoped_lock guard(m_mutex);
    m_open.remove_if([&](const auto& entry) { return entry.first == id; });
}

Expected<void> PadCache::erase(std::span<const Erasure> erasures)
{
    if (m_broken) {
        return closed_for_good();
    }
    const auto unknown = [&](const Error& why) {
        m_broken = true;
        return Unexpected(Errc::outcome_unknown, why.text());
    };
    std::vector<Erasure> sorted(erasures.begin(), erasures.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const Erasure& a, const Erasure& b) {
        return a.pad < b.pad;
    });
    for (std::size_t i = 0; i < sorted.size();) {
        const PadId id = sorted[i].pad;
        auto pad = open(id, sorted[i].pad_pages);
        if (!pad) {
            return fail(std::move(pad)); // nothing was written to it
        }
        const std::scoped_lock guard((*pad)->erasing);
        for (; i < sorted.size() && sorted[i].pad == id; ++i) {
            if (auto erased = (*pad)->file.erase(sorted[i].first, sorted[i].count); !erased) {
                return unknown(erased.error());
            }
        }
        if (auto synced = (*pad)->file.sync(); !synced) {
            return unknown(synced.error());
        }
    }
    return {};
}

std::vector<PadPart> parts_of(
    std::span<const PageRange> ranges, std::span<const std::uint64_t> pad_pages)
{
    std::vector<PadPart> parts;
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        parts.push_back({ranges[i], pad_pages[i], next});
        next += ranges[i].count;
    }
    return parts;
}

Expected<void> read_pages(
    PadCache& cache, std::span<const PadPart> parts, std::uint64_t first, MutableByteView out)
{
    if (cache.broken()) {
        return closed_for_good();
    }
    if (out.size() % k_page_bytes != 0) {
        return Unexpected(Errc::internal, "only whole pages are read");
    }
    while (!out.empty()) {
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const PadPart& p) {
            return first >= p.message_page && first < p.message_page + p.range.count;
        });
        if (part == parts.end()) {
            return Unexpected(Errc::internal, "a page past the message's ranges was asked for");
        }
        const std::uint64_t skip = first - part->message_page;
        const std::uint64_t pages =
            std::min<std::uint64_t>(out.size() / k_page_bytes, part->range.count - skip);
        auto pad = cache.open(part->range.pad, part->pad_pages);
        if (!pad) {
            return fail(std::move(pad));
        }
        const std::size_t bytes = static_cast<std::size_t>(pages) * k_page_bytes;
        if (auto read = (*pad)->file.read(part->range.first + skip, out.first(bytes)); !read) {
            return read;
        }
        out = out.subspan(bytes);
        first += pages;
    }
    return {};
}

} // namespace satpad::core::ledger
