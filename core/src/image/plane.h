// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "float4.h"

#include <memory>

namespace satpad::core::image {

/// height × width floats, row-major; each row is filled up to whole vectors, so that the last one
/// may be read past its width. Not cleared when made. Empty until made with a size.
class Plane
{
public:
    Plane() = default;
    Plane(std::uint32_t width, std::uint32_t height)
        : m_stride((width + k_lanes - 1) / k_lanes * k_lanes)
        , m_values(std::make_unique_for_overwrite<float[]>(m_stride * height))
    {}
    [[nodiscard]] float* row(std::uint32_t y) noexcept { return m_values.get() + m_stride * y; }
    [[nodiscard]] const float* row(std::uint32_t y) const noexcept
    {
        return m_values.get() + m_stride * y;
    }

private:
    std::size_t m_stride = 0;
    std::unique_ptr<float[]> m_values;
};

} // namespace satpad::core::image
