// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytes.h"
#include "pad_slots.h"

#include <sodium.h>

namespace satpad::core {

using namespace store;

struct PadFile::State
{
    PadId id;
    std::uint64_t pages = 0;
    fs::path path;
    FileStore* store = nullptr;
    RandomSource* random = nullptr;
    std::unique_ptr<File> file;
    SecretBytes key;

    [[nodiscard]] Expected<void> require_inside(std::uint64_t first, std::uint64_t count) const
    {
        if (first > pages || count > pages - first) {
            return Unexpected(Errc::invalid_argument,
                describe(PageRange{id, first, count}) + " is past the pad's " +
                    std::to_string(pages) + " pages");
        }
        return {};
    }
};

namespace {

std::size_t block_of(std::uint64_t left) noexcept
{
    return static_cast<std::size_t>(std::min<std::uint64_t>(left, k_block_slots));
}

/// Noise for one erasure: a fresh seed, stretched. Much faster than asking the system for each
/// block.
class NoiseStream
{
public:
    [[nodiscard]] static Expected<NoiseStream> make(RandomSource& random)
    {
        auto seed = SecretBytes::allocate(crypto_stream_chacha20_KEYBYTES);
        if (!seed) {
            return fail(std::move(seed));
        }
        random.fill(seed->span());
        return NoiseStream(std::move(*seed));
    }

    void fill(MutableByteView out) noexcept
    {
        std::array<std::byte, crypto_stream_chacha20_NONCEBYTES> nonce{};
        put_le64(nonce, 0, m_block++);
        crypto_stream_chacha20(raw(out), out.size(), raw(ByteView(nonce)), raw(m_seed.view()));
    }

private:
    explicit NoiseStream(SecretBytes seed)
        : m_seed(std::move(seed))
    {}

    SecretBytes m_seed;
    std::uint64_t m_block = 0;
};

} // namespace

PadFile::PadFile(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
PadFile::PadFile(PadFile&&) noexcept = default;
PadFile& PadFile::operator=(PadFile&&) noexcept = default;
PadFile::~PadFile() = default;

Expected<PadFile> PadFile::open(const Home& home, const PadId& id, std::uint64_t pages)
{
    auto state = std::make_unique<State>();
    state->id = id;
    state->pages = pages;
    state->path = home.paths().pad(id);
    state->store = &home.store();
    state->random = &home.random();
    const std::string name = "pads/" + id.hex() + ".pad";
    auto file = home.store().open(state->path, Access::read_write);
    if (!file) {
        if (file.error().code == std::errc::no_such_file_or_directory) {
            return Unexpected(Errc::home_damaged, name + " is missing");
        }
        return fail(std::move(file));
    }
    state->file = std::move(*file);
    const auto size = state->file->size();
    if (!size) {
        return Unexpected(size.error());
    }
    if (pages == 0 || pages > k_most_pages || *size != slot_offset(pages)) {
        return Unexpected(Errc::home_damaged, name + " has the wrong length");
    }
    Bytes header(k_pad_header_bytes);
    if (auto read = state->file->read_exact(0, header); !read) {
        return fail(std::move(read));
    }
    auto salt = decode_pad_header(home.storage_key(), header, id, pages);
    if (!salt) {
        return fail(std::move(salt));
    }
    auto key = slot_key(home.storage_key(), *salt);
    if (!key) {
        return fail(std::move(key));
    }
    state->key = std::move(*key);
    return PadFile(std::move(state));
}

Expected<void> PadFile::read(std::uint64_t first, MutableByteView out) const
{
    const State& s = *m_state;
    if (out.size() % k_page_bytes != 0) {
        return Unexpected(Errc::invalid_argument, "pages are read whole");
    }
    std::uint64_t left = out.size() / k_page_bytes;
    if (auto inside = s.require_inside(first, left); !inside) {
        return inside;
    }
    const MutableByteView whole = out;
    Bytes slots(block_of(left) * k_slot_bytes);
    while (left > 0) {
        const std::size_t now = block_of(left);
        const MutableByteView block = MutableByteView(slots).first(now * k_slot_bytes);
        if (auto got = s.file->read_exact(slot_offset(first), block); !got) {
            wipe(whole);
            return got;
        }
        for (std::size_t i = 0; i < now; ++i, ++first) {
            const ByteView slot = block.subspan(i * k_slot_bytes, k_slot_bytes);
            if (!open_slot(
                    s.key.view(), s.id, first, slot, out.subspan(i * k_page_bytes, k_page_bytes))) {
                wipe(whole);
                return Unexpected(Errc::home_damaged,
                    "page " + page_name(s.id, first) + " does not open: it is erased or damaged");
            }
        }
        out = out.subspan(now * k_page_bytes);
        left -= now;
    }
    return {};
}

Expected<bool> PadFile::opens(std::uint64_t page) const
{
    const State& s = *m_state;
    if (auto inside = s.require_inside(page, 1); !inside) {
        return fail(std::move(inside));
    }
    std::array<std::byte, k_slot_bytes> slot{};
    if (auto got = s.file->read_exact(slot_offset(page), slot); !got) {
        return fail(std::move(got));
    }
    return open_slot(s.key.view(), s.id, page, slot, {});
}

Expected<void> PadFile::erase(std::uint64_t first, std::uint64_t count)
{
    State& s = *m_state;
    if (auto inside = s.require_inside(first, count); !inside) {
        return inside;
    }
    auto noise = NoiseStream::make(*s.random);
    if (!noise) {
        return fail(std::move(noise));
    }
    Bytes block(block_of(count) * k_slot_bytes);
    while (count > 0) {
        const std::size_t now = block_of(count);
        const MutableByteView slots = MutableByteView(block).first(now * k_slot_bytes);
        noise->fill(slots);
        if (auto written = s.file->write(slot_offset(first), slots); !written) {
            return written;
        }
        first += now;
        count -= now;
    }
    return {};
}

Expected<void> PadFile::sync()
{
    return m_state->file->sync();
}

Expected<FileIdentity> PadFile::identity() const
{
    return m_state->store->identity(m_state->path);
}

} // namespace satpad::core
