// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QVariantAnimation>
#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace satpad::gui {

class SimBadge;

/// One sentence in a coloured frame, on a page or over all of them: a result, a warning or an error.
/// Stays until it is replaced, cleared or closed by hand; takes no room while it says nothing.
class Notice final : public QWidget
{
    Q_OBJECT
public:
    enum class Tone
    {
        plain, ///< work goes on
        good,
        warning,
        alarm
    };

    Notice(const Theme& theme, const char* name, QWidget* parent);

    /// Empty: as clear(). Screen readers are told of a new sentence.
    void say(Tone tone, const QString& sentence, const QString& details = {});
    /// Adds a button to what is said now; actionChosen() tells of it. Empty: none.
    void offer(const QString& action);
    /// Other words for what goes on, without telling screen readers again; the button stays.
    void amend(const QString& sentence);
    void clear();
    /// What is said is of simulated key: SIMULATED stands beside it. say() takes that back.
    void setSimulated(bool simulated);
    /// Not: who says it takes it back, so no button closes it.
    void setClosable(bool closable);
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] Tone tone() const noexcept { return m_tone; }

Q_SIGNALS:
    void actionChosen();
    /// By hand.
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refreshIcons();
    void open();

    const Theme& m_theme;
    Tone m_tone = Tone::plain;
    QLabel* m_icon;
    QLabel* m_text;
    SimBadge* m_badge;
    QPushButton* m_action;
    QToolButton* m_close;
    QVariantAnimation m_opening; ///< its height, from 0
};

} // namespace satpad::gui
