// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace satpad::keyclient::satellite {

/// Cartesian; the frame and the unit (km, km/s, or none) are said where one is used.
struct Vector3
{
    double x = 0;
    double y = 0;
    double z = 0;

    friend constexpr Vector3 operator+(const Vector3& a, const Vector3& b)
    {
        return {a.x + b.x, a.y + b.y, a.z + b.z};
    }
    friend constexpr Vector3 operator-(const Vector3& a, const Vector3& b)
    {
        return {a.x - b.x, a.y - b.y, a.z - b.z};
    }
    friend constexpr Vector3 operator*(double factor, const Vector3& v)
    {
        return {factor * v.x, factor * v.y, factor * v.z};
    }
};

[[nodiscard]] constexpr double dot(const Vector3& a, const Vector3& b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

[[nodiscard]] inline double length(const Vector3& v)
{
    return std::sqrt(dot(v, v));
}

} // namespace satpad::keyclient::satellite
