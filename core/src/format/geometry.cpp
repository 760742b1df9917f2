// SPDX-License-Identifier: GPL-3.0-or-later
// Where everything of a message lies (docs/format.md, "Key stream" and "Sealed chunks").
#include <satpad/core/message_format.h>

#include <algorithm>
#include <cstdlib>

namespace satpad::core {
namespace {

constexpr std::uint64_t k_pages_before_chunks = 2; // record tag key, answers
constexpr std::uint64_t k_pages_per_full_chunk = 1 + k_chunk_bytes / k_page_bytes;

constexpr std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) noexcept
{
    return a / b + (a % b != 0 ? 1 : 0);
}

void require(bool holds) noexcept
{
    if (!holds) {
        std::abort();
    }
}

} // namespace

MessageGeometry::MessageGeometry(std::uint64_t content_bytes)
    : m_content_bytes(content_bytes)
{
    require(content_bytes >= 1 && content_bytes <= k_max_content);
}

std::uint64_t MessageGeometry::chunks() const noexcept
{
    return divide_up(m_content_bytes, k_chunk_bytes);
}

std::uint64_t MessageGeometry::pages() const noexcept
{
    // Only the last chunk may be short, and a full one is a whole number of pages.
    return k_pages_before_chunks + chunks() + divide_up(m_content_bytes, k_page_bytes);
}

std::size_t MessageGeometry::chunk_bytes(std::uint64_t chunk) const noexcept
{
    require(chunk < chunks());
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(k_chunk_bytes, m_content_bytes - chunk * k_chunk_bytes));
}

std::uint64_t MessageGeometry::tag_key_page(std::uint64_t chunk) const noexcept
{
    require(chunk < chunks());
    return k_pages_before_chunks + chunk * k_pages_per_full_chunk;
}

std::uint64_t MessageGeometry::first_pad_page(std::uint64_t chunk) const noexcept
{
    return tag_key_page(chunk) + 1;
}

std::uint64_t MessageGeometry::pad_pages(std::uint64_t chunk) const noexcept
{
    return divide_up(chunk_bytes(chunk), k_page_bytes);
}

std::uint64_t MessageGeometry::sealed_offset(std::uint64_t chunk) const noexcept
{
    require(chunk < chunks());
    return chunk * (k_chunk_bytes + k_tag_bytes);
}

std::uint64_t MessageGeometry::sealed_bytes() const noexcept
{
    return m_content_bytes + chunks() * k_tag_bytes;
}

std::uint64_t content_that_fits(std::uint64_t pages) noexcept
{
    const std::uint64_t usable = std::min(pages, MessageGeometry(k_max_content).pages());
    if (usable < k_pages_before_chunks) {
        return 0;
    }
    const std::uint64_t full = (usable - k_pages_before_chunks) / k_pages_per_full_chunk;
    const std::uint64_t rest = (usable - k_pages_before_chunks) % k_pages_per_full_chunk;
    // A chunk needs its key page and at least one pad page.
    const std::uint64_t last = rest >= 2 ? (rest - 1) * k_page_bytes : 0;
    return full * k_chunk_bytes + last;
}

} // namespace satpad::core
