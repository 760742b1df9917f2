// SPDX-License-Identifier: GPL-3.0-or-later
#include "pull_wire.h"

#include "contact_fields.h"

#include <optional>

namespace satpad::keyclient::etsi014 {

using core::Bytes;
using core::ByteView;
using core::Expected;
using satellite::ContactKind;
using satellite::Reader;
using satellite::Writer;

namespace {

using Uuid = core::Id<struct UuidTag, 16>;

constexpr std::uint64_t k_most_batches = std::uint64_t{1} << 40U;
constexpr std::size_t k_uuid_text = 36;

bool is_dash(std::size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

int nibble(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Nothing when the text is not that of a UUID in lower case.
std::optional<std::array<std::byte, 16>> uuid_of(std::string_view text)
{
    std::array<std::byte, 16> bytes{};
    if (text.size() != k_uuid_text) {
        return std::nullopt;
    }
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int value = nibble(text[i]);
        if (is_dash(i) ? text[i] != '-' : value < 0) {
            return std::nullopt;
        }
        if (!is_dash(i)) {
            std::byte& at = bytes.at(digits++ / 2);
            at = at << 4U | static_cast<std::byte>(value);
        }
    }
    return bytes;
}

std::string text_of_uuid(ByteView bytes)
{
    constexpr std::string_view k_digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        if (is_dash(text.size())) {
            text += '-';
        }
        text += k_digits[std::to_integer<std::size_t>(byte >> 4U)];
        text += k_digits[std::to_integer<std::size_t>(byte & std::byte{15})];
    }
    return text;
}

void put_key_id(Writer& out, const std::string& id)
{
    if (const auto uuid = uuid_of(id)) {
        out.number(0);
        out.bytes(*uuid);
        return;
    }
    out.number(id.size());
    out.bytes(std::as_bytes(std::span(id)));
}

std::string take_key_id(Reader& in)
{
    const std::uint64_t size = in.number(k_most_id_bytes);
    if (size == 0) {
        return text_of_uuid(in.bytes(16));
    }
    const ByteView bytes = in.bytes(size);
    std::string id(bytes.size(), '\0');
    std::transform(bytes.begin(), bytes.end(), id.begin(), [](std::byte byte) {
        return std::to_integer<char>(byte);
    });
    if (uuid_of(id)) { // its short form is the only one
        in.refuse();
    }
    return id;
}

bool take_flag(Reader& in)
{
    const std::uint8_t flag = in.byte();
    if (flag > 1) {
        in.refuse();
    }
    return flag == 1;
}

} // namespace

std::size_t coded_size(std::string_view key_id)
{
    return uuid_of(key_id) ? 17 : key_id.size() + 2;
}

Bytes encode(const PullBegin& begin)
{
    Writer out = satellite::begin_message(ContactKind::pull_begin);
    out.byte(k_pull_version);
    out.bytes(begin.pull.view());
    out.number(begin.bytes);
    out.byte(begin.simulated ? 1 : 0);
    return out.take();
}

Expected<PullBegin> decode_pull_begin(ByteView message)
{
    Reader in = satellite::open_message(message, ContactKind::pull_begin);
    const bool known = in.byte() == k_pull_version;
    PullBegin begin;
    begin.pull = satellite::take_id<core::BatchId>(in);
    begin.bytes = in.number(k_most_pull_bytes);
    begin.simulated = take_flag(in);
    if (!in.whole() || !known || begin.bytes == 0 || begin.pull == core::BatchId{}) {
        return satellite::malformed("pull begin");
    }
    return begin;
}

Bytes encode(const PullReady& ready)
{
    Writer out = satellite::begin_message(ContactKind::pull_ready);
    out.number(ready.next_batch);
    out.byte(ready.simulated ? 1 : 0);
    return out.take();
}

Expected<PullReady> decode_pull_ready(ByteView message)
{
    Reader in = satellite::open_message(message, ContactKind::pull_ready);
    PullReady ready;
    ready.next_batch = in.number(k_most_batches);
    ready.simulated = take_flag(in);
    return in.whole() ? Expected<PullReady>(ready) : satellite::malformed("pull ready");
}

Bytes encode(const Manifest& manifest)
{
    Writer out = satellite::begin_message(ContactKind::manifest);
    out.number(manifest.batch);
    out.number(manifest.key_bytes);
    out.number(manifest.key_ids.size());
    for (const std::string& id : manifest.key_ids) {
        put_key_id(out, id);
    }
    return out.take();
}

Expected<Manifest> decode_manifest(ByteView message)
{
    Reader in = satellite::open_message(message, ContactKind::manifest);
    Manifest manifest;
    manifest.batch = in.number(k_most_batches);
    manifest.key_bytes = in.number(k_most_batch_bytes);
    const std::uint64_t count = in.number(k_most_batch_keys);
    for (std::uint64_t i = 0; i < count && in.good(); ++i) {
        manifest.key_ids.push_back(take_key_id(in));
    }
    std::vector<std::string_view> sorted(manifest.key_ids.begin(), manifest.key_ids.end());
    std::sort(sorted.begin(), sorted.end());
    const bool twice = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
    if (!in.whole() || count == 0 || manifest.key_bytes == 0 || twice ||
        manifest.key_bytes * count > k_most_batch_bytes) {
        return satellite::malformed("manifest");
    }
    return manifest;
}

Bytes encode(const Fetched& fetched)
{
    Writer out = satellite::begin_message(ContactKind::fetched);
    out.number(fetched.batch);
    out.number(fetched.lost.size());
    for (const std::uint32_t index : fetched.lost) {
        out.number(index);
    }
    return out.take();
}

Expected<Fetched> decode_fetched(ByteView message)
{
    Reader in = satellite::open_message(message, ContactKind::fetched);
    Fetched fetched;
    fetched.batch = in.number(k_most_batches);
    const std::uint64_t count = in.number(k_most_batch_keys);
    for (std::uint64_t i = 0; i < count && in.good(); ++i) {
        const auto index = static_cast<std::uint32_t>(in.number(k_most_batch_keys - 1));
        if (!fetched.lost.empty() && index <= fetched.lost.back()) {
            in.refuse();
        }
        fetched.lost.push_back(index);
    }
    return in.whole() ? Expected<Fetched>(std::move(fetched)) : satellite::malformed("fetched");
}

Bytes encode(const PullCut& cut)
{
    Writer out = satellite::begin_message(ContactKind::pull_cut);
    out.bytes(cut.pad.view());
    out.number(cut.first);
    out.number(cut.last);
    out.number(cut.pages);
    out.bytes(cut.tag.view());
    return out.take();
}

Expected<PullCut> decode_pull_cut(ByteView message)
{
    Reader in = satellite::open_message(message, ContactKind::pull_cut);
    PullCut cut;
    cut.pad = satellite::take_id<core::PadId>(in);
    cut.first = in.number(k_most_batches);
    cut.last = in.number(k_most_batches);
    cut.pages = in.number(satellite::k_most_page);
    cut.tag = satellite::take_id<core::Tag>(in);
    if (!in.whole() || cut.last < cut.first || cut.pages < 2 || cut.pad == core::PadId{}) {
        return satellite::malformed("pull cut");
    }
    return cut;
}

Bytes encode(const PullHeld& held)
{
    Writer out = satellite::begin_message(ContactKind::pull_held);
    out.bytes(held.pad.view());
    out.bytes(held.tag.view());
    return out.take();
}

Expected<PullHeld> decode_pull_held(ByteView message)
{
    Reader in = satellite::open_message(message, ContactKind::pull_held);
    PullHeld held;
    held.pad = satellite::take_id<core::PadId>(in);
    held.tag = satellite::take_id<core::Tag>(in);
    return in.whole() ? Expected<PullHeld>(held) : satellite::malformed("pull held");
}

Bytes encode_pull(ContactKind kind, const core::BatchId& pull)
{
    Writer out = satellite::begin_message(kind);
    out.bytes(pull.view());
    return out.take();
}

Expected<core::BatchId> decode_pull(ContactKind kind, ByteView message)
{
    Reader in = satellite::open_message(message, kind);
    const auto pull = satellite::take_id<core::BatchId>(in);
    return in.whole() ? Expected<core::BatchId>(pull) : satellite::malformed("the id of a pull");
}

} // namespace satpad::keyclient::etsi014
