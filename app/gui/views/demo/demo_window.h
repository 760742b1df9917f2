// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo_run.h"
#include "views/parts.h"

class QPushButton;

namespace satpad::gui {

class DemoSitePanel;
class DemoSkyView;
class DemoSteps;
class DemoWirePanel;
class Notice;

/// The demo in a window of its own: both sites, the satellite over them, the link between. SIMULATED:
/// satellite and link; all else is what two sites do. Closing it stops what works and removes both
/// homes.
class DemoWindow final : public QWidget
{
    Q_OBJECT
public:
    /// All outlive it. `speed` and `image` as of DemoRun.
    DemoWindow(const service::World& world,
        const Theme& theme,
        Asker& asker,
        double speed,
        const QString& image = {});
    ~DemoWindow() override;
    [[nodiscard]] const DemoRun& run() const { return m_run; }
    static constexpr double k_speed = 45; ///< a pass in eight seconds

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QLayout* makeHead();
    [[nodiscard]] QLayout* makeFoot();
    [[nodiscard]] QWidget* makeStatus();
    void refresh();
    void goOn();
    void choosePhoto();
    void refreshIcons();

    const Theme& m_theme;
    Asker& m_asker;
    DemoRun m_run;
    DemoSteps* m_steps;
    Notice* m_notice;
    DemoSkyView* m_sky;
    DemoSitePanel* m_sender;
    DemoWirePanel* m_wire;
    DemoSitePanel* m_receiver;
    QLabel* m_sentence;
    QPushButton* m_photo;
    QPushButton* m_back;
    QPushButton* m_next;
    QLabel* m_time;
};

} // namespace satpad::gui
