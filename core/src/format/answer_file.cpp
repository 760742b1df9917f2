// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/answer_file.h>

#include <algorithm>

namespace satpad::core {
namespace {

constexpr std::string_view k_magic = "SATPADA1";

} // namespace

Bytes encode_answer_file(const AnswerFile& answer)
{
    Bytes bytes(k_answer_file_bytes);
    auto at = std::ranges::copy(std::as_bytes(std::span(k_magic)), bytes.begin()).out;
    at = std::ranges::copy(answer.message.bytes, at).out;
    std::ranges::copy(answer.answer.bytes, at);
    return bytes;
}

bool is_answer_file(ByteView start) noexcept
{
    const ByteView magic = std::as_bytes(std::span(k_magic));
    return start.size() >= magic.size() && std::ranges::equal(start.first(magic.size()), magic);
}

Expected<AnswerFile> decode_answer_file(ByteView bytes)
{
    if (bytes.size() != k_answer_file_bytes || !is_answer_file(bytes)) {
        return Unexpected(Errc::malformed, "cut short or no answer file");
    }
    AnswerFile answer;
    std::ranges::copy(
        bytes.subspan(k_magic.size(), MessageId::k_size), answer.message.bytes.begin());
    std::ranges::copy(bytes.last(Tag::k_size), answer.answer.bytes.begin());
    return answer;
}

} // namespace satpad::core
