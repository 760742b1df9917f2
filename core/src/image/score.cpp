// SPDX-License-Identifier: GPL-3.0-or-later
#include "score.h"

#include "scale.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <thread>

namespace satpad::core::image {
namespace {

/// What alpha pictures are laid over, in stored samples; libjxl's tool takes the same two.
constexpr double k_dark = 0.1;
constexpr double k_bright = 0.9;
constexpr unsigned k_most_threads = 4;

bool has_alpha(const Pixels& pixels) noexcept
{
    return pixels.channels == 2 || pixels.channels == 4;
}

template <typename Sample> std::uint16_t wide_sample(const std::byte* from) noexcept
{
    Sample value;
    std::memcpy(&value, from, sizeof value);
    return static_cast<std::uint16_t>(value * (65535U / std::numeric_limits<Sample>::max()));
}

/// Samples of row `y` on the 16-bit scale; 8-bit ones come out exact.
void widen_row(const Pixels& pixels, std::uint32_t y, std::uint16_t* to) noexcept
{
    const std::size_t count = std::size_t{pixels.width} * pixels.channels;
    const std::byte* from = pixels.samples.data() + count * (pixels.bits / 8U) * y;
    if (pixels.bits == 16) {
        std::memcpy(to, from, 2 * count);
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            to[i] = wide_sample<std::uint8_t>(from + i);
        }
    }
}

/// `pixels` with alpha over a gray of `ground`: 16 bits, without alpha.
Pixels flattened(const Pixels& pixels, double ground)
{
    Pixels flat;
    flat.width = pixels.width;
    flat.height = pixels.height;
    flat.channels = static_cast<std::uint8_t>(pixels.channels - 1);
    flat.bits = 16;
    flat.samples.resize(std::size_t{flat.width} * flat.height * flat.channels * 2);
    const auto below = static_cast<std::uint32_t>(std::lround(ground * 65535));
    std::vector<std::uint16_t> row(std::size_t{pixels.width} * pixels.channels);
    std::byte* out = flat.samples.data();
    for (std::uint32_t y = 0; y < pixels.height; ++y) {
        widen_row(pixels, y, row.data());
        for (const std::uint16_t* pixel = row.data(); pixel < row.data() + row.size();
             pixel += pixels.channels) {
            const std::uint64_t alpha = pixel[flat.channels];
            for (unsigned c = 0; c < flat.channels; ++c, out += 2) {
                const std::uint64_t mixed = alpha * pixel[c] + (65535 - alpha) * below;
                const auto sample = static_cast<std::uint16_t>((mixed + 32767) / 65535);
                std::memcpy(out, &sample, 2);
            }
        }
    }
    return flat;
}

/// Every pixel `times` × `times`.
Pixels repeated(const Pixels& pixels, std::uint32_t times)
{
    Pixels made = pixels;
    made.width *= times;
    made.height *= times;
    const std::size_t size = std::size_t{pixels.channels} * (pixels.bits / 8U);
    made.samples.resize(std::size_t{made.width} * made.height * size);
    for (std::size_t y = 0; y < made.height; ++y) {
        for (std::size_t x = 0; x < made.width; ++x) {
            std::memcpy(made.samples.data() + (y * made.width + x) * size,
                pixels.samples.data() + (y / times * pixels.width + x / times) * size,
                size);
        }
    }
    return made;
}

struct Frame
{
    std::uint32_t width;
    std::uint32_t height;
};

/// `pixels` in another size. Valid pixels always scale, so what OpenCV throws is no error to hand
/// on.
Pixels fitted(const Pixels& pixels, Frame frame)
{
    if (frame.width <= pixels.width && frame.height <= pixels.height) {
        return shrink(pixels, frame.width, frame.height).value();
    }
    return enlarge(pixels, frame.width, frame.height).value();
}

/// Calls `use` with `pixels` without alpha and in the size of `frame`, copied only where needed.
template <typename Use>
auto with_plain(const Pixels& pixels, double ground, Frame frame, const Use& use)
{
    const Pixels* at = &pixels;
    Pixels flat;
    if (has_alpha(pixels)) {
        flat = flattened(pixels, ground);
        at = &flat;
    }
    if (at->width != frame.width || at->height != frame.height) {
        flat = fitted(*at, frame);
        at = &flat;
    }
    return use(*at);
}

/// Size to measure in: at most about `most_pixels`, the short side never shrunk away.
Frame scored_frame(const Pixels& original, std::uint64_t most_pixels) noexcept
{
    Frame frame{original.width, original.height};
    const double pixels = static_cast<double>(frame.width) * frame.height;
    const double ratio = std::sqrt(static_cast<double>(most_pixels) / pixels);
    if (ratio < 1) {
        const auto less = [&](std::uint32_t side) {
            return std::max(1U, static_cast<std::uint32_t>(side * ratio));
        };
        frame = {less(frame.width), less(frame.height)};
    }
    return frame;
}

std::uint32_t repeats_for(Frame frame) noexcept
{
    const std::uint32_t side = std::min(frame.width, frame.height);
    return (ssimulacra2::k_least_side + side - 1) / side;
}

/// A thread of pixels, many times longer than wide, grows with each repeat: its length is cut down
/// to what `most_pixels` allows.
Frame cut_to(Frame frame, std::uint32_t repeats, std::uint64_t most_pixels) noexcept
{
    const std::uint32_t side = std::min(frame.width, frame.height);
    const std::uint64_t allowed =
        std::max<std::uint64_t>(1, most_pixels / (std::uint64_t{side} * repeats * repeats));
    std::uint32_t& length = frame.width > frame.height ? frame.width : frame.height;
    length = static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(length, 1, std::max<std::uint64_t>(side, allowed)));
    return frame;
}

