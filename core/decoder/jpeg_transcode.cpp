// SPDX-License-Identifier: GPL-3.0-or-later
// A JPEG as JPEG XL and back, bit for bit: its coefficients are coded better, no pixel is made. Both
// ways lie in the child because both read bytes from outside.
#include "byte_tasks.h"
#include "jail.h"
#include "packed_format.h"
#include "picture.h"

#include <jxl/decode.h>
#include <jxl/encode.h>

#include <cstring>

namespace satpad::decoder {
namespace {

using core::image::k_jxl_start;

/// libjxl keeps the coefficients as floats and what it derives from them: 46 bytes a pixel at most
/// (measured, 4:4:4, both ways).
constexpr std::uint64_t k_memory_per_pixel = 64;
/// Packing takes 0.3 s a megapixel, rebuilding 0.2 (measured). A slower machine, or a slower peer,
/// must not fail where the sender's proof held.
constexpr std::uint64_t k_pixels_per_second = 2'000'000;

/// 9 gains half a percent over 7 for ten times the time: a quarter of a second here.
constexpr std::uint64_t k_small_picture = 1'000'000;
constexpr int k_effort_small = 9;
constexpr int k_effort = 7;
/// For what is no picture in it (EXIF, comments, tables).
constexpr int k_brotli_effort = 11;

Probe probe_as(Kind kind, InputView input)
{
    const Probe probe = probe_picture(input);
    if (probe.kind != kind) {
        refuse_unsupported(DecodeReason::cannot_do);
    }
    return probe;
}

std::uint64_t seconds_for(const Probe& probe) noexcept
{
    return k_cpu_seconds + probe.pixels() / k_pixels_per_second;
}

std::vector<std::uint8_t> with_start(InputView payload)
{
    std::vector<std::uint8_t> file(k_jxl_start.begin(), k_jxl_start.end());
    file.insert(file.end(), payload.begin(), payload.end());
    return file;
}

void set_up(JxlEncoder* encoder, JxlEncoderFrameSettings* frame, int effort)
{
    if (encoder == nullptr || frame == nullptr ||
        JxlEncoderFrameSettingsSetOption(frame, JXL_ENC_FRAME_SETTING_EFFORT, effort) !=
            JXL_ENC_SUCCESS ||
        JxlEncoderFrameSettingsSetOption(
            frame, JXL_ENC_FRAME_SETTING_BROTLI_EFFORT, k_brotli_effort) != JXL_ENC_SUCCESS ||
        JxlEncoderStoreJPEGMetadata(encoder, JXL_TRUE) != JXL_ENC_SUCCESS) {
        refuse(DecodeStatus::failed, DecodeReason::no_memory);
    }
}

} // namespace

std::uint64_t packing_memory(InputView jpeg, std::uint64_t most)
{
    return most + probe_as(Kind::jpeg, jpeg).pixels() * k_memory_per_pixel;
}

std::uint64_t packing_seconds(InputView jpeg)
{
    return seconds_for(probe_as(Kind::jpeg, jpeg));
}

void pack_jpeg(InputView jpeg, std::uint64_t most)
{
    const bool small = probe_as(Kind::jpeg, jpeg).pixels() <= k_small_picture;
    JxlEncoder* encoder = JxlEncoderCreate(nullptr); // no runner: one thread
    JxlEncoderFrameSettings* frame = JxlEncoderFrameSettingsCreate(encoder, nullptr);
    set_up(encoder, frame, small ? k_effort_small : k_effort);
    // CMYK, arithmetic coding and most damage: then another way of packing must do.
    if (JxlEncoderAddJPEGFrame(frame, jpeg.data(), jpeg.size()) != JXL_ENC_SUCCESS) {
        refuse_unsupported(DecodeReason::cannot_do);
    }
    JxlEncoderCloseInput(encoder);
    LazyBuffer<std::uint8_t> out(k_jxl_start.size() + static_cast<std::size_t>(most));
    std::uint8_t* next = out.data();
    std::size_t room = out.size();
    const JxlEncoderStatus end = JxlEncoderProcessOutput(encoder, &next, &room);
    if (end == JXL_ENC_NEED_MORE_OUTPUT) {
        refuse(DecodeStatus::too_large, DecodeReason::too_long);
    }
    const InputView made(out.data(), next);
    if (end != JXL_ENC_SUCCESS || made.size() <= k_jxl_start.size() ||
        std::memcmp(made.data(), k_jxl_start.data(), k_jxl_start.size()) != 0) {
        refuse_unsupported(DecodeReason::cannot_do);
    }
    write_bytes(made.subspan(k_jxl_start.size()));
}

std::uint64_t rebuilding_memory(InputView payload, std::uint64_t most)
{
    const std::vector<std::uint8_t> file = with_start(payload);
    return file.size() + most + probe_as(Kind::jxl, file).pixels() * k_memory_per_pixel;
}

std::uint64_t rebuilding_seconds(InputView payload)
{
    return seconds_for(probe_as(Kind::jxl, with_start(payload)));
}

void rebuild_jpeg(InputView payload, std::uint64_t most)
{
    const std::vector<std::uint8_t> file = with_start(payload);
    JxlDecoder* decoder = JxlDecoderCreate(nullptr);
    if (decoder == nullptr) {
        refuse(DecodeStatus::failed, DecodeReason::no_memory);
    }
    if (JxlDecoderSubscribeEvents(decoder, JXL_DEC_JPEG_RECONSTRUCTION | JXL_DEC_FULL_IMAGE) !=
            JXL_DEC_SUCCESS ||
        JxlDecoderSetInput(decoder, file.data(), file.size()) != JXL_DEC_SUCCESS) {
        refuse_damaged();
    }
    JxlDecoderCloseInput(decoder);
    LazyBuffer<std::uint8_t> jpeg(static_cast<std::size_t>(most) + 1);
    bool rebuilds = false;
    for (;;) {
        switch (JxlDecoderProcessInput(decoder)) {
        case JXL_DEC_JPEG_RECONSTRUCTION:
            rebuilds =
                JxlDecoderSetJPEGBuffer(decoder, jpeg.data(), jpeg.size()) == JXL_DEC_SUCCESS;
            break;
        case JXL_DEC_JPEG_NEED_MORE_OUTPUT:
            refuse(DecodeStatus::too_large, DecodeReason::too_long);
        case JXL_DEC_NEED_IMAGE_OUT_BUFFER: // a picture that is no JPEG
            refuse_unsupported(DecodeReason::cannot_do);
        case JXL_DEC_FULL_IMAGE: {
            const std::size_t length =
                rebuilds ? jpeg.size() - JxlDecoderReleaseJPEGBuffer(decoder) : 0;
            if (length == 0) {
                refuse_unsupported(DecodeReason::cannot_do);
            }
            if (length > most) {
                refuse(DecodeStatus::too_large, DecodeReason::too_long);
            }
            write_bytes({jpeg.data(), length});
            return;
        }
        default:
            refuse_damaged();
        }
    }
}

} // namespace satpad::decoder
