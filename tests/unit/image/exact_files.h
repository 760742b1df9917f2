// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture_maker.h"

#include <algorithm>
#include <random>

/// Files for the tests of exact sending: the same bytes each time.
namespace satpad::test {

inline Bytes noise(std::size_t size)
{
    std::mt19937 random(7);
    Bytes bytes(size);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::byte>(random()); });
    return bytes;
}

inline Bytes text(std::size_t size)
{
    std::mt19937 random(8);
    constexpr std::string_view k_words[] = {"page ", "pad ", "key ", "message ", "satellite\n"};
    Bytes bytes;
    while (bytes.size() < size) {
        const ByteView word = std::as_bytes(std::span(k_words[random() % std::size(k_words)]));
        bytes.insert(bytes.end(), word.begin(), word.end());
    }
    bytes.resize(size);
    return bytes;
}

/// 300 × 200 pixels.
inline Bytes jpeg(const JpegOptions& options = {}, std::uint8_t channels = 3)
{
    return write_jpeg(make_pixels(300, 200, channels, 8), options);
}

inline Bytes joined(Bytes first, const Bytes& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// The JPEG with a COM segment of `length` bytes behind its first two.
inline Bytes commented(const Bytes& plain, std::size_t length)
{
    Bytes segment{std::byte{0xFF}, std::byte{0xFE}};
    segment.push_back(static_cast<std::byte>((length + 2) >> 8U));
    segment.push_back(static_cast<std::byte>(length + 2));
    const Bytes words = text(length);
    segment.insert(segment.end(), words.begin(), words.end());
    Bytes made = plain;
    made.insert(made.begin() + 2, segment.begin(), segment.end());
    return made;
}

/// A Windows bitmap of 24 bits a pixel.
inline Bytes bitmap(std::uint32_t width, std::uint32_t height)
{
    const Pixels pixels = make_pixels(width, height, 3, 8);
    const auto little = [](std::uint32_t value) {
        Bytes bytes;
        for (unsigned shift = 0; shift < 32; shift += 8) {
            bytes.push_back(static_cast<std::byte>(value >> shift));
        }
        return bytes;
    };
    Bytes file{std::byte{'B'}, std::byte{'M'}};
    const auto size = static_cast<std::uint32_t>(54 + pixels.samples.size());
    for (const std::uint32_t number : {size, 0U, 54U, 40U, width, height, 24U << 16U | 1U, 0U}) {
        file = joined(std::move(file), little(number));
    }
    file.resize(54);
    return joined(std::move(file), pixels.samples);
}

/// Progress that never stops.
inline core::Expected<void> go_on(double)
{
    return {};
}

} // namespace satpad::test
