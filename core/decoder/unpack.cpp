// SPDX-License-Identifier: GPL-3.0-or-later
// Unpacks exact files that are no JPEG. Both payloads leave out what the content header says
// anyway, and every input has one reading: one frame or stream, nothing behind it.
#include "byte_tasks.h"
#include "packed_format.h"
#include "picture.h"

#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <zstd_errors.h>

namespace satpad::decoder {
namespace {

using core::image::k_least_dictionary;

/// The decoders' own state: zstd keeps 160 kB, LZMA2 30 kB.
constexpr std::uint64_t k_unpacker_state = std::uint64_t{1024} * 1024;

[[noreturn]] void refuse_too_long() noexcept
{
    refuse(DecodeStatus::too_large, DecodeReason::too_long);
}

} // namespace

std::uint64_t unpacking_memory(InputView input, std::uint64_t most)
{
    // zstd: a copy of the input with its magic number, and the output. LZMA2: the output and a
    // dictionary as long.
    return input.size() + 2 * std::max<std::uint64_t>(most, k_least_dictionary) + k_unpacker_state;
}

void unpack_zstd(InputView input, std::uint64_t most)
{
    std::vector<std::uint8_t> frame(
        core::image::k_zstd_magic.begin(), core::image::k_zstd_magic.end());
    frame.insert(frame.end(), input.begin(), input.end());
    if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size()) {
        refuse_damaged();
    }
    LazyBuffer<std::uint8_t> out(static_cast<std::size_t>(most) + 1);
    const std::size_t length =
        ZSTD_decompress(out.data(), static_cast<std::size_t>(most), frame.data(), frame.size());
    if (ZSTD_getErrorCode(length) == ZSTD_error_dstSize_tooSmall) {
        refuse_too_long();
    }
    if (ZSTD_isError(length) != 0) {
        refuse_damaged();
    }
    write_bytes({out.data(), length});
}

void unpack_xz(InputView input, std::uint64_t most)
{
    lzma_options_lzma options{};
    options.dict_size =
        static_cast<std::uint32_t>(std::max<std::uint64_t>(most, k_least_dictionary));
    const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
    LazyBuffer<std::uint8_t> out(static_cast<std::size_t>(most) + 1);
    std::size_t read = 0;
    std::size_t written = 0;
    const lzma_ret end = lzma_raw_buffer_decode(filters,
        nullptr,
        input.data(),
        &read,
        input.size(),
        out.data(),
        &written,
        static_cast<std::size_t>(most));
    if (end == LZMA_BUF_ERROR) {
        refuse_too_long();
    }
    if (end != LZMA_OK || read != input.size()) {
        refuse_damaged();
    }
    write_bytes({out.data(), written});
}

} // namespace satpad::decoder
