// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/figures.h"

#include <QDateTime>

namespace satpad::gui {
namespace {

QDateTime utc(core::UnixTime at)
{
    return QDateTime::fromSecsSinceEpoch(at.seconds, Qt::UTC);
}

} // namespace

QString grouped(quint64 number)
{
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3) {
        digits.insert(at, QChar(0x2009));
    }
    return digits;
}

QString bytesText(quint64 bytes)
{
    if (bytes < 1000) {
        return QString::number(bytes) + " B";
    }
    double value = static_cast<double>(bytes) / 1000;
    const char* unit = " kB";
    for (const char* larger : {" MB", " GB", " TB"}) {
        if (value < 999.5) {
            break;
        }
        value /= 1000;
        unit = larger;
    }
    return QString::number(value, 'f', value < 9.995 ? 2 : value < 999.5 ? 1 : 0) + unit;
}

QString keyText(quint64 pages)
{
    return bytesText(pages * core::k_page_bytes);
}

QString utcTime(core::UnixTime at)
{
    return utc(at).toString("HH:mm:ss");
}

QString utcText(core::UnixTime at)
{
    return utc(at).toString("yyyy-MM-dd HH:mm:ss") + " UTC";
}

} // namespace satpad::gui
