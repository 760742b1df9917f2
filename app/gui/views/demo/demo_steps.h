// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo_run.h"
#include "look/theme.h"

#include <QWidget>

namespace satpad::gui {

/// The five steps as chips: done with a check, the present one bright.
class DemoSteps final : public QWidget
{
    Q_OBJECT
public:
    DemoSteps(const DemoRun& run, const Theme& theme, QWidget* parent);
    void refresh();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int widthOf(int step) const;

    const DemoRun& m_run;
    const Theme& m_theme;
};

} // namespace satpad::gui
