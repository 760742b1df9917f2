// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "views/passes/pass_plan.h"

#include <QObject>

namespace satpad::gui {

/// Which passes are coming over the chosen station, and the plan of the one that was picked. The
/// work is done beside the GUI thread; an answer that nobody waits for any more is dropped.
class PassForecast final : public QObject
{
    Q_OBJECT
public:
    PassForecast(Desk& desk, const core::Clock& clock, core::FileStore& files, QObject* parent);

    /// Null until presetsRead().
    [[nodiscard]] const std::shared_ptr<const sat::Presets>& presets() const { return m_presets; }
    [[nodiscard]] const PassPlaceNames& names() const noexcept { return m_names; }
    [[nodiscard]] const Forecast* forecast() const { return m_forecast ? &*m_forecast : nullptr; }
    /// Null until planChanged(), and while another one is made.
    [[nodiscard]] const std::shared_ptr<const FlightPlan>& plan() const { return m_plan; }
    [[nodiscard]] sat::Instant now() const;

    /// Predicts anew; what was picked is forgotten.
    void choose(const PassPlaceNames& names);
    void pick(const ComingPass& pass);
    /// Predicts again once most of what was predicted is over.
    void renew();

Q_SIGNALS:
    void presetsRead();
    void forecastChanged();
    void planChanged();
    /// One sentence: what happened and what to do.
    void trouble(const QString& sentence);

private:
    void predict();

    Desk& m_desk;
    const core::Clock& m_clock;
    std::shared_ptr<const sat::Presets> m_presets;
    PassPlaceNames m_names;
    std::optional<Forecast> m_forecast;
    std::shared_ptr<const FlightPlan> m_plan;
    int m_predictions = 0; ///< numbers of the last jobs
    int m_plans = 0;
    bool m_predicts = false;
};

} // namespace satpad::gui
