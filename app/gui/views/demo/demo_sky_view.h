// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo_run.h"
#include "look/theme.h"

#include <QWidget>

class QPainter;

namespace satpad::gui {

/// The two sites on the curve of the Earth, the satellite, and what joins them: green once there is
/// key, dashed blue the ordinary network. Not to scale.
class DemoSkyView final : public QWidget
{
    Q_OBJECT
public:
    DemoSkyView(const DemoRun& run, const Theme& theme, QWidget* parent);
    void refresh();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Places;
    [[nodiscard]] Places places() const;
    [[nodiscard]] QString sentence() const;
    void paintGround(QPainter& painter, const Places& at) const;
    void paintLight(QPainter& painter, const Places& at, service::DemoEnd end) const;
    void paintMiddle(QPainter& painter, const Places& at) const;

    const DemoRun& m_run;
    const Theme& m_theme;
};

} // namespace satpad::gui
