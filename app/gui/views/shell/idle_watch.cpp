// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/idle_watch.h"

#include <QCoreApplication>
#include <QEvent>

namespace satpad::gui {

IdleWatch::IdleWatch(std::function<int()> minutes, QObject* parent)
    : QObject(parent)
    , m_minutes(std::move(minutes))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &IdleWatch::idle);
    QCoreApplication::instance()->installEventFilter(this);
    startAnew();
}

void IdleWatch::startAnew()
{
    constexpr int k_minute = 60'000; // ms
    const int minutes = m_minutes();
    if (minutes > 0) {
        m_timer.start(minutes * k_minute);
    } else {
        m_timer.stop();
    }
}

bool IdleWatch::eventFilter(QObject* /*watched*/, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TabletPress:
        startAnew();
        break;
    default:
        break;
    }
    return false;
}

} // namespace satpad::gui
