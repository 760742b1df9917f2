// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/status_line.h"

#include "look/figures.h"
#include "look/type.h"
#include "models/desk.h"
#include "models/link_watch.h"

#include <QDateTime>
#include <QMenu>
#include <QToolButton>

namespace satpad::gui {
namespace {

QToolButton* makeFlat(const char* name, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setStyleSheet(
        inPx("QToolButton { border: 0; background: transparent; min-height: 24px; "
             "padding: 0 8px; } QToolButton::menu-indicator { image: none; }"));
    return button;
}

} // namespace

StatusLine::StatusLine(Desk& desk, const Theme& theme, QWidget* parent)
    : QStatusBar(parent)
    , m_desk(desk)
    , m_theme(theme)
    , m_peer(makeFlat("peerMenu", this))
    , m_bar(new KeyBar(theme, this))
    , m_key(makeLabel({}, "second", this))
    , m_watch(LinkWatch::of(desk))
    , m_link(makeFlat("linkState", this))
    , m_receiver(makeFlat("receiverSwitch", this))
    , m_badge(new SimBadge(theme, this))
    , m_clock(makeLabel({}, "second", this))
{
    setSizeGripEnabled(false);
    setFixedHeight(px(30));
    setContentsMargins(8, 0, 0, 0);
    m_bar->setFixedWidth(px(96));
    m_bar->setFixedHeight(8);
    m_bar->setObjectName("statusKeyBar");
    m_key->setObjectName("statusKey");
    m_clock->setObjectName("clock");
    m_link->setMinimumWidth(px(60)); // gives way before the others: it speaks as a tooltip, too
    m_peer->setPopupMode(QToolButton::InstantPopup);
    m_peer->setMenu(new QMenu(m_peer));
    for (QWidget* part : {static_cast<QWidget*>(m_peer),
             static_cast<QWidget*>(m_bar),
             static_cast<QWidget*>(m_key),
             static_cast<QWidget*>(m_link),
             static_cast<QWidget*>(m_receiver)}) {
        addWidget(part);
    }
    addPermanentWidget(m_badge);
    m_clock->setContentsMargins(0, 0, k_margin, 0);
    addPermanentWidget(m_clock);
    connect(&desk, &Desk::stateChanged, this, &StatusLine::update);
    connect(&desk, &Desk::peerChanged, this, &StatusLine::update);
    connect(&desk.receiver(), &Receiver::stateChanged, this, &StatusLine::updateReceiver);
    connect(&m_watch, &LinkWatch::changed, this, &StatusLine::updateLink);
    connect(m_link, &QToolButton::clicked, this, &StatusLine::takeLinkClick);
    connect(&theme, &Theme::changed, this, &StatusLine::dressButtons);
    connect(m_receiver, &QToolButton::clicked, this, [this] {
        const auto state = m_desk.receiver().state();
        Q_EMIT receiverSwitched(state == Receiver::State::off || state == Receiver::State::failed);
    });
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &StatusLine::updateClock);
    connect(&m_tick, &QTimer::timeout, this, &StatusLine::updateLinkText);
    m_tick.start();
    dressButtons();
    update();
    updateClock();
}

void StatusLine::dressButtons()
{
    m_peer->setIcon(m_theme.icon("user"));
    updateReceiver();
    updateLink();
}

void StatusLine::showPeers()
{
    m_peer->showMenu();
}

void StatusLine::update()
{
    m_peer->menu()->clear();
    for (const PeerState& peer : m_desk.state().peers) {
        QAction* action = m_peer->menu()->addAction(peer.name);
        connect(action, &QAction::triggered, this, [this, name = peer.name] {
            m_desk.choosePeer(name);
        });
    }
    m_badge->setVisible(m_desk.state().simulatedHome);
    const PeerState* peer = m_desk.peer();
    m_peer->setText(peer == nullptr ? tr("No peer") : peer->name);
    m_peer->setAccessibleName(tr("Peer: %1").arg(m_peer->text()));
    m_peer->setEnabled(peer != nullptr);
    m_bar->setVisible(peer != nullptr);
    if (peer == nullptr) {
        m_key->clear();
        return;
    }
    m_key->setText(
        tr("%1 free to send · %2 pages").arg(keyText(peer->sendable), grouped(peer->sendable)));
    m_bar->show(peer->send,
        0,
        tr("Key for %1: %2 pages free of %3, %4 reserved, %5 spent, %6 burnt.")
            .arg(peer->name,
                grouped(peer->send.free),
                grouped(peer->send.pages),
                grouped(peer->send.reserved),
                grouped(peer->send.spent),
                grouped(peer->send.burnt)));
}

void StatusLine::updateReceiver()
{
    QString words;
    QColor colour = m_theme.colours().text2;
    switch (m_desk.receiver().state()) {
    case Receiver::State::on:
        words = tr("Receiver on");
        colour = m_theme.colours().key;
        break;
    case Receiver::State::elsewhere:
        words = tr("Receiver on (system service)");
        colour = m_theme.colours().key;
        break;
    case Receiver::State::starting:
        words = tr("Receiver starting");
        break;
    case Receiver::State::stopping:
        words = tr("Receiver stopping");
        break;
    case Receiver::State::failed:
        words = tr("Receiver off: see why");
        colour = m_theme.colours().alarm;
        break;
    case Receiver::State::off:
        words = tr("Receiver off");
        break;
    }
    m_receiver->setIcon(Theme::icon("receiver", colour));
    const Receiver::State state = m_desk.receiver().state();
    m_receiver->setEnabled(
        state != Receiver::State::stopping && state != Receiver::State::elsewhere);
    m_receiver->setText(words);
    m_receiver->setAccessibleName(words);
    m_receiver->setToolTip(m_desk.receiver().lastTrouble());
}

void StatusLine::updateClock()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_clock->setText(now.toString("HH:mm:ss") + " UTC");
    m_clock->setToolTip(now.toLocalTime().toString("yyyy-MM-dd HH:mm:ss t"));
}

} // namespace satpad::gui
