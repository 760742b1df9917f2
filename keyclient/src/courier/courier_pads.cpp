// SPDX-License-Identifier: GPL-3.0-or-later
#include "courier_pads.h"

#include <algorithm>

namespace satpad::keyclient::courier {

using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// Bits of byte `i` of a Poly1305 key that count (RFC 8439 section 2.5.1).
std::byte counting_bits(std::size_t i) noexcept
{
    if (i >= 16) {
        return std::byte{0xff};
    }
    if (i % 4 == 3) {
        return std::byte{0x0f};
    }
    return i % 4 == 0 && i != 0 ? std::byte{0xfc} : std::byte{0xff};
}

} // namespace

void clear_ignored_bits(core::MutableByteView key_page) noexcept
{
    for (std::size_t i = 0; i < key_page.size(); ++i) {
        key_page[i] &= counting_bits(i);
    }
}

bool ignored_bits_are_clear(ByteView key_page) noexcept
{
    std::byte set{0};
    for (std::size_t i = 0; i < key_page.size(); ++i) {
        set |= key_page[i] & ~counting_bits(i);
    }
    return set == std::byte{0};
}

Expected<std::vector<core::PadSummary>> summaries(
    const core::PadLedger& ledger, const std::vector<ManifestPad>& pads)
{
    std::vector<core::PadSummary> made;
    for (const ManifestPad& pad : pads) {
        auto summary = ledger.pad(pad.id);
        if (!summary) {
            return fail(std::move(summary));
        }
        made.push_back(std::move(*summary));
    }
    return made;
}

Expected<std::vector<core::PadSummary>> pads_of(
    const core::PadLedger& ledger, const core::BatchId& batch)
{
    auto pads = ledger.pads();
    if (pads) {
        std::erase_if(*pads, [&](const core::PadSummary& pad) { return pad.batch != batch; });
    }
    return pads;
}

Expected<std::unique_ptr<core::File>> open_given(core::FileStore& store, const core::fs::path& path)
{
    auto file = store.open(path, core::Access::read_only);
    if (!file) {
        return Unexpected(
            Errc::unreadable_file, path.string() + ": " + file.error().code.message());
    }
    return file;
}

core::fs::path folder_of(const core::fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : core::fs::path(".");
}

Expected<OpenedFile> open_courier_file(core::FileStore& store, const core::fs::path& path)
{
    auto file = open_given(store, path);
    if (!file) {
        return fail(std::move(file));
    }
    core::Bytes bytes(k_manifest_prefix_bytes);
    if (auto read = (*file)->read_exact(0, bytes); !read) {
        return fail(std::move(read));
    }
    auto length = manifest_length(bytes);
    if (!length) {
        return fail(std::move(length));
    }
    bytes.resize(*length);
    if (auto read = (*file)->read_exact(0, bytes); !read) {
        return fail(std::move(read));
    }
    auto manifest = decode_manifest(bytes);
    if (!manifest) {
        return fail(std::move(manifest));
    }
    const auto size = (*file)->size();
    if (!size) {
        return Unexpected(size.error());
    }
    if (*size != file_bytes(*manifest)) { // rule 6
        return Unexpected(Errc::malformed,
            "courier file: " + std::to_string(*size) + " bytes long, its manifest says " +
                std::to_string(file_bytes(*manifest)));
    }
    return OpenedFile{std::move(*file), std::move(bytes), std::move(*manifest)};
}

} // namespace satpad::keyclient::courier
