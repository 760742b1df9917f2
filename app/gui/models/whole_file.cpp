// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/whole_file.h"

#include <QFile>
#include <QFileInfo>

namespace satpad::gui {

core::Expected<QByteArray> readWhole(const QString& path, qint64 most)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) {
        return core::Unexpected(
            core::Errc::unreadable_file, path.toStdString() + " cannot be read");
    }
    // Counted, not believed: a file may grow while it is read.
    QByteArray bytes = file.read(most + 1);
    if (bytes.size() > most) {
        return core::Unexpected(core::Errc::limit_exceeded,
            path.toStdString() + " is longer than " + std::to_string(most) + " bytes");
    }
    return bytes;
}

} // namespace satpad::gui
