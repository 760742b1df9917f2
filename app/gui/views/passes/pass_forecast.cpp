// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/pass_forecast.h"

#include "models/sentences.h"

namespace satpad::gui {

using core::Expected;

namespace {

constexpr std::chrono::hours k_renewAfter{24};

} // namespace

PassForecast::PassForecast(
    Desk& desk, const core::Clock& clock, core::FileStore& files, QObject* parent)
    : QObject(parent)
    , m_desk(desk)
    , m_clock(clock)
{
    m_desk.jobs().run(
        this,
        [&files, home = desk.site().home().paths().root] {
            return service::load_presets(files, {home, {}, {}, "jinan-class-1"});
        },
        [this](Expected<sat::Presets> presets) {
            if (!presets) {
                Q_EMIT trouble(sentenceOf(presets.error()));
                return;
            }
            m_presets = std::make_shared<const sat::Presets>(std::move(*presets));
            Q_EMIT presetsRead();
        });
}

sat::Instant PassForecast::now() const
{
    return sat::Instant(std::chrono::seconds(m_clock.now().seconds));
}

void PassForecast::choose(const PassPlaceNames& names)
{
    m_names = names;
    m_forecast.reset();
    m_plan.reset();
    ++m_plans;
    Q_EMIT forecastChanged();
    Q_EMIT planChanged();
    predict();
}

void PassForecast::predict()
{
    if (!m_presets) {
        return;
    }
    m_predicts = true;
    m_desk.jobs().run(
        this,
        [presets = m_presets, names = m_names, from = now()] {
            return forecastFor(*presets, names, from);
        },
        [this, number = ++m_predictions](Expected<Forecast> made) {
            if (number != m_predictions) {
                return;
            }
            m_predicts = false;
            if (!made) {
                Q_EMIT trouble(sentenceOf(made.error()));
                return;
            }
            m_forecast = std::move(*made);
            Q_EMIT forecastChanged();
        });
}

void PassForecast::pick(const ComingPass& pass)
{
    m_plan.reset();
    Q_EMIT planChanged();
    m_desk.jobs().run(
        this,
        [presets = m_presets, names = m_names, pass, at = now()] {
            return planFlight(*presets, names, pass, at);
        },
        [this, number = ++m_plans](Expected<FlightPlan> made) {
            if (number != m_plans) {
                return;
            }
            if (!made) {
                Q_EMIT trouble(sentenceOf(made.error()));
                return;
            }
            m_plan = std::make_shared<const FlightPlan>(std::move(*made));
            Q_EMIT planChanged();
        });
}

void PassForecast::renew()
{
    if (m_forecast && !m_predicts && now() - m_forecast->from > k_renewAfter) {
        predict();
    }
}

} // namespace satpad::gui
