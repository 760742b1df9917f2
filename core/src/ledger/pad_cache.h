// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <atomic>
#include <list>
#include <mutex>

namespace satpad::core::ledger {

/// One opened pad file. Reads run in parallel; erasing takes the mutex.
struct OpenPad
{
    explicit OpenPad(PadFile opened)
        : file(std::move(opened))
    {}
    PadFile file;
    std::mutex erasing;
};

/// Opened pad files, so that a message does not open its pads again and again; and the one flag
/// that says "closed for good", shared by the ledger and the pages it has handed out. Thread-safe.
class PadCache
{
public:
    explicit PadCache(const Home& home)
        : m_home(&home)
    {}
    [[nodiscard]] Expected<std::shared_ptr<OpenPad>> open(const PadId& id, std::uint64_t pages);
    void forget(const PadId& id);

    /// Overwrites and syncs; one sync for each pad file. After a failure the outcome is unknown, so
    /// everything that shares this cache closes for good. docs/ledger.md, "Storage".
    struct Erasure
    {
        PadId pad;
        std::uint64_t pad_pages = 0;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
    };
    [[nodiscard]] Expected<void> erase(std::span<const Erasure> erasures);

    void close_for_good() noexcept { m_broken = true; }
    [[nodiscard]] bool broken() const noexcept { return m_broken; }

private:
    /// Enough for a message over k_max_ranges pads; few enough for the usual limit on open files.
    static constexpr std::size_t k_most = 128;

    const Home* m_home;
    std::mutex m_mutex;
    std::list<std::pair<PadId, std::shared_ptr<OpenPad>>> m_open; ///< most recently used first
    std::atomic<bool> m_broken = false;
};

/// A message's pages as its key stream orders them, over its ranges.
struct PadPart
{
    PageRange range;
    std::uint64_t pad_pages = 0;
    std::uint64_t message_page = 0; ///< of range.first
};
/// `pad_pages`: the page count of each range's pad.
[[nodiscard]] std::vector<PadPart> parts_of(
    std::span<const PageRange> ranges, std::span<const std::uint64_t> pad_pages);
[[nodiscard]] Expected<void> read_pages(
    PadCache& cache, std::span<const PadPart> parts, std::uint64_t first, MutableByteView out);

} // namespace satpad::core::ledger
