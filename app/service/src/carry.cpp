// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/carry.h>

#include <algorithm>
#include <fstream>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

namespace {

constexpr std::string_view k_answer_magic = "SATPADA1";
constexpr std::size_t k_answer_bytes = 8 + core::MessageId::k_size + core::k_tag_bytes;

} // namespace

Expected<SentFile> seal_to_file(Site& site,
    const core::Peer& peer,
    const fs::path& file,
    const core::image::Plan& plan,
    const fs::path& out,
    const core::Progress& progress)
{
    if (site.home().store().exists(out)) {
        return Unexpected(
            Errc::already_exists, out.string() + " is there already; choose another name with -o");
    }
    if (const fs::path folder = out.parent_path(); !folder.empty() && !fs::is_directory(folder)) {
        return Unexpected(Errc::invalid_argument, "there is no folder " + folder.string());
    }
    if (auto enough = check_key(site, peer, std::span(&plan, 1)); !enough) {
        return fail(std::move(enough));
    }
    auto request = seal_request(peer, file, plan);
    if (!request) {
        return fail(std::move(request));
    }
    auto entry = site.outbox().seal_for_carrier(*request, progress);
    if (!entry) {
        return fail(std::move(entry));
    }
    if (auto written = site.outbox().write_message_file(*entry, out); !written) {
        return fail(std::move(written));
    }
    const core::MessageRow& row = entry->row();
    return SentFile{
        row.id, file, row.mode, row.payload_bytes, row.pages, core::MessageState::carried, 0};
}

Expected<void> write_answer_file(Site& site, const core::MessageId& id, const fs::path& out)
{
    auto row = site.ledger().message(id);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->state != core::MessageState::accepted && row->state != core::MessageState::abandoned) {
        return Unexpected(Errc::wrong_state, "message " + id.hex() + " has no answer yet");
    }
    if (site.home().store().exists(out)) {
        return Unexpected(Errc::already_exists,
            out.string() + " is there already; choose another name with --reply");
    }
    core::Bytes bytes(k_answer_bytes);
    auto at = std::ranges::copy(std::as_bytes(std::span(k_answer_magic)), bytes.begin()).out;
    at = std::ranges::copy(id.bytes, at).out;
    std::ranges::copy(row->answer.bytes, at);
    return core::replace_file(site.home().store(), out, bytes);
}

bool is_answer_file(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::array<char, k_answer_magic.size()> start{};
    in.read(start.data(), start.size());
    return in && std::string_view(start.data(), start.size()) == k_answer_magic;
}

Expected<SentFile> take_answer_file(Site& site, const fs::path& file)
{
    auto bytes = core::read_file(site.home().store(), file, k_answer_bytes);
    if (!bytes || bytes->size() != k_answer_bytes) {
        return Unexpected(Errc::malformed, file.string() + " is cut short or no answer file");
    }
    const core::ByteView all(*bytes);
    const auto id =
        core::MessageId::from_bytes(all.subspan(k_answer_magic.size(), core::MessageId::k_size));
    const auto answer = core::Tag::from_bytes(all.last(core::k_tag_bytes));
    auto entry = site.outbox().open(*id);
    if (!entry) {
        return fail(std::move(entry));
    }
    const core::MessageRow row = entry->row();
    auto note = site.outbox().note(row);
    if (!note) {
        return fail(std::move(note));
    }
    const std::string name = note->file;
    auto end = site.outbox().answered(*entry, *answer);
    if (!end) {
        return fail(std::move(end));
    }
    return SentFile{*id, name, row.mode, row.payload_bytes, row.pages, *end, 0};
}

Expected<void> save_copy(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    if (fs::exists(to, error)) {
        return Unexpected(Errc::already_exists, to.string() + " is there already");
    }
    const fs::path part = to.string() + ".part";
    if (!fs::copy_file(from, part, fs::copy_options::overwrite_existing, error)) {
        fs::remove(part, error);
        return Unexpected(Errc::io_failed, to.string() + " cannot be written");
    }
    fs::rename(part, to, error);
    if (error) {
        return Unexpected(Errc::io_failed, to.string() + " cannot be written");
    }
    return {};
}

} // namespace satpad::service
