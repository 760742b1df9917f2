// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <memory>
#include <span>

namespace satpad::core::image {

/// How much time a codec may take for fewer bytes.
enum class Effort
{
    glance, ///< a fraction of the time of `full`, up to a fifth more bytes: to choose by, to preview
    rehearsal, ///< within a few per cent of the bytes that `full` and `utmost` take, in less time
    full,
    utmost ///< several times as long: for thumbnails
};

struct EncodeSettings
{
    double knob = 1; ///< the codec's own measure of loss, inside Encoder::range; not for lossless
    bool lossless = false; ///< every sample comes back
    Effort effort = Effort::full;
    int trim = 0; ///< one of Encoder::trims(): a few per cent more or fewer bytes at the same knob
};

/// A second, finer knob of a codec whose first has wide steps.
struct Trim
{
    int setting = 0;   ///< EncodeSettings::trim
    double factor = 1; ///< of the bytes, about
};

/// How a codec's size answers its knob: a larger knob gives fewer bytes all through the range.
struct KnobRange
{
    double finest = 0;
    double coarsest = 0;
    double slope = -1;  ///< d ln(bytes) / d ln(knob), as a first guess
    double step = 1.08; ///< from a knob to the next, where the codec has steps
};

/// One codec for the size search. Stateless and deterministic: same pixels and settings, same
/// bytes, on the same machine. Reports every failure but lack of memory as an error.
class Encoder
{
public:
    virtual ~Encoder() = default;
    [[nodiscard]] virtual Codec codec() const noexcept = 0;
    /// False for sample depths this codec cannot carry at all.
    [[nodiscard]] virtual bool takes(const Pixels& pixels) const noexcept = 0;
    [[nodiscard]] virtual KnobRange range() const noexcept = 0;
    /// The setting the codec would really use for `knob`: some have few steps.
    [[nodiscard]] virtual double step_near(double knob) const noexcept = 0;
    [[nodiscard]] virtual std::span<const Trim> trims() const noexcept = 0;
    /// Tallest picture of this width that the codec's lossy coder takes; taller ones are shrunk to
    /// it first.
    [[nodiscard]] virtual std::uint32_t tallest(std::uint32_t width) const noexcept = 0;
    /// Where to start for `bits_per_pixel` of the picture given to encode.
    [[nodiscard]] virtual double first_knob(double bits_per_pixel) const noexcept = 0;
    /// Whether a rehearsal of such a picture is quicker than the effort itself.
    [[nodiscard]] virtual bool rehearses(Effort effort, std::uint64_t pixels) const noexcept = 0;
    /// Errors: Errc::internal when the codec refuses valid pixels.
    [[nodiscard]] virtual Expected<Bytes> encode(
        const Pixels& pixels, const EncodeSettings& settings) const = 0;
};

[[nodiscard]] std::unique_ptr<Encoder> make_jxl_encoder();
/// Payloads are AVIF without boxes (avif_boxes.h). 8 bits a sample, never lossless.
[[nodiscard]] std::unique_ptr<Encoder> make_avif_encoder();

} // namespace satpad::core::image
