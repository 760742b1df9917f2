// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fit.h"

namespace satpad::core::image {
namespace {

/// Full effort shrinks a fast lossless encoding to 0.4 of its size at best.
constexpr double k_glance_hope = 2.5;
constexpr std::uint64_t k_big_picture = 1'000'000;
constexpr std::uint64_t k_few_pixels = 200'000;
constexpr std::uint64_t k_most_full_effort = 4'000'000; ///< one to two seconds a megapixel

Expected<Bytes> encode_lossless(
    const Encoder& encoder, const Pixels& pixels, Effort effort, SearchWatch& watch)
{
    if (auto go = watch.next(); !go) {
        return fail(std::move(go));
    }
    EncodeSettings settings;
    settings.lossless = true;
    settings.effort = effort;
    return encoder.encode(pixels, settings);
}

Pixels middle_rows(const Pixels& source, std::uint32_t rows)
{
    Pixels band;
    band.width = source.width;
    band.height = rows;
    band.channels = source.channels;
    band.bits = source.bits;
    const std::size_t row = source.samples.size() / source.height;
    const auto from =
        source.samples.begin() + static_cast<std::ptrdiff_t>(row * (source.height / 2));
    band.samples.assign(from, from + static_cast<std::ptrdiff_t>(row * rows));
    return band;
}

/// A big picture's middle rows alone over the hope: the whole need not be tried (seconds saved).
Expected<bool> is_hopeless(
    const Encoder& encoder, const Pixels& source, std::uint64_t budget, SearchWatch& watch)
{
    if (pixel_count(source) < k_big_picture) {
        return false;
    }
    for (const std::uint64_t pixels : {k_few_pixels, pixel_count(source) / 8}) {
        const auto rows = static_cast<std::uint32_t>(pixels / source.width);
        if (rows == 0 || rows > source.height / 2) {
            continue;
        }
        Expected<Bytes> made =
            encode_lossless(encoder, middle_rows(source, rows), Effort::glance, watch);
        if (!made) {
            return fail(std::move(made));
        }
        if (static_cast<double>(made->size()) > k_glance_hope * static_cast<double>(budget)) {
            return true;
        }
    }
    return false;
}

} // namespace

Expected<std::optional<Found>> fit_lossless(
    const Encoder& encoder, const Pixels& source, std::uint64_t budget, SearchWatch& watch)
{
    Expected<bool> hopeless = is_hopeless(encoder, source, budget, watch);
    if (!hopeless) {
        return fail(std::move(hopeless));
    }
    std::optional<Found> best;
    if (*hopeless) {
        return best;
    }
    for (const Effort effort : {Effort::glance, Effort::full}) {
        if (effort == Effort::full && pixel_count(source) > k_most_full_effort) {
            break;
        }
        Expected<Bytes> made = encode_lossless(encoder, source, effort, watch);
        if (!made) {
            return fail(std::move(made));
        }
        const std::size_t size = made->size();
        // Of two exact encodings the smaller is the better: it costs less key.
        if (size <= budget && (!best || size < best->payload.size())) {
            best = Found{std::move(*made), encoder.codec(), source.width, source.height, 0, true};
        }
        if (static_cast<double>(size) > k_glance_hope * static_cast<double>(budget)) {
            break;
        }
    }
    return best;
}

} // namespace satpad::core::image
