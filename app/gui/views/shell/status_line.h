// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <QStatusBar>
#include <QTimer>

class QToolButton;

namespace satpad::gui {

class LinkWatch;

/// The window's bottom line: the chosen peer, the key left for it, whether it answers, the receiver,
/// the time in UTC.
class StatusLine final : public QStatusBar
{
    Q_OBJECT
public:
    StatusLine(Desk& desk, const Theme& theme, QWidget* parent);
    /// Opens the list of peers.
    void showPeers();

Q_SIGNALS:
    /// The operator switched the receiver on or off.
    void receiverSwitched(bool on);
    /// The chosen peer has no address yet.
    void addressAsked();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void update();
    void updateLink();
    void updateLinkText();
    [[nodiscard]] QString linkWords() const;
    [[nodiscard]] QString linkSentence() const;
    void takeLinkClick();
    void updateReceiver();
    void updateClock();
    void dressButtons();

    Desk& m_desk;
    const Theme& m_theme;
    QToolButton* m_peer;
    KeyBar* m_bar;
    QLabel* m_key;
    LinkWatch& m_watch;
    QToolButton* m_link;
    QToolButton* m_receiver;
    SimBadge* m_badge; ///< the rail has no room for it when it is narrow
    QLabel* m_clock;
    QTimer m_tick;
};

} // namespace satpad::gui