unsigned threads_or_default(unsigned threads) noexcept
{
    return threads != 0 ? threads
                        : std::clamp(std::thread::hardware_concurrency(), 1U, k_most_threads);
}

/// Samples of a gray or RGB row as red, green, blue.
void spread_gray(std::vector<std::uint16_t>& row, std::size_t width, unsigned channels) noexcept
{
    if (channels == 1) {
        for (std::size_t x = width; x-- > 0;) {
            row[3 * x] = row[3 * x + 1] = row[3 * x + 2] = row[x];
        }
    }
}

/// Of pictures without alpha and of one size.
double plain_psnr(const Pixels& a, const Pixels& b)
{
    const std::size_t count = std::size_t{a.width} * 3;
    std::vector<std::uint16_t> row_a(count);
    std::vector<std::uint16_t> row_b(count);
    std::uint64_t squares = 0; // 2^26 pixels of 3 × 2^32 fit
    for (std::uint32_t y = 0; y < a.height; ++y) {
        widen_row(a, y, row_a.data());
        widen_row(b, y, row_b.data());
        spread_gray(row_a, a.width, a.channels);
        spread_gray(row_b, b.width, b.channels);
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t apart = std::int64_t{row_a[i]} - row_b[i];
            squares += static_cast<std::uint64_t>(apart * apart);
        }
    }
    if (squares == 0) {
        return std::numeric_limits<double>::infinity();
    }
    const double mean = static_cast<double>(squares) / (static_cast<double>(count) * a.height);
    return 10 * std::log10(65535.0 * 65535.0 / mean);
}

bool same_samples(const Pixels& a, const Pixels& b, double psnr_db)
{
    if (a.width != b.width || a.height != b.height) {
        return false;
    }
    // Another layout can hold the same picture; then the decibels tell.
    return a.channels == b.channels && a.bits == b.bits ? a.samples == b.samples
                                                        : std::isinf(psnr_db);
}

} // namespace

Reference::Reference(const Pixels& original, std::uint64_t most_pixels, unsigned threads)
    : m_threads(threads_or_default(threads))
    , m_has_alpha(has_alpha(original))
{
    Frame frame = scored_frame(original, most_pixels);
    m_repeat = repeats_for(frame);
    frame = cut_to(frame, m_repeat, most_pixels);
    m_width = frame.width;
    m_height = frame.height;
    for (const double ground : {k_dark, k_bright}) {
        with_plain(original, ground, frame, [&](const Pixels& plain) {
            if (m_repeat > 1) {
                m_originals.emplace_back(repeated(plain, m_repeat), m_threads);
            } else {
                m_originals.emplace_back(plain, m_threads);
            }
        });
        if (!m_has_alpha) {
            break; // one for any ground
        }
    }
}

double Reference::score(const Pixels& other) const
{
    const auto over = [&](double ground, const ssimulacra2::Original& original) {
        return with_plain(other, ground, {m_width, m_height}, [&](const Pixels& plain) {
            return m_repeat > 1 ? original.score(repeated(plain, m_repeat), m_threads)
                                : original.score(plain, m_threads);
        });
    };
    const double dark = over(k_dark, m_originals.front());
    if (!m_has_alpha && !has_alpha(other)) {
        return dark;
    }
    return std::min(dark, over(k_bright, m_originals.back()));
}

double psnr(const Pixels& a, const Pixels& b)
{
    const Frame frame{a.width, a.height};
    const auto over = [&](double ground) {
        return with_plain(a, ground, frame, [&](const Pixels& plain_a) {
            return with_plain(b, ground, frame, [&](const Pixels& plain_b) {
                return plain_psnr(plain_a, plain_b);
            });
        });
    };
    const double dark = over(k_dark);
    return has_alpha(a) || has_alpha(b) ? std::min(dark, over(k_bright)) : dark;
}

Score with_psnr(double ssimulacra2, const Pixels& original, const Pixels& other)
{
    Score made;
    made.ssimulacra2 = ssimulacra2;
    made.psnr_db = psnr(original, other);
    made.exact = same_samples(original, other, made.psnr_db);
    return made;
}

Score measure(const Reference& reference, const Pixels& original, const Pixels& other)
{
    return with_psnr(reference.score(other), original, other);
}

std::string_view score_word(double ssimulacra2) noexcept
{
    if (ssimulacra2 >= 90) {
        return "no visible loss";
    }
    if (ssimulacra2 >= 70) {
        return "high";
    }
    if (ssimulacra2 >= 50) {
        return "medium";
    }
    return ssimulacra2 >= 30 ? "low" : "poor";
}

std::string_view score_word(const Score& score) noexcept
{
    return score.exact ? "pixels exact" : score_word(score.ssimulacra2);
}

Score compare(const Pixels& original, const Pixels& other)
{
    return measure(Reference(original), original, other);
}

} // namespace satpad::core::image
