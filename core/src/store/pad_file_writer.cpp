// SPDX-License-Identifier: GPL-3.0-or-later
#include "pad_slots.h"

namespace satpad::core {

using namespace store;

struct PadFileWriter::State
{
    PadId id;
    std::uint64_t pages = 0;
    std::uint64_t sealed = 0;  ///< pages sealed so far
    std::uint64_t flushed = 0; ///< of these, written to the file
    fs::path path;
    fs::path part;
    FileStore* store = nullptr;
    const StorageKey* storage_key = nullptr;
    PadSalt salt{};
    SecretBytes key;
    Bytes block; ///< sealed slots not yet written
    std::unique_ptr<File> file;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { abandon(); }

    /// Nothing is kept. The salt never reached the disk, so whatever the freed blocks still hold
    /// opens for no one.
    void abandon() noexcept
    {
        if (file != nullptr) {
            file.reset();
            static_cast<void>(store->remove(part).has_value()); // the next try removes what stays
        }
    }

    [[nodiscard]] Expected<void> flush();
    [[nodiscard]] Expected<void> append(ByteView from);
    [[nodiscard]] Expected<void> finish();
};

namespace {

bool is_one_byte(ByteView page) noexcept
{
    std::byte differs{0};
    for (const std::byte b : page) {
        differs |= b ^ page.front();
    }
    return differs == std::byte{0};
}

} // namespace

Expected<void> PadFileWriter::State::flush()
{
    auto written = file->write(slot_offset(flushed), block);
    block.clear();
    flushed = sealed;
    return written;
}

Expected<void> PadFileWriter::State::append(ByteView from)
{
    if (from.size() % k_page_bytes != 0 || from.size() / k_page_bytes > pages - sealed) {
        return Unexpected(
            Errc::invalid_argument, "a pad file takes whole pages, and no more than it has");
    }
    for (; !from.empty(); from = from.subspan(k_page_bytes)) {
        const ByteView page = from.first(k_page_bytes);
        // No generator makes such a page in the life of the universe; a broken one does
        // (docs/format-at-rest.md, "Writing").
        if (is_one_byte(page)) {
            return Unexpected(
                Errc::malformed, "page " + page_name(id, sealed) + " is one byte over and over");
        }
        const std::size_t at = block.size();
        block.resize(at + k_slot_bytes);
        seal_slot(key.view(), id, sealed, page, MutableByteView(block).subspan(at));
        ++sealed;
        if (block.size() == k_block_slots * k_slot_bytes) {
            if (auto written = flush(); !written) {
                return written;
            }
        }
    }
    return {};
}

Expected<void> PadFileWriter::State::finish()
{
    if (sealed != pages) {
        return Unexpected(Errc::wrong_state,
            std::to_string(sealed) + " of " + std::to_string(pages) + " pages were given");
    }
    if (auto written = flush(); !written) {
        return written;
    }
    auto header = encode_pad_header(*storage_key, id, pages, salt);
    if (!header) {
        return fail(std::move(header));
    }
    if (auto written = file->write(0, *header); !written) {
        return written;
    }
    if (auto synced = file->sync(); !synced) {
        return synced;
    }
    if (auto renamed = store->rename(part, path); !renamed) {
        return renamed;
    }
    file.reset(); // from here on there is no .part to remove
    auto synced = store->sync_folder(path.parent_path());
    if (!synced) {
        static_cast<void>(store->remove(path).has_value()); // not certainly durable, so not there
    }
    return synced;
}

PadFileWriter::PadFileWriter(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
PadFileWriter::PadFileWriter(PadFileWriter&&) noexcept = default;
PadFileWriter& PadFileWriter::operator=(PadFileWriter&&) noexcept = default;
PadFileWriter::~PadFileWriter() = default;

Expected<PadFileWriter> PadFileWriter::create(
    const Home& home, const PadId& id, std::uint64_t pages)
{
    if (pages == 0 || pages > k_most_pages) {
        return Unexpected(Errc::invalid_argument, "a pad has 1 to 2^40 pages");
    }
    auto state = std::make_unique<State>();
    state->id = id;
    state->pages = pages;
    state->path = home.paths().pad(id);
    state->part = state->path;
    state->part += ".part";
    state->store = &home.store();
    state->storage_key = &home.storage_key();
    // A page must never come back under a name whose pages may be erased already.
    if (home.store().exists(state->path)) {
        return Unexpected(Errc::already_exists, "pads/" + id.hex() + ".pad");
    }
    home.random().fill(state->salt);
    auto key = slot_key(home.storage_key(), state->salt);
    if (!key) {
        return fail(std::move(key));
    }
    state->key = std::move(*key);
    if (auto removed = home.store().remove(state->part); !removed) {
        return fail(std::move(removed));
    }
    auto file = home.store().create(state->part);
    if (!file) {
        return fail(std::move(file));
    }
    state->file = std::move(*file);
    state->block.reserve(std::min<std::uint64_t>(pages, k_block_slots) * k_slot_bytes);
    return PadFileWriter(std::move(state));
}

Expected<void> PadFileWriter::append(ByteView pages)
{
    if (m_state == nullptr) {
        return Unexpected(Errc::wrong_state, "the pad file was given up or is finished");
    }
    auto done = m_state->append(pages);
    if (!done) {
        m_state.reset();
    }
    return done;
}

Expected<void> PadFileWriter::finish()
{
    if (m_state == nullptr) {
        return Unexpected(Errc::wrong_state, "the pad file was given up or is finished");
    }
    auto done = m_state->finish();
    m_state.reset();
    return done;
}

} // namespace satpad::core
