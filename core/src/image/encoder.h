// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <memory>

namespace satpad::core::image {

struct EncodeSettings
{
    double knob =
        1; ///< the codec's own measure of loss, inside Encoder::range; unused when lossless
    bool lossless = false; ///< every sample comes back
    bool fast = false;     ///< worse compression in a fraction of the time; for a first look
    int speed = 6;         ///< AVIF: 2 (best) to 8, unless `fast`
    int matrix = 10;       ///< AVIF: level of the quantization matrices, 15 flat to 0 steep
};

/// How a codec's size answers its knob: a larger knob gives fewer bytes all through the range.
struct KnobRange
{
    double finest = 0;
    double coarsest = 0;
    double slope = -1; ///< d ln(bytes) / d ln(knob), as a first guess
};

/// One codec for the size search. Stateless and deterministic: same pixels and settings, same
/// bytes, on the same machine. One thread each. Reports every failure as an error, throws nothing.
class Encoder
{
public:
    virtual ~Encoder() = default;
    [[nodiscard]] virtual Codec codec() const noexcept = 0;
    /// False for sample depths and shapes this codec cannot carry at all.
    [[nodiscard]] virtual bool takes(const Pixels& pixels) const noexcept = 0;
    [[nodiscard]] virtual KnobRange range() const noexcept = 0;
    /// Tallest picture of this width that the codec's lossy coder takes; taller ones are shrunk to
    /// it first.
    [[nodiscard]] virtual std::uint32_t tallest(std::uint32_t width) const noexcept = 0;
    /// Where to start for `bits_per_pixel` of the picture given to encode.
    [[nodiscard]] virtual double first_knob(double bits_per_pixel) const noexcept = 0;
    /// Errors: Errc::internal when the codec refuses valid pixels.
    [[nodiscard]] virtual Expected<Bytes> encode(
        const Pixels& pixels, const EncodeSettings& settings) const = 0;
};

[[nodiscard]] std::unique_ptr<Encoder> make_jxl_encoder();
[[nodiscard]] std::unique_ptr<Encoder> make_avif_encoder();

} // namespace satpad::core::image
