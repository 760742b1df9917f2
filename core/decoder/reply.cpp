// SPDX-License-Identifier: GPL-3.0-or-later
#include "reply.h"

#include <cerrno>
#include <unistd.h>

namespace satpad::decoder {
namespace {

bool g_with_bytes = false; // set once, before anything can be refused

core::image::DecoderHeaderBytes refusal(DecodeStatus status, DecodeReason reason) noexcept
{
    if (g_with_bytes) {
        return core::image::encode_bytes_header({status, reason, 0});
    }
    core::image::DecoderHeader header;
    header.status = status;
    header.reason = reason;
    return core::image::encode_decoder_header(header);
}

} // namespace

void answer_with_bytes() noexcept
{
    g_with_bytes = true;
}

void refuse(DecodeStatus status, DecodeReason reason)
{
    const auto bytes = refusal(status, reason);
    write_all(bytes.data(), bytes.size());
    _exit(0);
}

void write_all(const void* data, std::size_t size) noexcept
{
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    while (size > 0) {
        const ssize_t done = write(STDOUT_FILENO, bytes, size);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            _exit(1); // the parent has gone: nobody is left to tell
        }
        bytes += done;
        size -= static_cast<std::size_t>(done);
    }
}

void write_bytes(InputView bytes) noexcept
{
    const auto header =
        core::image::encode_bytes_header({DecodeStatus::ok, DecodeReason::none, bytes.size()});
    write_all(header.data(), header.size());
    write_all(bytes.data(), bytes.size());
}

} // namespace satpad::decoder
