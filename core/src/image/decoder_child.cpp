// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_child.h"

#include <array>
#include <optional>

namespace satpad::core::image {
namespace {

Unexpected child_gave_up(ReadEnd end)
{
    return Unexpected(Errc::unreadable_file,
        end == ReadEnd::too_slow ? "the decoder took too long over this file"
                                 : "the decoder stopped in this file: damaged or hostile");
}

Unexpected refused(const char* what, DecodeStatus status, DecodeReason reason)
{
    const std::string why = std::string(what) + " is refused: " + describe(reason);
    switch (status) {
    case DecodeStatus::unsupported:
        return Unexpected(Errc::unsupported_file, why);
    case DecodeStatus::too_large:
        return Unexpected(Errc::limit_exceeded, why);
    case DecodeStatus::failed:
        return Unexpected(
            reason == DecodeReason::no_jail ? Errc::internal : Errc::unreadable_file, why);
    case DecodeStatus::ok:
    case DecodeStatus::damaged:
        break;
    }
    return Unexpected(Errc::unreadable_file, why);
}

/// Fills `out`; anything else than that is an error.
Expected<void> need(ChildProcess& child, MutableByteView out, const Patience& patience)
{
    const Expected<ReadEnd> end = child.read_exactly(out, patience);
    if (!end) {
        return Unexpected(end.error());
    }
    return *end == ReadEnd::filled ? Expected<void>{} : child_gave_up(*end);
}

Expected<void> need_end(ChildProcess& child, const Patience& patience)
{
    std::array<std::byte, 1> more{};
    const Expected<ReadEnd> end = child.read_exactly(more, patience);
    if (!end) {
        return Unexpected(end.error());
    }
    return *end == ReadEnd::ended ? Expected<void>{} : child_gave_up(*end);
}

Expected<Pixels> receive_pixels(ChildProcess& child, const Patience& patience)
{
    DecoderHeaderBytes head{};
    if (auto read = need(child, head, patience); !read) {
        return fail(std::move(read));
    }
    const std::optional<DecoderHeader> header = parse_decoder_header(head);
    if (!header) {
        return child_gave_up(ReadEnd::ended);
    }
    if (header->status != DecodeStatus::ok) {
        return refused("the picture", header->status, header->reason);
    }
    Pixels pixels;
    pixels.width = header->width;
    pixels.height = header->height;
    pixels.channels = header->channels;
    pixels.bits = header->bits;
    pixels.colour = header->colour;
    pixels.samples.resize(header->sample_bytes());
    if (auto read = need(child, pixels.samples, patience); !read) {
        return fail(std::move(read));
    }
    if (auto read = need_end(child, patience); !read) {
        return fail(std::move(read));
    }
    return pixels;
}

Expected<Bytes> receive_bytes(
    ChildProcess& child, std::uint64_t most_bytes, const Patience& patience)
{
    DecoderHeaderBytes head{};
    if (auto read = need(child, head, patience); !read) {
        return fail(std::move(read));
    }
    const std::optional<BytesHeader> header = parse_bytes_header(head);
    if (!header || header->length > most_bytes) {
        return child_gave_up(ReadEnd::ended);
    }
    if (header->status != DecodeStatus::ok) {
        return refused("the file", header->status, header->reason);
    }
    Bytes bytes(static_cast<std::size_t>(header->length));
    if (auto read = need(child, bytes, patience); !read) {
        return fail(std::move(read));
    }
    if (auto read = need_end(child, patience); !read) {
        return fail(std::move(read));
    }
    return bytes;
}

/// Starts the child, lets `receive` read its answer, and is rid of it.
template <typename Receive>
auto answer_of(const fs::path& program,
    const std::vector<std::string>& arguments,
    ByteView input,
    const Patience& patience,
    const Receive& receive) -> decltype(receive(std::declval<ChildProcess&>()))
{
    if (input.empty()) {
        return Unexpected(Errc::unreadable_file, "the file is empty");
    }
    if (input.size() > k_max_input_bytes) {
        return Unexpected(Errc::limit_exceeded, describe(DecodeReason::too_many_bytes));
    }
    Expected<ChildProcess> child = ChildProcess::start(program, arguments, input);
    if (!child) {
        return fail(std::move(child));
    }
    auto answer = receive(*child);
    if (answer) {
        child->finish(patience);
    }
    return answer;
}

} // namespace

Expected<Pixels> run_decoder(
    const fs::path& program, ByteView input, std::chrono::milliseconds most_time)
{
    const Patience patience{std::chrono::steady_clock::now() + most_time, {}};
    return answer_of(program, {}, input, patience, [&](ChildProcess& child) {
        return receive_pixels(child, patience);
    });
}

Expected<Bytes> run_decoder(const fs::path& program,
    ByteTask task,
    ByteView input,
    std::uint64_t most_bytes,
    std::chrono::milliseconds most_time,
    const StillWanted& still_wanted)
{
    const Patience patience{std::chrono::steady_clock::now() + most_time, still_wanted};
    return answer_of(program,
        {option_of(task), std::to_string(most_bytes)},
        input,
        patience,
        [&](ChildProcess& child) { return receive_bytes(child, most_bytes, patience); });
}

} // namespace satpad::core::image
