// SPDX-License-Identifier: GPL-3.0-or-later
#include "begun_contact.h"
#include "flyover.h"

#include <satpad/service/pass_run.h>
#include <satpad/service/site_host.h>
#include <satpad/service/stop_when.h>
#include <satpad/service/words.h>

#include <cmath>
#include <numbers>
#include <thread>

namespace satpad::service {

using core::Errc;
using core::Expected;
using core::fail;
using core::Unexpected;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr double k_days_ahead = 14;
constexpr std::int64_t k_clocks_apart_s = 5;
constexpr std::uintmax_t k_least_space = 64U << 20U;
constexpr double k_degrees = 180 / std::numbers::pi;

/// Looks for the next usable pass unless one is given. What speaks against it is for the list.
Expected<PlannedPass> choose_pass(const sat::Presets& presets, const RunPassRequest& request)
{
    SimulateRequest wanted = request.pass;
    wanted.old_elements = OldElements::taken;
    if (!request.analytic && !wanted.at) {
        PredictRequest predict_request;
        predict_request.station = wanted.station;
        predict_request.satellites = {wanted.satellite};
        predict_request.from = request.from;
        predict_request.days = k_days_ahead;
        predict_request.sky = wanted.sky;
        predict_request.terminal = wanted.terminal;
        predict_request.rules = wanted.rules;
        predict_request.old_elements = wanted.old_elements;
        auto passes = predict(presets, predict_request);
        if (!passes) {
            return fail(std::move(passes));
        }
        for (const PredictedPass& pass : passes->passes) {
            if (pass.pass.usable()) {
                wanted.at = pass.pass.culmination;
                break;
            }
        }
        if (!wanted.at) {
            return Unexpected(Errc::invalid_argument,
                "no usable pass of " + wanted.satellite + " over " + wanted.station + " within " +
                    std::to_string(static_cast<int>(k_days_ahead)) + " days from " +
                    iso8601(request.from) + "; satpad pass predict shows why");
        }
    }
    return plan_pass(presets, wanted);
}

GoCheck check_launch_key(const KeyLeft& key)
{
    const bool there = key.send_pages != 0 && key.receive_pages != 0;
    return {"launch key",
        there,
        std::to_string(key.send_pages) + " pages to send with, " +
            std::to_string(key.receive_pages) + " to receive"};
}

GoCheck check_disk(const fs::path& home)
{
    std::error_code error;
    const auto space = fs::space(home, error);
    const std::uintmax_t left = error ? 0 : space.available;
    return {"disk", left >= k_least_space, bytes_in_words(left) + " free"};
}

/// No second of it is usable: the Sun, its light on the satellite, or the horizon.
GoCheck check_sky(const PlannedPass& planned)
{
    if (!planned.obstacles.empty()) {
        return {"sky", false, planned.obstacles};
    }
    if (!planned.pass) {
        return {"sky", true, "made up: dark, at any time"};
    }
    return {"sky",
        true,
        "Sun " + std::to_string(std::lround(planned.pass->highest_sun * k_degrees)) +
            "° at the station, satellite in shadow for " +
            std::to_string(planned.simulated.track.size()) + " s"};
}

GoCheck check_elements(const PlannedPass& planned, OldElements old)
{
    const bool trusted = planned.elements_age_days <= k_refused_days || old == OldElements::taken;
    return {"elements", trusted, planned.notes.empty() ? "fresh enough" : planned.notes.front()};
}

GoCheck check_clocks(const core::Clock& clock, const sat::SatelliteCard& card)
{
    const std::int64_t apart = clock.now().seconds - card.clock.seconds;
    return {"clocks",
        std::abs(apart) <= k_clocks_apart_s,
        std::to_string(std::abs(apart)) + " s apart"};
}

/// Virtual time at a pace a person can follow, which may change on the way.
class Pace
{
public:
    explicit Pace(const RunPassRequest& request)
        : m_request(request)
        , m_last(SteadyClock::now())
    {}
    /// Until one more virtual second is over. What was too slow is caught up with.
    void wait_a_second(const std::atomic<bool>& stop)
    {
        m_owed += 1;
        for (double speed = now(); !stop.load() && m_owed > 0; speed = now()) {
            if (speed <= 0) {
                m_owed = 0;
                return;
            }
            std::this_thread::sleep_for(std::min(std::chrono::duration<double>(m_owed / speed),
                std::chrono::duration<double>(0.05)));
        }
    }

private:
    /// What has passed since the last look counts at the speed that is asked for now.
    double now()
    {
        const double speed = m_request.speed_now ? m_request.speed_now() : m_request.speed;
        const auto time = SteadyClock::now();
        m_owed = speed == m_speed ? m_owed : std::max(m_owed, 0.0);
        m_owed -= speed * std::chrono::duration<double>(time - m_last).count();
        m_speed = speed;
        m_last = time;
        return speed;
    }

