// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/notice.h"
#include "views/parts.h"
#include "views/passes/pass_flight.h"
#include "views/passes/pass_forecast.h"

class QGridLayout;

namespace satpad::gui {

class CounterStrip;
class PassCharts;
class PassHead;
class PassTabs;
class SkyPlot;
class WorldMap;

/// Which passes are coming, and one of them flown: SIMULATED light, real key distilled from it into
/// pads at both ends. The satellite is a peer of this site.
class PassesPage final : public QWidget
{
    Q_OBJECT
public:
    explicit PassesPage(const PageNeeds& needs, QWidget* parent = nullptr);

    [[nodiscard]] bool isFlying() const { return m_flight.isFlying(); }
    [[nodiscard]] PassFlight& flight() noexcept { return m_flight; }
    [[nodiscard]] PassForecast& forecast() noexcept { return *m_forecast; }
    [[nodiscard]] PassTabs& tabs() noexcept { return *m_tabs; }
    /// Picks the made-up pass, now or as soon as it is predicted.
    void pickOverhead();

    /// Of the narrow arrangement, which comes with the size and not before.
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A million secure bits came down in one pass.
    void celebrated();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void connectAll();
    void addShortcuts();
    void takePresets();
    void takeState();
    void takeForecast();
    void takePlan();
    void takePlace();
    void run(bool anyway);
    void runOrStop();
    void takeFlight();
    void takeEnd();
    void savePicture();
    void display();
    void displayMap();
    void updateControls();
    void tick();
    void say(Notice::Tone tone, const QString& sentence);
    void showObstacle();
    void log();
    /// Why no pass can be run now; empty: one can.
    [[nodiscard]] QString obstacle() const;
    [[nodiscard]] const PeerState* satellite() const;
    [[nodiscard]] MapNames mapNames() const;

    PageNeeds m_needs;
    PassForecast* m_forecast;
    PassFlight& m_flight; ///< the desk's
    PassHead* m_head;
    Notice* m_notice;
    CounterStrip* m_strip;
    WorldMap* m_map;
    SkyPlot* m_sky;
    PassCharts* m_charts;
    PassTabs* m_tabs;
    QTimer m_second;
    bool m_keepsFlight = false; ///< of the page before; until another pass is picked
    bool m_isSaid = false;      ///< the notice tells what happened, not what hinders
    std::optional<ComingPass> m_picked;
};

} // namespace satpad::gui
