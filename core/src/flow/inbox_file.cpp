// SPDX-License-Identifier: GPL-3.0-or-later
#include "inbox_file.h"

#include <satpad/core/image.h>
#include <satpad/core/lock_file.h>
#include <satpad/core/secret.h>

#include <algorithm>

namespace satpad::core {
namespace {

constexpr std::size_t k_name_limit = 255;

/// Cuts UTF-8 text to at most `limit` bytes without splitting a character.
std::string cut(std::string text, std::size_t limit)
{
    if (text.size() <= limit) {
        return text;
    }
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) {
        --limit;
    }
    text.resize(limit);
    return text;
}

/// Writes the payload: everything of the content after its header. A packed one is kept in memory
/// until it is whole: what reaches the disk is the file it stands for. A remark has none, and no file.
class PayloadWriter
{
public:
    PayloadWriter(Home& home, const MessageHeader& header)
        : m_home(home)
        , m_content_bytes(header.content_bytes)
        , m_part(home.paths().inbox() / (header.id.hex() + ".part"))
    {}

    Expected<void> content(ByteView plain)
    {
        if (!m_note) {
            auto begun = begin(plain);
            if (!begun) {
                return fail(std::move(begun));
            }
            plain = plain.subspan(*begun);
        }
        if (!m_file) {
            return {};
        }
        if (!arrives_as_is(m_note->content.codec)) {
            m_packed.bytes.insert(m_packed.bytes.end(), plain.begin(), plain.end());
            return {};
        }
        return write(plain);
    }

    Expected<InboxNote> finish(const MessageId& id)
    {
        if (!m_file) {
            return std::move(*m_note);
        }
        if (!arrives_as_is(m_note->content.codec)) {
            if (auto unpacked = write_unpacked(); !unpacked) {
                return fail(std::move(unpacked));
            }
        }
        m_note->file = inbox_file_name(id, m_note->content);
        if (auto synced = m_file->sync(); !synced) {
            return fail(std::move(synced));
        }
        if (auto renamed = m_home.store().rename(m_part, m_home.paths().inbox() / m_note->file);
            !renamed) {
            return fail(std::move(renamed));
        }
        if (auto synced = m_home.store().sync_folder(m_home.paths().inbox()); !synced) {
            return fail(std::move(synced));
        }
        return std::move(*m_note);
    }

    void drop() { (void)m_home.store().remove(m_part); }

private:
    Expected<void> write(ByteView plain)
    {
        auto written = m_file->write(m_written, plain);
        m_written += plain.size();
        return written;
    }

    Expected<void> write_unpacked()
    {
        auto file = image::received_file(m_note->content, m_packed.bytes);
        if (!file) {
            return fail(std::move(file));
        }
        const WipedBytes plain(std::move(*file));
        return write(plain.bytes);
    }

    /// From the first chunk; gives how much of it is not payload.
    Expected<std::size_t> begin(ByteView plain)
    {
        if (is_remark(plain)) {
            auto remark = decode_remark(plain);
            if (!remark) {
                return fail(std::move(remark));
            }
            m_note = InboxNote{{}, {}, *remark};
            return plain.size();
        }
        auto decoded = decode_content_header(plain);
        if (!decoded) {
            return fail(std::move(decoded));
        }
        const std::uint64_t payload_bytes = m_content_bytes - decoded->length;
        if (auto sound = check_payload(decoded->header, payload_bytes); !sound) {
            return fail(std::move(sound));
        }
        if (!arrives_as_is(decoded->header.codec)) {
            m_packed.bytes.reserve(payload_bytes); // growing would leave copies behind
        }
        // A part left by a crash is this message's own: nothing else writes that name.
        if (auto removed = m_home.store().remove(m_part); !removed) {
            return fail(std::move(removed));
        }
        auto file = m_home.store().create(m_part);
        if (!file) {
            return fail(std::move(file));
        }
        m_file = std::move(*file);
        m_note = InboxNote{{}, decoded->header};
        return decoded->length;
    }

