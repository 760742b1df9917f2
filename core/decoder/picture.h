// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reply.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

/// Inside the decoder child: one picture, one process, one thread. Nothing here returns an error: a
/// picture that cannot be read ends the process through refuse(), so no codec needs unwinding.
namespace satpad::decoder {

using core::image::ColourSource;

enum class Kind
{
    jpeg,
    png,
    webp,
    tiff,
    jxl,
    avif,
    bmp,
    pnm
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

/// A colour space told by numbers instead of by a profile.
struct NamedSpace
{
    std::array<double, 8> primaries{0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290};
    ///< x, y of red, green, blue, white; sRGB's unless told
    double gamma = 0; ///< light = sample^gamma; 0: the curve of sRGB
};

/// What a file says about its colours. Neither: sRGB.
struct ColourTag
{
    std::vector<std::uint8_t> icc; ///< goes before `space`
    std::optional<NamedSpace> space;
    bool unmapped_hdr = false; ///< a curve for bright displays, shown as it is
};

enum class ColourModel : std::uint8_t
{
    gray,
    rgb,
    cmyk ///< ink: 0 none, all bits full; only until convert_to_srgb
};

/// As stored in the file: rows × cols × channels, interleaved gray, RGB or CMYK, then alpha if
/// there is one (not premultiplied; never with CMYK), 8 or 16 bits per sample in native order, no
/// row padding.
struct Picture
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint8_t channels = 0;
    std::uint8_t bits = 8;
    std::uint8_t orientation = 1; ///< EXIF 1..8, still to be applied
    ColourModel model = ColourModel::rgb;
    ColourTag colour;
    ColourSource colour_source = ColourSource::srgb;
    LazyBuffer<std::uint8_t> samples;

    /// Sets the shape. Refuses the picture when it is not the probed size.
    void shape(const Probe& probe, std::uint32_t found_width, std::uint32_t found_height);
    /// Makes room; the model follows from the channels, 4 being RGB and alpha unless said
    /// otherwise.
    void allocate(std::uint8_t channel_count,
        std::uint8_t sample_bits,
        std::optional<ColourModel> chosen = std::nullopt);
    [[nodiscard]] bool has_alpha() const noexcept
    {
        return channels == 2 || (channels == 4 && model == ColourModel::rgb);
    }
    [[nodiscard]] std::size_t row_bytes() const noexcept
    {
        return std::size_t{width} * channels * (bits / 8U);
    }
    [[nodiscard]] std::uint8_t* row(std::uint32_t y) noexcept
    {
        return samples.data() + row_bytes() * y;
    }
};

/// Sample `channel` of the pixel that starts at `pixel`; 16-bit samples may lie anywhere.
template <typename Sample>
[[nodiscard]] Sample sample_at(const std::uint8_t* pixel, std::size_t channel) noexcept
{
    Sample value{};
    std::memcpy(&value, pixel + channel * sizeof(Sample), sizeof(Sample));
    return value;
}

[[nodiscard]] Picture decode_jpeg(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_png(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_webp(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_tiff(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_jxl(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_avif(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_bmp(InputView input, const Probe& probe);
[[nodiscard]] Picture decode_pnm(InputView input, const Probe& probe);

/// Turns the samples into sRGB (gray stays gray, CMYK becomes RGB), row by row in place, and says
/// in `colour_source` how. Relative colorimetric with black point compensation. A profile that
/// cannot be used is left out: colours, not safety.
void convert_to_srgb(Picture& picture);

/// Turns premultiplied colour back (alpha is the last channel).
void unpremultiply(Picture& picture);

/// EXIF orientation 1..8 of an EXIF block (with or without its "Exif\0\0" head); 1 when there is
/// none.
[[nodiscard]] std::uint8_t exif_orientation(InputView exif) noexcept;

/// Writes header and samples to fd 1, upright, without alpha that is all opaque and as gray when
/// R=G=B. Turns row by row: a second whole picture would not fit the memory limit.
void write_picture(const Picture& picture);

} // namespace satpad::decoder
