// SPDX-License-Identifier: GPL-3.0-or-later
#include "sifted_frames.h"

#include <algorithm>
#include <cstdlib>

namespace satpad::keyclient::satellite {

using core::ByteView;
using core::Expected;
using core::SecretBytes;

namespace {

bool bit_of(ByteView bytes, std::size_t i)
{
    return (std::to_integer<unsigned>(bytes[i / 8]) >> (i % 8) & 1) != 0;
}

} // namespace

SiftedFrames::SiftedFrames(std::size_t frame_bits)
    : m_frame_bits(frame_bits)
{
    if (frame_bits == 0 || frame_bits % 8 != 0) {
        std::abort(); // add would write past a frame's memory
    }
}

Expected<void> SiftedFrames::add(bool bit, std::uint8_t intensity)
{
    if (m_filling.bits.empty()) {
        auto memory = SecretBytes::allocate(m_frame_bits / 8);
        if (!memory) {
            return fail(std::move(memory));
        }
        m_filling.bits = std::move(*memory);
        m_filling.intensities.reserve(m_frame_bits);
    }
    const std::size_t at = m_filling.size();
    m_filling.bits.span()[at / 8] |= static_cast<std::byte>((bit ? 1U : 0U) << (at % 8));
    m_filling.intensities.push_back(intensity);
    ++m_added;
    if (m_filling.size() == m_frame_bits) {
        m_whole.push_back(std::move(m_filling));
        m_filling = {};
    }
    return {};
}

Frame SiftedFrames::take()
{
    if (!m_whole.empty()) {
        Frame oldest = std::move(m_whole.front());
        m_whole.pop_front();
        return oldest;
    }
    Frame rest = std::move(m_filling);
    m_filling = {};
    rest.intensities.resize(rest.size() / 8 * 8);
    return rest;
}

void count_frame(const Frame& frame, ByteView wrong, BasisCounts& counts)
{
    for (std::size_t i = 0; i < frame.size(); ++i) {
        const std::uint8_t intensity = frame.intensities[i];
        counts.clicks[intensity] += 1;
        if (!wrong.empty() && bit_of(wrong, i) != bit_of(frame.bits.view(), i)) {
            counts.errors[intensity] += 1;
        }
    }
}

void count_lost(const Frame& frame, BasisCounts& lost)
{
    for (const std::uint8_t intensity : frame.intensities) {
        lost.clicks[intensity] += 1;
        lost.errors[intensity] += 1;
    }
}

std::size_t bits_of(std::span<const Frame> frames)
{
    std::size_t bits = 0;
    for (const Frame& frame : frames) {
        bits += frame.size();
    }
    return bits;
}

Expected<SecretBytes> join(std::span<const Frame> frames)
{
    auto joined = SecretBytes::allocate(bits_of(frames) / 8);
    if (!joined) {
        return fail(std::move(joined));
    }
    std::size_t at = 0;
    for (const Frame& frame : frames) {
        const ByteView from = frame.bits.view().first(frame.size() / 8);
        std::copy(from.begin(), from.end(), joined->span().subspan(at).begin());
        at += from.size();
    }
    return joined;
}

} // namespace satpad::keyclient::satellite