    const RunPassRequest& m_request;
    SteadyClock::time_point m_last;
    double m_owed = 0; ///< virtual seconds; below 0 when it runs late
    double m_speed = 0;
};

/// Everything of one run, in the order things happen.
class PassRunner
{
public:
    PassRunner(Site& site,
        const core::Clock& clock,
        const sat::Presets& presets,
        const RunPassRequest& request,
        const std::atomic<bool>& stop,
        PassScreen& screen)
        : m_site(site)
        , m_clock(clock)
        , m_presets(presets)
        , m_request(request)
        , m_stop(stop)
        , m_screen(screen)
        , m_host(site, m_silent)
        , m_peers(site.config())
    {}

    Expected<RunPassReport> run()
    {
        if (auto takes = sat::check_takes_simulated(m_site.home()); !takes) {
            return fail(std::move(takes));
        }
        auto planned = choose_pass(m_presets, m_request);
        if (!planned) {
            return fail(std::move(planned));
        }
        m_report.planned = std::move(*planned);
        m_screen.chosen(m_report.planned);
        if (auto ready = check_here(); !ready) {
            return fail(std::move(ready));
        }
        auto node = make_node(m_site, m_host, m_peers, m_silent);
        if (!node) {
            return fail(std::move(node));
        }
        auto flown = fly(**node);
        (*node)->stop(std::chrono::milliseconds(0));
        if (!flown) {
            return fail(std::move(flown));
        }
        return std::move(m_report);
    }

private:
    Expected<void> check_here()
    {
        auto key = key_left(m_site, m_request.satellite.id);
        if (!key) {
            return fail(std::move(key));
        }
        const GoCheck launch = check_launch_key(*key);
        m_report.checks = {launch,
            check_disk(m_site.home().paths().root),
            check_sky(m_report.planned),
            check_elements(m_report.planned, m_request.pass.old_elements)};
        if (!launch.go) {
            m_screen.checked(m_report.checks);
            return Unexpected(Errc::not_enough_key,
                "no launch key with " + m_request.satellite.name + " (" + launch.found +
                    "); import the courier file that satpad satellite init wrote for this station");
        }
        if (auto go = all_go(); !go) {
            m_screen.checked(m_report.checks);
            return go;
        }
        if (m_request.satellite.address.empty()) {
            return Unexpected(Errc::invalid_argument,
                "no address is known for " + m_request.satellite.name +
                    "; satpad peer add CARD --address HOST:PORT --replace");
        }
        return {};
    }

    /// A stop cuts the call; the pass itself it ends in order.
    Expected<BegunContact> call(transport::Node& node)
    {
        const StopWhen cut([this] { return m_stop.load(); });
        return begin_contact(m_site, node, m_request.satellite, cut.token());
    }

