// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "encoder.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace satpad::core::image {

/// Part of the budget a search aims at, and the part at which it is content.
inline constexpr double k_aim = 0.988;
inline constexpr double k_full_enough = 0.975;

/// Regula falsi on (ln knob, ln bytes): which knob to try next for a size of k_aim of the budget.
/// Sizes fall as the knob rises.
class KnobWalk
{
public:
    KnobWalk(const Encoder& encoder, double budget, double first)
        : m_encoder(&encoder)
        , m_low_end(std::log(encoder.range().finest))
        , m_high_end(std::log(encoder.range().coarsest))
        , m_slope(encoder.range().slope)
        , m_aim(std::log(budget * k_aim))
        , m_budget(std::log(budget))
        , m_next(settled(std::log(first)))
    {}

    [[nodiscard]] double knob() const { return std::exp(m_next); }
    [[nodiscard]] bool at_finest() const { return m_next <= m_low_end + k_same; }
    [[nodiscard]] bool at_coarsest() const { return m_next >= m_high_end - k_same; }
    struct Tried
    {
        double knob = 0;
        double bytes = 0;
    };
    /// The finest knob that fitted and the coarsest that did not, where known.
    [[nodiscard]] std::optional<Tried> fitting() const { return tried(m_fits); }
    [[nodiscard]] std::optional<Tried> too_big() const { return tried(m_too_big); }

    /// Takes the size that knob() gave; false when no untried knob is left to try.
    bool learn(double bytes)
    {
        const Point point{m_next, std::log(bytes)};
        auto& side = point.size > m_budget ? m_too_big : m_fits;
        const auto& other = point.size > m_budget ? m_fits : m_too_big;
        for (const auto& known : {side, other}) {
            if (known && std::abs(point.knob - known->knob) > k_same) {
                m_slope =
                    std::clamp((point.size - known->size) / (point.knob - known->knob), -3.0, -0.3);
                break;
            }
        }
        side = point;
        m_next = settled(m_too_big && m_fits ? inside() : beyond(point));
        const auto is_known = [&](const std::optional<Point>& known) {
            return known && std::abs(m_next - known->knob) <= k_same;
        };
        return !is_known(m_too_big) && !is_known(m_fits);
    }

private:
    struct Point
    {
        double knob = 0; ///< natural logarithm
        double size = 0; ///< natural logarithm of the bytes
    };
    static constexpr double k_same = 1e-3;
    static constexpr double k_inside_bracket = 0.12;

    [[nodiscard]] static std::optional<Tried> tried(const std::optional<Point>& point)
    {
        return point ? std::optional(Tried{std::exp(point->knob), std::exp(point->size)})
                     : std::nullopt;
    }
    [[nodiscard]] double settled(double knob) const
    {
        const double step = std::log(m_encoder->step_near(std::exp(knob)));
        return std::clamp(step, m_low_end, m_high_end);
    }
    /// Kept a part inside the bracket, so that it closes from both sides.
    [[nodiscard]] double inside() const
    {
        const double rise = m_fits->size - m_too_big->size;
        const double part = rise < 0 ? (m_aim - m_too_big->size) / rise : 0.5;
        return m_too_big->knob + std::clamp(part, k_inside_bracket, 1 - k_inside_bracket) *
                                     (m_fits->knob - m_too_big->knob);
    }
    [[nodiscard]] double beyond(const Point& point) const
    {
        return point.knob + (m_aim - point.size) / m_slope;
    }

    const Encoder* m_encoder;
    double m_low_end;
    double m_high_end;
    double m_slope;
    double m_aim;
    double m_budget;
    double m_next;
    std::optional<Point> m_too_big;
    std::optional<Point> m_fits;
};

} // namespace satpad::core::image
