// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/seal.h>

#include <algorithm>
#include <random>

/// Made-up messages and pages for tests of the format. Key is a pattern from a seed: never secret.
namespace satpad::test {

template <typename AnyId> AnyId filled_id(unsigned value)
{
    AnyId made;
    made.bytes.fill(static_cast<std::byte>(value));
    return made;
}

inline core::Bytes random_bytes(std::size_t size, std::uint32_t seed)
{
    std::mt19937 generator(seed);
    core::Bytes made(size);
    std::generate(
        made.begin(), made.end(), [&] { return static_cast<std::byte>(generator() & 0xffU); });
    return made;
}

/// A well-formed header of one range for `content_bytes` of content.
inline core::MessageHeader header_for(std::uint64_t content_bytes)
{
    core::MessageHeader header;
    header.id = filled_id<core::MessageId>(0x11);
    header.sender = filled_id<core::SiteId>(0x22);
    header.receiver = filled_id<core::SiteId>(0x33);
    header.content_bytes = content_bytes;
    header.ranges = {
        {filled_id<core::PadId>(0x44), 7, core::MessageGeometry(content_bytes).pages()}};
    header.floors = {{filled_id<core::PadId>(0x44), 5}};
    header.chain_head = filled_id<core::Digest>(0x55);
    return header;
}

/// Pages from memory; keeps the number of the last page read and how many pages were.
class MemoryPages final : public core::PageSource
{
public:
    MemoryPages(std::uint64_t pages, std::uint32_t seed)
        : m_bytes(random_bytes(static_cast<std::size_t>(pages) * core::k_page_bytes, seed))
    {}
    core::Expected<void> read(std::uint64_t first, core::MutableByteView out) override
    {
        const std::size_t offset = static_cast<std::size_t>(first) * core::k_page_bytes;
        if (out.size() % core::k_page_bytes != 0 || offset + out.size() > m_bytes.size()) {
            return core::Unexpected(core::Errc::home_damaged, "page " + std::to_string(first));
        }
        std::copy_n(m_bytes.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
        reads.push_back({first, out.size() / core::k_page_bytes});
        return {};
    }

    struct Read
    {
        std::uint64_t first;
        std::uint64_t count;
        bool operator==(const Read&) const = default;
    };
    std::vector<Read> reads;
    [[nodiscard]] core::Bytes& bytes() { return m_bytes; }

private:
    core::Bytes m_bytes;
};

/// All sealed chunks of `content` in one string.
inline core::Expected<core::Bytes> seal_all(
    const core::MessageHeader& header, core::PageSource& pages, core::ByteView content)
{
    core::Bytes sealed;
    std::size_t at = 0;
    const auto read = [&](core::MutableByteView out) -> core::Expected<void> {
        std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
        at += out.size();
        return {};
    };
    const auto write = [&](core::ByteView bytes) -> core::Expected<void> {
        sealed.insert(sealed.end(), bytes.begin(), bytes.end());
        return {};
    };
    if (auto done = core::seal_chunks(header, pages, read, write); !done) {
        return core::fail(std::move(done));
    }
    return sealed;
}

/// The view of sealed chunk `chunk` in all of them.
inline core::ByteView sealed_chunk(
    const core::MessageHeader& header, core::ByteView sealed, std::uint64_t chunk)
{
    const core::MessageGeometry geometry(header.content_bytes);
    return sealed.subspan(static_cast<std::size_t>(geometry.sealed_offset(chunk)),
        geometry.chunk_bytes(chunk) + core::k_tag_bytes);
}

} // namespace satpad::test
