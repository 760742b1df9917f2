// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/notifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QStringList>
#include <QVariantMap>

namespace satpad::gui {

void DesktopNotifier::say(const QString& sentence)
{
    // Desktop Notifications Specification 1.2, "Notify".
    QDBusMessage call = QDBusMessage::createMethodCall("org.freedesktop.Notifications",
        "/org/freedesktop/Notifications",
        "org.freedesktop.Notifications",
        "Notify");
    constexpr int k_asTheDesktopLikes = -1;
    call << QString("Satpad") << quint32{0} << QString("satpad") << sentence << QString()
         << QStringList() << QVariantMap() << k_asTheDesktopLikes;
    QDBusConnection::sessionBus().send(call);
}

} // namespace satpad::gui
