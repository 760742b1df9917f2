// SPDX-License-Identifier: GPL-3.0-or-later
#include "pnm.h"

#include "reader.h"

#include <algorithm>

namespace satpad::decoder {
namespace {

constexpr bool is_space(std::uint8_t c) noexcept
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Numbers in decimal between white space; a comment runs from # to the end of its line.
class Text
{
public:
    Text(InputView in, std::size_t at)
        : m_in(in)
        , m_at(at)
    {}
    [[nodiscard]] std::size_t at() const noexcept { return m_at; }

    std::uint32_t number(std::uint32_t most)
    {
        skip_space();
        if (!digit_follows()) {
            refuse_damaged();
        }
        std::uint64_t value = 0;
        while (digit_follows()) {
            value = 10 * value + (m_in[m_at++] - std::uint8_t{'0'});
            if (value > most) {
                refuse_damaged();
            }
        }
        return static_cast<std::uint32_t>(value);
    }
    /// Plain bitmaps may write their digits without space between them.
    std::uint32_t bit()
    {
        skip_space();
        if (!digit_follows() || m_in[m_at] > '1') {
            refuse_damaged();
        }
        return m_in[m_at++] == '1' ? 1 : 0;
    }

private:
    [[nodiscard]] bool digit_follows() const noexcept
    {
        return m_at < m_in.size() && m_in[m_at] >= '0' && m_in[m_at] <= '9';
    }
    void skip_space() noexcept
    {
        for (bool comment = false; m_at < m_in.size(); ++m_at) {
            const std::uint8_t c = m_in[m_at];
            comment = comment ? c != '\n' && c != '\r' : c == '#';
            if (!comment && !is_space(c)) {
                return;
            }
        }
    }

    InputView m_in;
    std::size_t m_at;
};

/// Samples of any maximum spread over 0…255, or 0…65535 when there are more than 256 of them.
void store(Picture& picture, std::size_t index, std::uint32_t value, std::uint32_t most)
{
    if (value > most) {
        refuse_damaged();
    }
    const std::uint32_t full = picture.bits == 16 ? 65535 : 255;
    const std::uint64_t spread = (std::uint64_t{value} * full + most / 2) / most;
    if (picture.bits == 16) {
        const auto sample = static_cast<std::uint16_t>(spread);
        std::memcpy(picture.samples.data() + 2 * index, &sample, 2);
    } else {
        picture.samples.data()[index] = static_cast<std::uint8_t>(spread);
    }
}

void read_text(InputView input, const PnmHeader& header, Picture& picture)
{
    const std::size_t count = picture.samples.size() / (picture.bits / 8U);
    Text text(input, header.raster);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t value = header.is_bitmap() ? 1 - text.bit() : text.number(header.most);
        store(picture, i, value, header.most);
    }
}

/// Bitmaps: eight pixels a byte, rows start on a byte, 1 is ink.
void read_bits(InputView rows, Picture& picture)
{
    const std::size_t stride = (std::size_t{picture.width} + 7) / 8;
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        std::uint8_t* out = picture.row(y);
        for (std::size_t x = 0; x < picture.width; ++x) {
            const unsigned ink = unsigned{rows[stride * y + x / 8]} >> (7 - x % 8) & 1U;
            out[x] = ink != 0 ? 0 : 255;
        }
    }
}

void read_samples(InputView rows, const PnmHeader& header, Picture& picture)
{
    const std::size_t count = picture.samples.size() / (picture.bits / 8U);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t value =
            picture.bits == 16 ? std::uint32_t{rows[2 * i]} << 8U | rows[2 * i + 1] : rows[i];
        store(picture, i, value, header.most);
    }
}

} // namespace

bool looks_like_pnm(InputView input) noexcept
{
    return input.size() > 2 && input[0] == 'P' && input[1] >= '1' && input[1] <= '6' &&
           (is_space(input[2]) || input[2] == '#');
}

PnmHeader read_pnm_header(InputView input)
{
    PnmHeader header;
    header.kind = static_cast<unsigned>(input[1] - '0');
    constexpr std::uint32_t k_any = 0x7FFFFFFF;
    Text text(input, 2);
    header.width = text.number(k_any);
    header.height = text.number(k_any);
    if (!header.is_bitmap()) {
        header.most = text.number(65535);
    }
    header.raster = text.at() + 1; // one white space, whatever follows
    const bool space = text.at() < input.size() && is_space(input[text.at()]);
    if (!space || header.most == 0) {
        refuse_damaged(DecodeReason::bad_header);
    }
    return header;
}

Picture decode_pnm(InputView input, const Probe& probe)
{
    const PnmHeader header = read_pnm_header(input);
    Picture picture;
    picture.shape(
        probe, static_cast<std::uint32_t>(header.width), static_cast<std::uint32_t>(header.height));
    const std::uint8_t bits = header.most > 255 ? 16 : 8;
    const std::uint64_t row = header.is_bitmap() ? (header.width + 7) / 8
                                                 : header.width * header.channels() * (bits / 8U);
    // Before any room is made: a raw picture is as long as it says, a plain one has a byte a sample.
    const std::uint64_t least =
        header.is_plain() ? header.width * header.channels() * header.height : row * header.height;
    if (input.size() - header.raster < least) {
        refuse_damaged();
    }
    picture.allocate(header.channels(), bits);
    if (header.is_plain()) {
        read_text(input, header, picture);
    } else if (header.is_bitmap()) {
        read_bits(input.subspan(header.raster), picture);
    } else {
        read_samples(input.subspan(header.raster), header, picture);
    }
    return picture;
}

} // namespace satpad::decoder
