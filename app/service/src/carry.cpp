// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/answer_file.h>
#include <satpad/service/carry.h>

#include <algorithm>
#include <fstream>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;

Expected<SentFile> seal_to_file(Site& site,
    const core::Peer& peer,
    const fs::path& file,
    const core::image::Plan& plan,
    std::chrono::system_clock::time_point planned_from,
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
    auto request = seal_request(peer, file, plan, planned_from);
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
    return SentFile{row.id,
        file,
        row.mode,
        row.payload_bytes,
        row.pages,
        core::MessageState::carried,
        0,
        saving_of(plan)};
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
    return core::replace_file(
        site.home().store(), out, core::encode_answer_file({id, row->answer}));
}

bool is_answer_file(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::array<char, 8> start{};
    in.read(start.data(), start.size());
    return in && core::is_answer_file(std::as_bytes(std::span(start)));
}

Expected<SentFile> take_answer_file(Site& site, const fs::path& file)
{
    auto bytes = core::read_file(site.home().store(), file, core::k_answer_file_bytes);
    auto told = bytes ? core::decode_answer_file(*bytes)
                      : core::Expected<core::AnswerFile>(fail(std::move(bytes)));
    if (!told) {
        return Unexpected(Errc::malformed, file.string() + " is cut short or no answer file");
    }
    auto entry = site.outbox().open(told->message);
    if (!entry) {
        return fail(std::move(entry));
    }
    const core::MessageRow row = entry->row();
    auto note = site.outbox().note(row);
    if (!note) {
        return fail(std::move(note));
    }
    const std::string name = note->file;
    auto end = site.outbox().answered(*entry, told->answer);
    if (!end) {
        return fail(std::move(end));
    }
    return SentFile{told->message, name, row.mode, row.payload_bytes, row.pages, *end, 0};
}

CarriedKind carried_kind(const fs::path& file)
{
    if (is_answer_file(file)) {
        return CarriedKind::answer;
    }
    // The magic, two bytes of version, one of kind.
    std::array<char, core::k_file_magic.size() + 3> start{};
    std::ifstream in(file, std::ios::binary);
    in.read(start.data(), start.size());
    const auto bytes = std::as_bytes(std::span(start));
    if (!in || !std::ranges::equal(bytes.first(core::k_file_magic.size()), core::k_file_magic)) {
        return CarriedKind::other;
    }
    switch (static_cast<core::FileKind>(bytes.back())) {
    case core::FileKind::message:
        return CarriedKind::message;
    case core::FileKind::courier:
        return CarriedKind::courier;
    case core::FileKind::courier_reply:
        return CarriedKind::courier_reply;
    }
    return CarriedKind::other;
}

namespace {

std::optional<core::SiteId> claimed_sender(const fs::path& file)
{
    core::Bytes start(core::k_max_header_bytes);
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(start.data()), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(in.gcount()));
    const auto length = core::header_length(start);
    if (!length || *length > start.size()) {
        return std::nullopt;
    }
    const auto header = core::decode_header(core::ByteView(start).first(*length));
    return header ? std::optional(header->sender) : std::nullopt;
}

std::optional<core::SiteId> asked_for_answer(Site& site, const fs::path& file)
{
    const auto bytes = core::read_file(site.home().store(), file, core::k_answer_file_bytes);
    if (!bytes) {
        return std::nullopt;
    }
    const auto told = core::decode_answer_file(*bytes);
    if (!told) {
        return std::nullopt;
    }
    const auto row = site.ledger().message(told->message);
    return row ? std::optional(row->peer) : std::nullopt;
}

} // namespace

std::optional<core::Peer> claimed_peer(Site& site, const fs::path& file)
{
    const auto id = is_answer_file(file) ? asked_for_answer(site, file) : claimed_sender(file);
    const core::Peer* known = id ? site.config().peer_by_id(*id) : nullptr;
    return known != nullptr ? std::optional(*known) : std::nullopt;
}

Expected<Carried> open_carried(Site& site, const fs::path& file)
{
    if (is_answer_file(file)) {
        auto settled = take_answer_file(site, file);
        return settled ? Expected<Carried>(std::move(*settled)) : fail(std::move(settled));
    }
    // What an earlier opening left when it was cut; where no receiver runs, nobody else removes it.
    if (auto swept = site.inbox().sweep_pictures(); !swept) {
        return fail(std::move(swept));
    }
    auto opened = site.inbox().open_file(file);
    return opened ? Expected<Carried>(std::move(*opened)) : fail(std::move(opened));
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
