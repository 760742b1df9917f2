// SPDX-License-Identifier: GPL-3.0-or-later
#include "byte_compressor.h"

#include "packed_format.h"

#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

namespace satpad::core::image {
namespace {

constexpr int k_zstd_level = 19;
/// The encoder takes twelve times its dictionary; longer ones gained nothing in pictures.
constexpr std::uint32_t k_most_dictionary = std::uint32_t{16} * 1024 * 1024;
/// At a megabyte a second, the slowest seen, a step takes 16 ms.
constexpr std::size_t k_step_bytes = std::size_t{16} * 1024;

Unexpected broken(const char* what)
{
    return Unexpected(Errc::internal, std::string("compressing the file: ") + what);
}

double share(std::size_t done, std::size_t all) noexcept
{
    return static_cast<double>(done) / static_cast<double>(all);
}

struct ZstdCloser
{
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
};

bool prepare(ZSTD_CCtx* zstd, std::size_t input_bytes) noexcept
{
    const auto set = [zstd](ZSTD_cParameter parameter, int value) {
        return ZSTD_isError(ZSTD_CCtx_setParameter(zstd, parameter, value)) == 0;
    };
    return zstd != nullptr && set(ZSTD_c_compressionLevel, k_zstd_level) &&
           set(ZSTD_c_contentSizeFlag, 0) && set(ZSTD_c_checksumFlag, 0) &&
           ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(zstd, input_bytes)) == 0;
}

/// A raw LZMA2 encoder, gone with this.
class Lzma2Encoder
{
public:
    Lzma2Encoder(std::size_t input_bytes, Lzma2View view)
    {
        lzma_options_lzma options{};
        m_ready = lzma_lzma_preset(&options, 9U | LZMA_PRESET_EXTREME) == 0;
        options.dict_size = static_cast<std::uint32_t>(
            std::clamp<std::uint64_t>(input_bytes, k_least_dictionary, k_most_dictionary));
        if (view == Lzma2View::bytes) {
            options.lc = 4;
            options.lp = 0;
            options.pb = 0;
        }
        const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
        m_ready = m_ready && lzma_raw_encoder(&stream, filters) == LZMA_OK;
    }
    Lzma2Encoder(const Lzma2Encoder&) = delete;
    Lzma2Encoder& operator=(const Lzma2Encoder&) = delete;
    Lzma2Encoder(Lzma2Encoder&&) = delete;
    Lzma2Encoder& operator=(Lzma2Encoder&&) = delete;
    ~Lzma2Encoder() { lzma_end(&stream); }
    [[nodiscard]] bool ready() const noexcept { return m_ready; }

    lzma_stream stream = LZMA_STREAM_INIT;

private:
    bool m_ready = false;
};

} // namespace

Expected<Bytes> compress_zstd(ByteView input, std::size_t most, const CompressStep& step)
{
    const std::unique_ptr<ZSTD_CCtx, ZstdCloser> zstd(ZSTD_createCCtx());
    if (!prepare(zstd.get(), input.size())) {
        return broken("zstd cannot start");
    }
    Bytes frame(most + k_zstd_magic.size());
    ZSTD_outBuffer to{frame.data(), frame.size(), 0};
    for (std::size_t at = 0;;) {
        const std::size_t piece = std::min(k_step_bytes, input.size() - at);
        const bool last = at + piece == input.size();
        ZSTD_inBuffer from{input.data() + at, piece, 0};
        const std::size_t left =
            ZSTD_compressStream2(zstd.get(), &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left) != 0) {
            return broken(ZSTD_getErrorName(left));
        }
        at += from.pos;
        if (last && left == 0) {
            break;
        }
        if (to.pos == to.size) {
            return Bytes{};
        }
        if (auto go = step(share(at, input.size())); !go) {
            return fail(std::move(go));
        }
    }
    return Bytes(
        frame.begin() + k_zstd_magic.size(), frame.begin() + static_cast<std::ptrdiff_t>(to.pos));
}

Expected<Bytes> compress_lzma2(
    ByteView input, std::size_t most, Lzma2View view, const CompressStep& step)
{
    Lzma2Encoder encoder(input.size(), view);
    if (!encoder.ready()) {
        return broken("LZMA2 cannot start");
    }
    Bytes out(most);
    lzma_stream& stream = encoder.stream;
    stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream.avail_out = out.size();
    stream.next_in = reinterpret_cast<const std::uint8_t*>(input.data());
    for (std::size_t given = 0;;) {
        const std::size_t piece = std::min(k_step_bytes, input.size() - given);
        given += piece;
        stream.avail_in += piece;
        const lzma_ret end = lzma_code(&stream, given == input.size() ? LZMA_FINISH : LZMA_RUN);
        if (end == LZMA_STREAM_END) {
            out.resize(static_cast<std::size_t>(stream.total_out));
            return out;
        }
        if (end != LZMA_OK && end != LZMA_BUF_ERROR) {
            return broken("LZMA2 failed");
        }
        if (stream.avail_out == 0) {
            return Bytes{};
        }
        if (auto go = step(share(given, input.size())); !go) {
            return fail(std::move(go));
        }
    }
}

} // namespace satpad::core::image
