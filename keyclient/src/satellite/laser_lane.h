// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/simulated_pass.h>

#include <algorithm>
#include <deque>

namespace satpad::keyclient::satellite {

/// One direction of the laser link: messages follow each other, none overtakes. One that would still
/// be on its way out when an outage begins leaves when the outage is over: half a message is none.
/// docs/distillation.md, "The laser link".
class LaserLane
{
public:
    /// `link` outlives it.
    LaserLane(double bits_per_second, const LaserLink& link)
        : m_rate(bits_per_second)
        , m_link(link)
    {}
    void send(double now, core::Bytes message)
    {
        const double takes = static_cast<double>(message.size()) * 8 / m_rate;
        m_free = start_of(std::max(now, m_free), takes) + takes;
        m_carried.push_back({m_free + m_link.delay_s, std::move(message)});
    }
    [[nodiscard]] bool empty() const { return m_carried.empty(); }
    /// When the oldest message arrives.
    [[nodiscard]] double next() const { return m_carried.front().arrives; }
    [[nodiscard]] core::Bytes take()
    {
        core::Bytes message = std::move(m_carried.front().message);
        m_carried.pop_front();
        return message;
    }

private:
    struct Carried
    {
        double arrives;
        core::Bytes message;
    };
    [[nodiscard]] double start_of(double start, double takes) const
    {
        for (bool moved = true;
             moved;) { // outages come in any order, and each moves it once at most
            moved = false;
            for (const auto& outage : m_link.outages) {
                if (start < outage.to_s && start + takes > outage.from_s) {
                    start = outage.to_s;
                    moved = true;
                }
            }
        }
        return start;
    }

    double m_rate;
    const LaserLink& m_link;
    double m_free = 0;
    std::deque<Carried> m_carried;
};

} // namespace satpad::keyclient::satellite
