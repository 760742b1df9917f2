// SPDX-License-Identifier: GPL-3.0-or-later
#include "pass_engine.h"

#include "laser_lane.h"
#include "wipe_all.h"

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::Expected;

namespace {

constexpr const char* k_lost = "the laser link was lost before the key was ready";

class Talk
{
public:
    Talk(const SimulatedPass& pass, StationParty& station, FarEnd& satellite)
        : m_lost(static_cast<double>(pass.track.size()) + pass.link.lost_after_s)
        , m_up(pass.link.up_bps, pass.link)
        , m_down(pass.link.down_bps, pass.link)
        , m_station(station)
        , m_satellite(satellite)
    {}

    void send(double now)
    {
        for (Bytes& message : m_station.outgoing()) {
            bytes_up += message.size();
            m_up.send(now, std::move(message));
        }
    }
    /// Carries everything that arrives before `end`. The time of the last message.
    Expected<double> until(double end)
    {
        double now = 0;
        while (!m_up.empty() || !m_down.empty()) {
            const bool up = m_down.empty() || (!m_up.empty() && m_up.next() <= m_down.next());
            LaserLane& lane = up ? m_up : m_down;
            if (lane.next() >= end) {
                break;
            }
            now = lane.next();
            if (now > m_lost) {
                m_station.give_up(k_lost);
                if (auto told = m_satellite.lost(); !told) {
                    return fail(std::move(told));
                }
                break;
            }
            if (auto carried = carry(now, up, lane.take()); !carried) {
                return fail(std::move(carried));
            }
        }
        return now;
    }

    std::uint64_t bytes_up = 0;
    std::uint64_t bytes_down = 0;

private:
    Expected<void> carry(double now, bool up, const Bytes& message)
    {
        if (!up) {
            m_station.take(message);
            send(now);
            return {};
        }
        auto answers = m_satellite.take(message);
        if (!answers) {
            return fail(std::move(answers));
        }
        for (Bytes& answer : *answers) {
            bytes_down += answer.size();
            m_down.send(now, std::move(answer));
        }
        return {};
    }

    double m_lost;
    LaserLane m_up;
    LaserLane m_down;
    StationParty& m_station;
    FarEnd& m_satellite;
};

double errors_of(const DistillReport& report)
{
    return report.z.counts.all_errors() + report.x.counts.all_errors();
}

double clicks_of(const DistillReport& report)
{
    return report.z.counts.all_clicks() + report.x.counts.all_clicks();
}

PassSecond second_of(const SimulatedPass& pass,
    std::uint64_t second,
    std::uint64_t clicks,
    const StationParty& station)
{
    const TrackPoint& at = pass.track[second];
    PassSecond now{second, at, 0, clicks, station.sifted(), 0, 0};
    now.loss_db = decibels(efficiency(pass.parameters.source, pass.sky, at.range_km, at.elevation));
    const DistillReport& report = station.report();
    if (clicks_of(report) > 0) {
        now.qber = errors_of(report) / clicks_of(report);
        now.secure_bits = bound_both(pass.parameters.source,
            report.z.counts,
            report.x.counts,
            report.z.leaked(),
            report.x.leaked(),
            pass.parameters.security)
                              .bits();
    }
    return now;
}

/// One second of light and of talk. False: `each` wants no more.
Expected<bool> fly_second(const SimulatedPass& pass,
    std::uint64_t second,
    StationParty& station,
    FarEnd& satellite,
    Talk& talk,
    const EachSecond& each,
    PassOutcome& outcome)
{
    auto clicks = satellite.light(second);
    if (!clicks) {
        return fail(std::move(clicks));
    }
    outcome.clicks += clicks->size();
    // First what is under way: a lane keeps its order.
    if (auto carried = talk.until(static_cast<double>(second + 1)); !carried) {
        return fail(std::move(carried));
    }
    const auto pulses = static_cast<std::uint64_t>(pass.parameters.source.pulse_rate_hz);
    station.measured(second, second * pulses, *clicks);
    const std::size_t seen = clicks->size();
    wipe_all(*clicks);
    talk.send(static_cast<double>(second + 1));
    return !each || each(second_of(pass, second, seen, station));
}

} // namespace

double PassOutcome::efficiency() const
{
    const double least = expected_leak(station.z.counts, 1) + expected_leak(station.x.counts, 1);
    return least > 0 ? static_cast<double>(station.z.parities + station.x.parities) / least : 0;
}

double PassOutcome::qber() const
{
    return clicks_of(station) > 0 ? errors_of(station) / clicks_of(station) : 0;
}

Expected<PassOutcome> fly(
    const SimulatedPass& pass, StationParty& station, FarEnd& satellite, const EachSecond& each)
{
    PassOutcome outcome;
    Talk talk(pass, station, satellite);
    std::uint64_t second = 0;
    for (bool goes_on = true; goes_on && second < pass.track.size(); ++second) {
        auto more = fly_second(pass, second, station, satellite, talk, each, outcome);
        if (!more) {
            return fail(std::move(more));
        }
        goes_on = *more;
    }
    const auto end = static_cast<double>(second);
    station.pass_over();
    talk.send(end);
    auto last = talk.until(1e9);
    if (!last) {
        return fail(std::move(last));
    }
    outcome.key_after_s = std::max(0.0, *last - end);
    outcome.usable_s = end;
    outcome.sifted = station.sifted();
    outcome.station = station.report();
    outcome.station.bytes_up = talk.bytes_up;
    outcome.station.bytes_down = talk.bytes_down;
    outcome.station_key = station.take_key();
    return outcome;
}

} // namespace satpad::keyclient::satellite
