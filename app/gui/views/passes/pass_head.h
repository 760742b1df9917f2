// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"
#include "views/passes/pass_plan.h"

class QActionGroup;
class QButtonGroup;
class QComboBox;
class QHBoxLayout;

namespace satpad::gui {

/// The head of the Passes page: where, what flies, under which sky; what somebody does to the light;
/// how fast; run and stop.
class PassHead final : public QWidget
{
    Q_OBJECT
public:
    PassHead(const Theme& theme, QWidget* parent);

    void setPresets(const sat::Presets& presets, const PassPlaceNames& chosen);
    [[nodiscard]] PassPlaceNames names() const;
    /// Peers that may be a satellite; the choice shows only when there are several.
    void setSatellites(const QStringList& names, const QString& chosen);
    [[nodiscard]] QString satellite() const;
    [[nodiscard]] sat::Attack attack() const;
    /// Shows them as chosen, without telling of it.
    void showChosen(double speed, const sat::Attack& attack);
    /// Virtual seconds a second; 0: as fast as it goes.
    [[nodiscard]] double speed() const;
    /// One step faster or slower.
    void stepSpeed(int steps);

    /// In a window too small for words on every button.
    void setNarrow(bool narrow);
    enum class Running
    {
        no,
        flying,
        stopping
    };
    /// `obstacle`: why a pass cannot be run now; empty: it can.
    void setRunning(Running running, const QString& obstacle);
    /// In the place of the attacks.
    void setPictureOffered(bool offered);

Q_SIGNALS:
    void placeChosen();
    void satelliteChosen();
    void speedChosen(double speed);
    void runPressed();
    void pictureAsked();

private:
    QComboBox* makeCombo(const char* name, const QString& spoken);
    void addAttacks();
    void addSpeeds(QHBoxLayout& row);
    void refreshIcons();
    void layOut();

    const Theme& m_theme;
    QComboBox* m_station;
    QComboBox* m_orbit;
    QComboBox* m_sky;
    QComboBox* m_satellite;
    QPushButton* m_attacks;
    QPushButton* m_picture;
    QPushButton* m_run;
    QButtonGroup* m_speeds;
    QActionGroup* m_attackChoice;
    Running m_running = Running::no;
    bool m_isNarrow = false;
    bool m_hadFocus = false; ///< the run button, before it could not be pressed
    bool m_isPictureOffered = false;
};

} // namespace satpad::gui
