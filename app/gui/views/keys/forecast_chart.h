// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forecast.h"
#include "look/theme.h"

#include <QWidget>

namespace satpad::gui {

/// The line of a forecast with its band, the gains and the low-key line. Speaks what its owner
/// sets as accessible name. GUI thread.
class ForecastChart final : public QWidget
{
    Q_OBJECT
public:
    ForecastChart(const Theme& theme, QWidget* parent);

    /// `gains`: those that the line has, for their words.
    void show(std::vector<ForecastPoint> points, std::vector<ForecastGain> gains, bool simulated);
    [[nodiscard]] const std::vector<ForecastPoint>& points() const noexcept { return m_points; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Scale;
    [[nodiscard]] Scale scale() const;
    void paintAxes(QPainter& painter, const Scale& scale) const;
    void paintLine(QPainter& painter, const Scale& scale) const;
    void paintGains(QPainter& painter, const Scale& scale) const;
    void paintLow(QPainter& painter, const Scale& scale) const;

    const Theme& m_theme;
    std::vector<ForecastPoint> m_points;
    std::vector<ForecastGain> m_gains;
    bool m_simulated = false;
};

/// "197 kbit", "1.05 Mbit".
[[nodiscard]] QString bitsText(quint64 bits);

} // namespace satpad::gui
