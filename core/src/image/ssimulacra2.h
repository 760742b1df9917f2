// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plane.h"
#include "ssimulacra2_weights.h"

#include <satpad/core/image.h>

#include <optional>

/// SSIMULACRA 2.1, the public measure of how alike two pictures look: structure, new edges and lost
/// edges of the XYB planes at up to six scales, weighed against people's judgements. Source: Jon
/// Sneyers, github.com/cloudinary/ssimulacra2 and libjxl tools/ssimulacra2.cc; written anew here.
/// libjxl's own tool comes out lower where pictures are flat (docs/figures.md, "Scores"): its blur runs
/// recursively in single precision and adds up rounding errors, which this one does not.
namespace satpad::core::image::ssimulacra2 {

/// A side shorter than this cannot be measured.
inline constexpr std::uint32_t k_least_side = 8;

/// What is kept of one channel of the original at one scale. Channels whose structure has no
/// weight keep only their edges.
struct OriginalChannel
{
    Plane values;
    Plane mean;        ///< blurred values
    Plane mean_square; ///< blurred squares of the values
    Plane edges;       ///< |values − mean|; without structure only
};

struct OriginalScale
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::array<OriginalChannel, 3> channels;
};

/// The picture others are measured against, prepared once: 32 bytes per pixel.
class Original
{
public:
    /// `picture` has 1 or 3 channels, 8 or 16 bits, sides of at least k_least_side. It is not kept.
    Original(const Pixels& picture, unsigned threads);

    /// 100 for the same picture, lower for worse ones without an end. `other` has the original's
    /// size and 1 or 3 channels. Takes 4 more bytes per pixel. The same on every run and for any
    /// number of threads. Threads: any number of calls at a time.
    [[nodiscard]] double score(const Pixels& other, unsigned threads) const;

private:
    float m_level; ///< brightness that all planes are less by
    std::vector<OriginalScale> m_scales;
};

} // namespace satpad::core::image::ssimulacra2
