// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/secret.h>
#include <satpad/keyclient/satellite/distiller.h>

#include <deque>

/// One party's sifted bits of one basis, cut into frames. Both parties fill theirs in the same
/// order, so they cut in the same places.
namespace satpad::keyclient::satellite {

struct Frame
{
    core::SecretBytes bits;                ///< in locked memory; the lowest bit of a byte first
    std::vector<std::uint8_t> intensities; ///< of each bit: known to everybody
    [[nodiscard]] std::size_t size() const { return intensities.size(); }
};

class SiftedFrames
{
public:
    /// `frame_bits`: a multiple of 8, not 0; anything else aborts.
    explicit SiftedFrames(std::size_t frame_bits);
    /// Errors: Errc::io_failed (memory cannot be locked).
    [[nodiscard]] core::Expected<void> add(bool bit, std::uint8_t intensity);
    [[nodiscard]] bool has_whole() const { return !m_whole.empty(); }
    [[nodiscard]] std::size_t unfinished_bits() const { return m_filling.size() / 8 * 8; }
    /// The oldest whole frame, or, when none is there, the unfinished one cut to whole bytes.
    [[nodiscard]] Frame take();
    [[nodiscard]] std::uint64_t added() const { return m_added; }

private:
    std::size_t m_frame_bits;
    std::deque<Frame> m_whole;
    Frame m_filling;
    std::uint64_t m_added = 0;
};

/// Adds the frame's bits to the counts, and as errors those where `wrong` (of the same length) has
/// another bit; none when it is empty.
void count_frame(const Frame& frame, core::ByteView wrong, BasisCounts& counts);

/// Adds a frame that was dropped: nobody knows its errors, so all of it may be wrong.
void count_lost(const Frame& frame, BasisCounts& lost);
[[nodiscard]] std::size_t bits_of(std::span<const Frame> frames);
/// Bits of these frames, one after the other.
[[nodiscard]] core::Expected<core::SecretBytes> join(std::span<const Frame> frames);

} // namespace satpad::keyclient::satellite
