// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_ids.h"

#include "format/varint.h"

#include <optional>

namespace satpad::core::ledger {
namespace {

constexpr std::string_view k_uuid_form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

std::string uuid_text(ByteView bytes)
{
    MessageId id;
    std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
    const std::string digits = id.hex();
    std::string text;
    std::size_t next = 0;
    for (const char c : k_uuid_form) {
        text += c == 'x' ? digits[next++] : c;
    }
    return text;
}

/// Nothing unless the very same text comes of them again.
std::optional<std::array<std::byte, 16>> uuid_bytes(std::string_view text)
{
    std::string digits(text);
    std::erase(digits, '-');
    const auto found = MessageId::from_hex(digits);
    return found && uuid_text(found->view()) == text ? std::optional(found->bytes) : std::nullopt;
}

} // namespace

Bytes encode_key_ids(std::span<const std::string> ids)
{
    ByteComposer out;
    for (const std::string& id : ids) {
        if (const auto uuid = uuid_bytes(id)) {
            out.u8(0).raw(*uuid);
        } else {
            format::put_varint(out, id.size());
            out.text(id);
        }
    }
    return std::move(out).bytes();
}

Expected<std::vector<std::string>> decode_key_ids(ByteView coded, std::uint64_t count)
{
    ByteParser in(coded);
    std::vector<std::string> ids;
    while (in.left() > 0 && ids.size() < count) {
        if (coded[coded.size() - in.left()] == std::byte{0}) {
            (void)in.u8();
            const ByteView uuid = in.raw(16);
            ids.push_back(uuid.empty() ? std::string() : uuid_text(uuid));
        } else {
            const auto size = format::take_varint(in, k_longest_key_id);
            ids.push_back(size ? in.text(static_cast<std::size_t>(*size)) : std::string());
        }
        if (!in.ok() || ids.back().empty()) {
            break;
        }
    }
    if (!in.done() || ids.size() != count) {
        return Unexpected(Errc::home_damaged, "the key IDs of a batch are not whole");
    }
    return ids;
}

} // namespace satpad::core::ledger
