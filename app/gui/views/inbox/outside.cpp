// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/outside.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDesktopServices>
#include <QSet>
#include <QUrl>

namespace satpad::gui {
namespace {

QUrl urlOf(const std::filesystem::path& path)
{
    return QUrl::fromLocalFile(QString::fromStdString(path.string()));
}

} // namespace

bool opensOutside(const std::filesystem::path& path)
{
    static const QSet<QString> k_pictures{".avif",
        ".bmp",
        ".gif",
        ".heic",
        ".jpeg",
        ".jpg",
        ".jxl",
        ".pbm",
        ".pgm",
        ".png",
        ".pnm",
        ".ppm",
        ".tif",
        ".tiff",
        ".webp"};
    return k_pictures.contains(QString::fromStdString(path.extension().string()).toLower());
}

void openOutside(const std::filesystem::path& path)
{
    QDesktopServices::openUrl(urlOf(path));
}

void showInFolder(const std::filesystem::path& file, QObject* context)
{
    QDBusMessage call = QDBusMessage::createMethodCall("org.freedesktop.FileManager1",
        "/org/freedesktop/FileManager1",
        "org.freedesktop.FileManager1",
        "ShowItems");
    call << QStringList{urlOf(file).toString(QUrl::FullyEncoded)} << QString();
    auto* watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), context);
    QObject::connect(watcher,
        &QDBusPendingCallWatcher::finished,
        context,
        [folder = file.parent_path()](QDBusPendingCallWatcher* ended) {
            ended->deleteLater();
            if (QDBusPendingReply<>(*ended).isError()) { // no file manager that can point at it
                openOutside(folder);
            }
        });
}

} // namespace satpad::gui