    Expected<void> fly(transport::Node& node)
    {
        auto contact = call(node);
        if (!contact) {
            return fail(std::move(contact));
        }
        sat::StationContact& station = contact->station;
        m_report.checks.push_back({"link",
            true,
            m_request.satellite.name + " answered in " +
                std::to_string(contact->answered_in.count()) + " ms, flies " +
                station.satellite().name});
        m_report.checks.push_back(check_clocks(m_clock, station.satellite()));
        m_screen.checked(m_report.checks);
        auto go = all_go();
        if (go) {
            go = check_source(station.satellite().name);
        }
        if (!go) {
            static_cast<void>(station.end().has_value());
            return go;
        }
        return distil(station, *contact->stream);
    }

    /// The satellite refuses a pass with another light source than its own; here it can be said why.
    [[nodiscard]] Expected<void> check_source(const std::string& flies) const
    {
        const auto flown = m_presets.satellite(flies);
        const auto planned = m_presets.satellite(m_request.pass.satellite);
        if (flown && planned && flown->source != planned->source) {
            return Unexpected(Errc::invalid_argument,
                m_request.satellite.name + " flies " + flies +
                    ", which has another light source than " + planned->name +
                    "; choose that orbit");
        }
        return {};
    }

    /// Nothing flies where no second is usable, not even --anyway.
    [[nodiscard]] Expected<void> all_go() const
    {
        const bool seconds = !m_report.planned.simulated.track.empty();
        for (const GoCheck& check : m_report.checks) {
            if (!check.go && !(m_request.anyway && seconds)) {
                return Unexpected(Errc::wrong_state,
                    "no go: " + check.what + ", " + check.found +
                        (seconds ? "; --anyway flies all the same" : ""));
            }
        }
        return {};
    }

    Expected<void> distil(sat::StationContact& station, sat::MessageStream& stream)
    {
        sat::PassPlan plan;
        plan.pass = m_report.planned.simulated;
        m_report.seed = m_request.seed ? *m_request.seed : drawn_seed();
        plan.pass.seed = m_report.seed;
        const SimulateRequest& asked = m_report.planned.request;
        plan.label = asked.station + " " + asked.satellite + " " +
                     (m_report.planned.pass ? iso8601(m_report.planned.pass->culmination)
                                            : core::iso8601(m_clock.now()));
        Pace pace(m_request);
        const std::size_t seconds = plan.pass.track.size();
        auto result = station.fly(plan, [&](const sat::PassSecond& now) {
            m_screen.second(now, seconds);
            pace.wait_a_second(m_stop);
            if (now.second + 1 == seconds || m_stop.load()) {
                m_screen.phase("reconciling");
            }
            return !m_stop.load();
        });
        if (!result) {
            return fail(std::move(result));
        }
        m_report.result = std::move(*result);
        m_report.reason = m_report.result.outcome.station.why;
        m_report.news =
            do_what_waits(m_site, m_clock, m_request.satellite, stream, [this](std::uint64_t) {
                return m_stop.load()
                           ? Expected<void>(Unexpected(Errc::cancelled, "stopped by the operator"))
                           : Expected<void>();
            });
        static_cast<void>(station.end().has_value()); // the pads are there either way
        return {};
    }

    std::uint64_t drawn_seed()
    {
        std::array<std::byte, 8> drawn{};
        m_site.home().random().fill(drawn);
        std::uint64_t seed = 0;
        for (const std::byte byte : drawn) {
            seed = seed << 8U | std::to_integer<std::uint64_t>(byte);
        }
        return seed;
    }

    Site& m_site;
    const core::Clock& m_clock;
    const sat::Presets& m_presets;
    const RunPassRequest& m_request;
    const std::atomic<bool>& m_stop;
    PassScreen& m_screen;
    DeliveryWatcher m_silent;
    SiteHost m_host;
    SitePeers m_peers;
    RunPassReport m_report;
};

} // namespace

Expected<RunPassReport> run_pass_at(Site& site,
    const core::Clock& clock,
    const sat::Presets& presets,
    const RunPassRequest& request,
    const std::atomic<bool>& stop,
    PassScreen& screen)
{
    return PassRunner(site, clock, presets, request, stop, screen).run();
}

} // namespace satpad::service
