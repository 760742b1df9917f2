// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reply.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

/// Inside the decoder child: one picture, one process, one thread. Nothing here returns an error: a
/// picture that cannot be read ends the process through refuse(), so no codec needs unwinding.
namespace satpad::decoder {

enum class Kind
{
    jpeg,
    png,
    webp,
    tiff,
    jxl
};

/// What our own small header reader found, before any codec saw a byte.
struct Probe
{
    Kind kind{};
    std::uint32_t width = 0; ///< as stored, before orientation
    std::uint32_t height = 0;
    std::uint32_t memory_per_pixel = 12; ///< bytes the codec may take; see jail.h

    [[nodiscard]] std::uint64_t pixels() const noexcept { return std::uint64_t{width} * height; }
};

/// Sniffs the kind by content and reads the size. Refuses unknown kinds and over k_max_pixels.
[[nodiscard]] Probe probe_picture(InputView input);

/// Zeroed memory that costs nothing until it is written: a file that names a big picture and ends
/// after its header is refused without the pages ever existing. Refuses the picture when there is
/// none.
template <typename T> class LazyBuffer
{
public:
    LazyBuffer() = default;
    explicit LazyBuffer(std::size_t count)
        : m_data(static_cast<T*>(std::calloc(count, sizeof(T))))
        , m_size(count)
    {
        if (m_data == nullptr) {
            refuse(DecodeStatus::failed, DecodeReason::no_memory);
        }
    }
    [[nodiscard]] T* data() noexcept { return m_data.get(); }
    [[nodiscard]] const T* data() const noexcept { return m_data.get(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] bool empty() const noexcept { return m_size == 0; }

private:
    struct Free
    {
        void operator()(T* memory) const noexcept { std::free(memory); }
    };
    std::unique_ptr<T, Free> m_data;
    std::size_t m_size = 0;
};

/// As stored in the file: rows × cols × channels, interleaved gray, gray+alpha, RGB or RGBA, not
/// premultiplied, 8 or 16 bits per sample in native order, no row padding.
struct Picture
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint8_t channels = 0;
    std::uint8_t bits = 8;
    std::uint8_t orientation = 1; ///< EXIF 1..8, still to be applied
    bool approximate_colours = false;
    LazyBuffer<std::uint8_t> samples;

    /// Sets the shape and makes room. Aborts the picture when it is not the probed size.
    void shape(const Probe& probe, std::uint32_t found_width, std::uint32_t found_height);
    void allocate(std::uint8_t channel_count, std::uint8_t sample_bits);
    [[nodiscard]] std::size_t row_bytes() const noexcept
    {
        return std::size_t{width} * channels * (bits / 8U);
    }
    [[nodiscard]] std::uint8_t* row(std::uint32_t y) noexcept
    {
        return samples.data() + row_bytes() * y;
    }
};

[[nodiscard]] Picture decode_jpeg(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_png(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_webp(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_tiff(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_jxl(InputView input, const Probe& probe);

/// Turns premultiplied colour back (alpha is the last channel).
void unpremultiply(Picture& picture);

/// EXIF orientation 1..8 of an EXIF block (with or without its "Exif\0\0" head); 1 when there is
/// none.
[[nodiscard]] std::uint8_t exif_orientation(InputView exif) noexcept;

/// Writes header and samples to fd 1, upright, without alpha that is all opaque and as gray when
/// R=G=B. Turns row by row: a second whole picture would not fit the memory limit.
void write_picture(const Picture& picture);

} // namespace satpad::decoder
