// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/idle_watch.h"

#include <QCoreApplication>
#include <QEvent>

#include <time.h>

namespace satpad::gui {
namespace {

constexpr int k_minute = 60; // s

/// Goes on while the machine sleeps, as the timer does not.
qint64 secondsSinceBoot()
{
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec;
}

} // namespace

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
    const int minutes = m_minutes();
    const qint64 now = secondsSinceBoot();
    const bool slept = m_timer.isActive() && minutes > 0 && now - m_last >= minutes * k_minute;
    m_last = now;
    if (minutes > 0) {
        m_timer.start(std::chrono::minutes(minutes));
    } else {
        m_timer.stop();
    }
    if (slept) {
        Q_EMIT idle();
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
