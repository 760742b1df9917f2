// SPDX-License-Identifier: GPL-3.0-or-later
#include "pad_intake.h"

namespace satpad::keyclient::courier {

using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

Leftovers::~Leftovers()
{
    for (const core::fs::path& path : m_paths) {
        // Best effort: what stays is named by nothing, and its key was never given out.
        static_cast<void>(m_store->remove(path).has_value());
    }
}

PadIntake::PadIntake(core::PadFileWriter writer, std::unique_ptr<core::ConfirmTag> confirm)
    : m_writer(std::move(writer))
    , m_confirm(std::move(confirm))
{
}

Expected<PadIntake> PadIntake::create(const core::Home& home, const ManifestPad& pad, ByteView manifest)
{
    auto writer = core::PadFileWriter::create(home, pad.id, pad.pages);
    if (!writer) {
        return fail(std::move(writer));
    }
    return PadIntake(std::move(*writer), std::make_unique<core::ConfirmTag>(pad.id, manifest, pad.pages));
}

Expected<void> PadIntake::add(ByteView pages)
{
    m_confirm->update(pages);
    return m_writer.append(pages);
}

Expected<core::Tag> PadIntake::finish(ByteView last_page)
{
    if (auto written = m_writer.append(last_page); !written) {
        return fail(std::move(written));
    }
    return m_confirm->finish();
}

Expected<std::vector<core::PadSummary>> summaries(const core::PadLedger& ledger, const std::vector<ManifestPad>& pads)
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

Expected<std::vector<core::PadSummary>> pads_of(const core::PadLedger& ledger, const core::BatchId& batch)
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
        return Unexpected(Errc::unreadable_file, path.string() + ": " + file.error().code.message());
    }
    return file;
}

core::fs::path folder_of(const core::fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : core::fs::path(".");
}

core::fs::path part_of(const core::fs::path& path)
{
    core::fs::path part = path;
    part += ".part";
    return part;
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
            "courier file: " + std::to_string(*size) + " bytes long, its manifest says "
                + std::to_string(file_bytes(*manifest)));
    }
    return OpenedFile{std::move(*file), std::move(bytes), std::move(*manifest)};
}

} // namespace satpad::keyclient::courier
