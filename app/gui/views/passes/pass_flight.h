// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "views/passes/flight_scenes.h"

#include <satpad/service/pass_run.h>

#include <QTimer>

#include <deque>
#include <functional>

namespace satpad::gui {

/// What is to be flown, and by whom.
struct FlightOrder
{
    core::Peer satellite;
    std::shared_ptr<const sat::Presets> presets;
    std::shared_ptr<const FlightPlan> plan;
    sat::Attack attack;
    bool anyway = false; ///< although a check says no-go
};

/// Words that are made when they are shown, in the language of then.
using FlightWords = std::function<QString()>;

/// What happened, for the log.
struct FlightNote
{
    core::UnixTime at;
    FlightWords words;
};

/// How a flight ended.
struct FlightEnd
{
    FlightWords words;
    bool mayGoAnyway = false; ///< a check said no-go that can be overruled
};

/// One pass at a time, run on a thread of the desk's jobs; what it tells is taken four times a
/// second. SIMULATED. Lives as long as its desk, so that a page that is built anew shows the same;
/// the desk's end stops the pass: what has come down by then is distilled and kept, and the desk
/// waits for that. GUI thread.
class PassFlight final : public QObject
{
    Q_OBJECT
public:
    /// The desk's own; made when it is asked for first. `clock` outlives it.
    [[nodiscard]] static PassFlight& of(Desk& desk, const core::Clock& clock);

    /// Nothing while one is flown.
    void start(const FlightOrder& order);
    /// Ends the light: what is there is distilled and kept.
    void stop();
    /// Virtual seconds a second; 0: as fast as it goes. Also in flight.
    void setSpeed(double speed);
    [[nodiscard]] double speed() const noexcept { return m_speed; }
    /// Shows this plan, and the last flight no more. Nothing while one is flown.
    void show(std::shared_ptr<const FlightPlan> plan);

    [[nodiscard]] bool isFlying() const noexcept { return m_feed != nullptr; }
    [[nodiscard]] bool isStopping() const;
    [[nodiscard]] const FlightState& state() const noexcept { return m_state; }
    /// Pads that the last flight made.
    [[nodiscard]] const std::vector<core::PadSummary>& pads() const { return m_pads; }
    /// What was ordered last; none before the first flight.
    [[nodiscard]] const std::optional<FlightOrder>& order() const noexcept { return m_order; }
    /// What the last flight was checked for.
    [[nodiscard]] const std::vector<service::GoCheck>& checks() const noexcept { return m_checks; }
    /// Of this desk, oldest first; the oldest go when there are too many.
    [[nodiscard]] const std::deque<FlightNote>& log() const noexcept { return m_log; }
    void note(FlightWords words);
    /// Of the last flight, until another begins or it was read.
    [[nodiscard]] const std::optional<FlightEnd>& end() const noexcept { return m_end; }
    void forgetEnd() { m_end.reset(); }

Q_SIGNALS:
    /// state() is another one.
    void changed();
    void checked(const std::vector<service::GoCheck>& list);
    /// The log has one more.
    void logged();
    /// A million secure bits; once a pass.
    void celebrated();
    /// It is over: end() says how.
    void ended();

private:
    PassFlight(Desk& desk, const core::Clock& clock);
    struct Feed;
    class Screen;
    void fly(const FlightOrder& order);
    void take();
    void takeChecks(std::vector<service::GoCheck> checks);
    void takeSeconds(const std::vector<sat::PassSecond>& seconds);
    void settle(core::Expected<service::RunPassReport> report);
    void settleKey(const service::RunPassReport& report);
    [[nodiscard]] FlightEnd failure(const core::Error& error) const;
    void celebrate();

    Desk& m_desk;
    const core::Clock& m_clock;
    std::optional<FlightOrder> m_order;
    FlightState m_state;
    std::shared_ptr<Feed> m_feed; ///< null: nothing is flown
    std::vector<service::GoCheck> m_checks;
    std::vector<core::PadSummary> m_pads;
    std::deque<FlightNote> m_log;
    std::optional<FlightEnd> m_end;
    double m_speed = 10;
    bool m_isCelebrated = false;
    QTimer m_poll;
};

} // namespace satpad::gui