    Home& m_home;
    std::uint64_t m_content_bytes;
    fs::path m_part;
    std::unique_ptr<File> m_file;
    std::optional<InboxNote> m_note;
    WipedBytes m_packed;
    std::uint64_t m_written = 0;
};

} // namespace

std::string received_name(const ContentHeader& content)
{
    const std::string_view suffix = image::received_suffix(content.codec);
    if (suffix.empty() || content.mode == SendMode::exact || content.name.ends_with(suffix)) {
        return content.name;
    }
    const std::size_t dot = content.name.rfind('.');
    return cut(content.name.substr(0, dot), k_name_limit - suffix.size()) + std::string(suffix);
}

std::string inbox_file_name(const MessageId& id, const ContentHeader& content)
{
    const std::string name = received_name(content);
    const std::string prefix = id.hex() + "_";
    const std::size_t room = k_name_limit - prefix.size();
    if (name.size() <= room) {
        return prefix + name;
    }
    const std::size_t dot = name.rfind('.');
    const std::string suffix =
        dot == std::string::npos || name.size() - dot > 16 ? std::string() : name.substr(dot);
    return prefix + cut(name.substr(0, name.size() - suffix.size()), room - suffix.size()) + suffix;
}

Expected<InboxNote> write_inbox_file(
    Home& home, const MessageHeader& header, PageSource& pages, const ChunkReader& read_chunk)
{
    const MessageGeometry geometry(header.content_bytes);
    auto plain = SecretBytes::allocate(k_chunk_bytes);
    if (!plain) {
        return fail(std::move(plain));
    }
    PayloadWriter writer(home, header);
    const auto write_chunks = [&]() -> Expected<InboxNote> {
        for (std::uint64_t i = 0; i < geometry.chunks(); ++i) {
            auto sealed = read_chunk(i);
            if (!sealed) {
                return fail(std::move(sealed));
            }
            const MutableByteView room = plain->span().first(geometry.chunk_bytes(i));
            if (auto opened = open_chunk(header, i, *sealed, pages, room); !opened) {
                return fail(std::move(opened));
            }
            if (auto written = writer.content(room); !written) {
                return fail(std::move(written));
            }
        }
        return writer.finish(header.id);
    };
    auto note = write_chunks();
    if (!note) {
        writer.drop();
    }
    return note;
}

Expected<Tag> record_tag_of(ByteView encoded_header, PageSource& pages)
{
    auto secrets = message_secrets(encoded_header, pages);
    if (!secrets) {
        return fail(std::move(secrets));
    }
    return secrets->record_tag;
}

Expected<void> drop_unaccepted(
    Home& home, PadLedger& ledger, const MessageId& id, const std::string& file)
{
    if (file.empty()) {
        return {}; // a remark
    }
    const auto noted = ledger.note_unaccepted(id);
    if (!noted) {
        return Unexpected(noted.error());
    }
    return *noted ? home.store().remove(home.paths().inbox() / file) : Expected<void>{};
}

ArrivalLock::ArrivalLock(Home& home, fs::path path, std::unique_ptr<File> file)
    : m_home(&home)
    , m_path(std::move(path))
    , m_file(std::move(file))
{}

ArrivalLock::~ArrivalLock()
{
    if (m_file) {
        // Removed while held; who opened it before learns from take_lock_file that it has no name
        // any more.
        (void)m_home->store().remove(m_path);
    }
}

Expected<ArrivalLock> ArrivalLock::take(Home& home, const MessageId& id)
{
    fs::path path = home.paths().spool() / (id.hex() + ".lock");
    auto file = take_lock_file(home.store(), home.random(), path);
    if (!file) {
        return fail(std::move(file));
    }
    if (*file == nullptr) {
        return Unexpected(
            Errc::home_busy, "message " + id.hex() + " is being opened by another process");
    }
    return ArrivalLock(home, std::move(path), std::move(*file));
}

} // namespace satpad::core
