// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/simulated_pass.h>

#include <algorithm>
#include <deque>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::Expected;
using core::SecretBytes;

namespace {

constexpr std::size_t k_page_bytes = 32;

/// One direction of the laser link: messages follow each other, none overtakes.
class Lane
{
public:
    Lane(double bits_per_second, const LaserLink& link)
        : m_rate(bits_per_second)
        , m_link(link)
    {}
    void send(double now, Bytes message)
    {
        double start = std::max(now, m_free);
        for (const auto& outage : m_link.outages) {
            if (start >= outage.from_s && start < outage.to_s) {
                start = outage.to_s;
            }
        }
        m_free = start + static_cast<double>(message.size()) * 8 / m_rate;
        m_carried.push_back({m_free + m_link.delay_s, std::move(message)});
    }
    [[nodiscard]] bool empty() const { return m_carried.empty(); }
    [[nodiscard]] double next() const { return m_carried.front().arrives; }
    [[nodiscard]] Bytes take()
    {
        Bytes message = std::move(m_carried.front().message);
        m_carried.pop_front();
        return message;
    }

private:
    struct Carried
    {
        double arrives;
        Bytes message;
    };
    double m_rate;
    const LaserLink& m_link;
    double m_free = 0;
    std::deque<Carried> m_carried;
};

Expected<std::pair<SecretBytes, SecretBytes>> page_twice(core::RandomSource& random)
{
    auto page = SecretBytes::allocate(k_page_bytes);
    if (!page) {
        return fail(std::move(page));
    }
    random.fill(page->span());
    auto copy = SecretBytes::copy_of(page->view());
    if (!copy) {
        return fail(std::move(copy));
    }
    return std::pair(std::move(*page), std::move(*copy));
}

/// What was sent in the pulses of one second that somebody may have seen.
Sent sent_in(const std::vector<Detection>& second, std::uint64_t pulse)
{
    const auto found = std::lower_bound(
        second.begin(), second.end(), pulse, [](const Detection& one, std::uint64_t wanted) {
            return one.pulse < wanted;
        });
    if (found == second.end() || found->pulse != pulse) {
        return {};
    }
    return {found->intensity, found->sent_basis, found->sent_bit};
}

/// The two parties, and the seconds whose clicks the satellite has not heard of yet.
class Talk
{
public:
    Talk(const SimulatedPass& pass,
        core::RandomSource& random,
        std::pair<SecretBytes, SecretBytes> stations,
        std::pair<SecretBytes, SecretBytes> satellites)
        : m_pulses(static_cast<std::uint64_t>(pass.parameters.source.pulse_rate_hz))
        , m_lost(static_cast<double>(pass.track.size()) + pass.link.lost_after_s)
        , m_up(pass.link.up_bps, pass.link)
        , m_down(pass.link.down_bps, pass.link)
        , station(pass.parameters, random, std::move(stations.first), std::move(satellites.second))
        , satellite(
              pass.parameters,
              random,
              [this](std::uint64_t pulse) { return sent(pulse); },
              m_pulses,
              std::move(satellites.first),
              std::move(stations.second))
    {}
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;

    void clicks(std::uint64_t second, std::vector<Detection> detections)
    {
        std::vector<Measured> measured;
        measured.reserve(detections.size());
        for (const Detection& one : detections) {
            measured.push_back({one.pulse, one.measured_basis, one.measured_bit});
        }
        m_seconds.push_back(std::move(detections));
        station.measured(second, second * m_pulses, measured);
        send(static_cast<double>(second + 1));
    }
    /// Carries everything that arrives before `end`. The time of the last message.
    double until(double end)
    {
        double now = 0;
        while (!m_up.empty() || !m_down.empty()) {
            const bool up = m_down.empty() || (!m_up.empty() && m_up.next() <= m_down.next());
            Lane& lane = up ? m_up : m_down;
            if (lane.next() >= end) {
                break;
            }
            now = lane.next();
            if (now > m_lost) {
                station.give_up("the laser link was lost before the key was ready");
                satellite.give_up("the laser link was lost before the key was ready");
                break;
            }
            const Bytes message = lane.take();
            up ? satellite.take(message) : station.take(message);
            send(now);
        }
        return now;
    }
    void send(double now)
    {
        for (Bytes& message : station.outgoing()) {
            bytes_up += message.size();
            m_up.send(now, std::move(message));
        }
        for (Bytes& message : satellite.outgoing()) {
            bytes_down += message.size();
            m_down.send(now, std::move(message));
        }
    }

private:
    Sent sent(std::uint64_t pulse)
    {
        // Clicks are told second by second: what lies before this pulse's second is done with.
        while (m_first_second < pulse / m_pulses && m_seconds.size() > 1) {
            m_seconds.pop_front();
            ++m_first_second;
        }
        return sent_in(m_seconds.front(), pulse);
    }

    std::uint64_t m_pulses;
    double m_lost;
    Lane m_up;
    Lane m_down;
    std::deque<std::vector<Detection>> m_seconds;
    std::uint64_t m_first_second = 0;

public:
    StationParty station;
    SatelliteParty satellite;
    std::uint64_t bytes_up = 0;
    std::uint64_t bytes_down = 0;
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

Expected<PassOutcome> run_pass(
    const SimulatedPass& pass, core::RandomSource& random, const EachSecond& each)
{
    auto stations = page_twice(random);
    auto satellites = page_twice(random);
    if (!stations || !satellites) {
        return fail(std::move(!stations ? stations : satellites));
    }
    Talk talk(pass, random, std::move(*stations), std::move(*satellites));
    PhotonSampler sampler(pass.parameters.source, pass.sky, pass.attack, pass.seed, random);
    PassOutcome outcome;
    std::uint64_t second = 0;
    bool goes_on = true;
    for (; goes_on && second < pass.track.size(); ++second) {
        std::vector<Detection> detections = sampler.second(pass.track[second]);
        const std::uint64_t clicks = detections.size();
        outcome.clicks += clicks;
        (void)talk.until(static_cast<double>(second + 1)); // first: a lane keeps its order
        talk.clicks(second, std::move(detections));
        goes_on = !each || each(second_of(pass, second, clicks, talk.station));
    }
    const auto end = static_cast<double>(second);
    talk.station.pass_over();
    talk.send(end);
    outcome.key_after_s = std::max(0.0, talk.until(1e9) - end);
    outcome.usable_s = end;
    outcome.sifted = talk.station.sifted();
    outcome.station = talk.station.report();
    outcome.satellite = talk.satellite.report();
    outcome.station.bytes_up = outcome.satellite.bytes_up = talk.bytes_up;
    outcome.station.bytes_down = outcome.satellite.bytes_down = talk.bytes_down;
    outcome.station_key = talk.station.take_key();
    outcome.satellite_key = talk.satellite.take_key();
    return outcome;
}

} // namespace satpad::keyclient::satellite
