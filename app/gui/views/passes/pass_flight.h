// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "views/passes/flight_scenes.h"

#include <satpad/service/pass_run.h>

#include <QTimer>

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

/// One pass at a time, run on a thread of the desk's jobs; what it tells is taken four times a
/// second. SIMULATED. Who destroys it stops the pass: what has come down by then is distilled and
/// kept, and the desk waits for that. GUI thread.
class PassFlight final : public QObject
{
    Q_OBJECT
public:
    PassFlight(Desk& desk, const core::Clock& clock, QObject* parent);
    ~PassFlight() override;

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

Q_SIGNALS:
    /// state() is another one.
    void changed();
    void checked(const std::vector<service::GoCheck>& list);
    void logged(const QString& line);
    /// A million secure bits; once a pass.
    void celebrated();
    /// It is over. `sentence` says how; `mayGoAnyway`: a check said no-go that can be overruled.
    void ended(const QString& sentence, bool mayGoAnyway);

private:
    struct Feed;
    class Screen;
    void take();
    void takeSeconds(const std::vector<sat::PassSecond>& seconds);
    void settle(core::Expected<service::RunPassReport> report);
    void settleKey(const service::RunPassReport& report);
    QString failure(const core::Error& error, bool& mayGoAnyway) const;
    void celebrate();

    Desk& m_desk;
    const core::Clock& m_clock;
    FlightState m_state;
    std::shared_ptr<Feed> m_feed; ///< null: nothing is flown
    std::vector<service::GoCheck> m_checks;
    std::vector<core::PadSummary> m_pads;
    double m_speed = 10;
    bool m_isCelebrated = false;
    bool m_wentAnyway = false;
    QTimer m_poll;
};

} // namespace satpad::gui
