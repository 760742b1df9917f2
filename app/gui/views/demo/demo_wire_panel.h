// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo_bytes.h"
#include "demo_run.h"

#include <QFrame>
#include <QLabel>

class QGridLayout;
class QPushButton;
class QSlider;

namespace satpad::gui {

/// The simulated link: what goes by, how it is, and what may be done to it.
class DemoWirePanel final : public QFrame
{
    Q_OBJECT
public:
    DemoWirePanel(DemoRun& run, const Theme& theme, QWidget* parent);
    void refresh();

private:
    QSlider* addSlider(QGridLayout* grid, const QString& name, const char* object, int most);
    void takeSliders();
    void showFigures();
    [[nodiscard]] QString hint() const;
    void refreshIcons();

    DemoRun& m_run;
    const Theme& m_theme;
    QLabel* m_amount;
    DemoBytes* m_bytes;
    QSlider* m_delay;
    QSlider* m_bandwidth;
    QSlider* m_loss;
    QLabel* m_delayText = nullptr;
    QLabel* m_bandwidthText = nullptr;
    QLabel* m_lossText = nullptr;
    QPushButton* m_cut;
    QPushButton* m_bit;
    QLabel* m_hint;
};

} // namespace satpad::gui
