// SPDX-License-Identifier: GPL-3.0-or-later
// Sealing and opening (docs/format.md, "Key stream", "Record tag", "Sealed chunks").
#include <satpad/core/byte_codec.h>
#include <satpad/core/seal.h>

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

namespace satpad::core {
namespace {

constexpr std::uint64_t k_record_page = 0;
constexpr std::size_t k_answer_bytes = 16;
constexpr std::array<std::byte, 16> k_zeros{};

ByteView zeros_to_16(std::size_t size) noexcept
{
    return ByteView(k_zeros).first((16 - size % 16) % 16);
}

/// Everything of a chunk that is not ciphertext: binds the message, the place, the end and the
/// length.
Tag chunk_tag(
    ByteView key_page, const MessageHeader& header, std::uint64_t chunk, ByteView ciphertext)
{
    const MessageGeometry geometry(header.content_bytes);
    ByteComposer place;
    place.raw(header.id.view()).u64(chunk).u8(geometry.is_last(chunk) ? 1 : 0).pad_to(16);
    ByteComposer length;
    length.u64(ciphertext.size());
    const std::array<ByteView, 4> parts{
        place.bytes(), ciphertext, zeros_to_16(ciphertext.size()), length.bytes()};
    return one_time_tag(key_page, parts);
}

struct SealedParts
{
    ByteView ciphertext;
    Tag tag;
};

Expected<SealedParts> split_sealed(
    const MessageHeader& header, std::uint64_t chunk, ByteView sealed)
{
    const MessageGeometry geometry(header.content_bytes);
    if (chunk >= geometry.chunks() ||
        sealed.size() != geometry.chunk_bytes(chunk) + k_tag_bytes) { // rule 18
        return Unexpected(
            Errc::malformed, "chunk " + std::to_string(chunk) + ": wrong number or length");
    }
    auto tag = Tag::from_bytes(sealed.last(k_tag_bytes));
    if (!tag) {
        return fail(std::move(tag));
    }
    return SealedParts{sealed.first(sealed.size() - k_tag_bytes), *tag};
}

Expected<void> check_tag(
    ByteView key_page, const MessageHeader& header, std::uint64_t chunk, const SealedParts& parts)
{
    if (!same_tag(chunk_tag(key_page, header, chunk, parts.ciphertext), parts.tag)) { // rule 17
        return Unexpected(Errc::authentication_failed,
            "chunk " + std::to_string(chunk) + " of message " + header.id.hex());
    }
    return {};
}

/// The largest chunk's pages, its content, and room for the tag behind it: one locked arena, so
/// that each chunk is one read and one write.
struct SealArena
{
    explicit SealArena(SecretBytes memory)
        : m_memory(std::move(memory))
    {}
    static constexpr std::size_t k_pages = k_page_bytes + k_chunk_bytes;
    static constexpr std::size_t k_size = k_pages + k_chunk_bytes + k_tag_bytes;
    [[nodiscard]] MutableByteView pages(std::size_t size) { return m_memory.span().first(size); }
    [[nodiscard]] MutableByteView content(std::size_t size)
    {
        return m_memory.span().subspan(k_pages, size);
    }

private:
    SecretBytes m_memory;
};

Expected<void> seal_one(const MessageHeader& header,
    std::uint64_t chunk,
    SealArena& arena,
    PageSource& pages,
    const ContentReader& read,
    const ByteWriter& write)
{
    const MessageGeometry geometry(header.content_bytes);
    const std::size_t size = geometry.chunk_bytes(chunk);
    const MutableByteView content = arena.content(size);
    if (auto got = read(content); !got) {
        return got;
    }
    const MutableByteView key =
        arena.pages(static_cast<std::size_t>(1 + geometry.pad_pages(chunk)) * k_page_bytes);
    if (auto opened = pages.read(geometry.tag_key_page(chunk), key); !opened) {
        return opened;
    }
    xor_bytes(content, key.subspan(k_page_bytes, size), content);
    const Tag tag = chunk_tag(key.first(k_page_bytes), header, chunk, content);
    const MutableByteView sealed = arena.content(size + k_tag_bytes);
    std::copy(
        tag.bytes.begin(), tag.bytes.end(), sealed.begin() + static_cast<std::ptrdiff_t>(size));
    return write(sealed);
}

} // namespace

Tag one_time_tag(ByteView page, std::span<const ByteView> parts)
{
    if (page.size() != crypto_onetimeauth_KEYBYTES) {
        std::abort();
    }
    crypto_onetimeauth_state state;
    crypto_onetimeauth_init(&state, reinterpret_cast<const unsigned char*>(page.data()));
    for (const ByteView part : parts) {
        crypto_onetimeauth_update(
            &state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
    }
    Tag tag;
    crypto_onetimeauth_final(&state, reinterpret_cast<unsigned char*>(tag.bytes.data()));
    sodium_memzero(&state, sizeof state); // holds the page
    return tag;
}

Expected<MessageSecrets> message_secrets(ByteView encoded_header, PageSource& pages)
{
    auto memory = SecretBytes::allocate(2 * k_page_bytes);
    if (!memory) {
        return fail(std::move(memory));
    }
    if (auto opened = pages.read(k_record_page, memory->span()); !opened) {
        return fail(std::move(opened));
    }
    ByteComposer lengths;
    lengths.u64(encoded_header.size()).u64(0); // no ciphertext under this tag
    const std::array<ByteView, 3> parts{
        encoded_header, zeros_to_16(encoded_header.size()), lengths.bytes()};
    MessageSecrets made;
    made.record_tag = one_time_tag(memory->view().first(k_page_bytes), parts);
    const ByteView answers = memory->view().subspan(k_page_bytes);
    std::copy_n(answers.begin(), k_answer_bytes, made.accepted.bytes.begin());
    std::copy_n(answers.begin() + k_answer_bytes, k_answer_bytes, made.abandoned.bytes.begin());
    return made;
}

Expected<void> seal_chunks(const MessageHeader& header,
    PageSource& pages,
    const ContentReader& read,
    const ByteWriter& write,
    const Progress& progress)
{
    auto memory = SecretBytes::allocate(SealArena::k_size);
    if (!memory) {
        return fail(std::move(memory));
    }
    SealArena arena(std::move(*memory));
    const MessageGeometry geometry(header.content_bytes);
    std::uint64_t done = 0;
    for (std::uint64_t chunk = 0; chunk < geometry.chunks(); ++chunk) {
        if (auto sealed = seal_one(header, chunk, arena, pages, read, write); !sealed) {
            return sealed;
        }
        done += geometry.chunk_bytes(chunk);
        if (!progress) {
            continue;
        }
        if (auto go_on = progress(done); !go_on) {
            return go_on;
        }
    }
    return {};
}

Expected<void> verify_chunk(
    const MessageHeader& header, std::uint64_t chunk, ByteView sealed, PageSource& pages)
{
    auto parts = split_sealed(header, chunk, sealed);
    if (!parts) {
        return fail(std::move(parts));
    }
    auto key = SecretBytes::allocate(k_page_bytes);
    if (!key) {
        return fail(std::move(key));
    }
    if (auto opened =
            pages.read(MessageGeometry(header.content_bytes).tag_key_page(chunk), key->span());
        !opened) {
        return opened;
    }
    return check_tag(key->view(), header, chunk, *parts);
}

Expected<void> open_chunk(const MessageHeader& header,
    std::uint64_t chunk,
    ByteView sealed,
    PageSource& pages,
    MutableByteView plain)
{
    auto parts = split_sealed(header, chunk, sealed);
    if (!parts) {
        return fail(std::move(parts));
    }
    const MessageGeometry geometry(header.content_bytes);
    auto key = SecretBytes::allocate(
        static_cast<std::size_t>(1 + geometry.pad_pages(chunk)) * k_page_bytes);
    if (!key) {
        return fail(std::move(key));
    }
    if (auto opened = pages.read(geometry.tag_key_page(chunk), key->span()); !opened) {
        return opened;
    }
    if (auto checked = check_tag(key->view().first(k_page_bytes), header, chunk, *parts);
        !checked) {
        return checked;
    }
    xor_bytes(
        parts->ciphertext, key->view().subspan(k_page_bytes, parts->ciphertext.size()), plain);
    return {};
}

} // namespace satpad::core
