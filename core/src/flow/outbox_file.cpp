// SPDX-License-Identifier: GPL-3.0-or-later
#include "outbox_file.h"

#include "store/bytes.h"

#include <sodium.h>

namespace satpad::core {
namespace {

constexpr std::size_t k_block = 1 << 20;

Tag chunk_mark(ByteView key, std::uint64_t index, ByteView sealed)
{
    std::array<std::byte, 8> number{};
    store::put_le64(number, 0, index);
    Tag mark;
    crypto_generichash_state state;
    crypto_generichash_init(&state, store::raw(key), key.size(), mark.bytes.size());
    crypto_generichash_update(&state, store::raw(ByteView(number)), number.size());
    crypto_generichash_update(&state, store::raw(sealed), sealed.size());
    crypto_generichash_final(&state, store::raw(MutableByteView(mark.bytes)), mark.bytes.size());
    return mark;
}

} // namespace

BlockWriter::BlockWriter(File& file)
    : m_file(file)
{
    m_block.reserve(k_block);
}

Expected<void> BlockWriter::write(ByteView bytes)
{
    m_block.insert(m_block.end(), bytes.begin(), bytes.end());
    return m_block.size() >= k_block ? flush() : Expected<void>{};
}

Expected<void> BlockWriter::flush()
{
    if (m_block.empty()) {
        return {};
    }
    auto written = m_file.write(m_offset, m_block);
    m_offset += m_block.size();
    m_block.clear();
    return written;
}

Expected<SecretBytes> chunk_mark_key(const Home& home, const MessageId& id)
{
    return home.storage_key().subkey("satpad outbox chunk", id.view());
}

Expected<void> write_outbox_file(const Home& home,
    File& file,
    const MessageHeader& header,
    ByteView encoded,
    PageSource& pages,
    const ContentReader& content,
    const Progress& progress)
{
    auto key = chunk_mark_key(home, header.id);
    if (!key) {
        return fail(std::move(key));
    }
    const MessageGeometry geometry(header.content_bytes);
    BlockWriter writer(file);
    if (auto written = writer.write(encoded); !written) {
        return written;
    }
    Bytes trailer;
    Bytes chunk; // as much of the next one as has been sealed
    const auto gather = [&](ByteView bytes) -> Expected<void> {
        chunk.insert(chunk.end(), bytes.begin(), bytes.end());
        const std::uint64_t index = trailer.size() / k_tag_bytes;
        if (chunk.size() == geometry.chunk_bytes(index) + k_tag_bytes) {
            const Tag mark = chunk_mark(key->view(), index, chunk);
            trailer.insert(trailer.end(), mark.bytes.begin(), mark.bytes.end());
            chunk.clear();
        }
        return writer.write(bytes);
    };
    if (auto sealed = seal_chunks(header, pages, content, gather, progress); !sealed) {
        return sealed;
    }
    if (auto written = writer.write(trailer); !written) {
        return written;
    }
    if (auto flushed = writer.flush(); !flushed) {
        return flushed;
    }
    return file.sync();
}

Expected<Bytes> read_outbox_chunk(const File& file,
    ByteView mark_key,
    const MessageHeader& header,
    std::uint64_t header_bytes,
    std::uint64_t index)
{
    const MessageGeometry geometry(header.content_bytes);
    Bytes sealed(geometry.chunk_bytes(index) + k_tag_bytes);
    Tag mark;
    auto read = file.read_exact(header_bytes + geometry.sealed_offset(index), sealed);
    if (read) {
        read = file.read_exact(
            header_bytes + geometry.sealed_bytes() + index * k_tag_bytes, mark.bytes);
    }
    if (!read && !read.error().is(Errc::malformed)) { // that: it ends early
        return fail(std::move(read));
    }
    if (!read || !same_tag(mark, chunk_mark(mark_key, index, sealed))) {
        return Unexpected(Errc::home_damaged,
            "the sealed bytes of message " + header.id.hex() +
                " are damaged; nothing of them leaves. Cancel it with: satpad outbox cancel " +
                header.id.hex());
    }
    return sealed;
}

} // namespace satpad::core
