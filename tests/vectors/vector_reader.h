// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <QFile>
#include <QMap>

/// Vector files as vector_file.py writes them: lines of `name: value`, long bytes as `name-zlib`.
namespace satpad::test {

using Vector = QMap<QString, QString>;

inline core::Bytes to_bytes(const QByteArray& raw)
{
    const auto view =
        std::as_bytes(std::span(raw.constData(), static_cast<std::size_t>(raw.size())));
    return {view.begin(), view.end()};
}

inline core::Bytes bytes_of(const Vector& vector, const QString& name)
{
    return to_bytes(QByteArray::fromHex(vector.value(name).toLatin1()));
}

/// Empty when the file cannot be read.
inline Vector read_vector(const QString& path)
{
    QFile file(path);
    Vector vector;
    if (!file.open(QIODevice::ReadOnly)) {
        return vector;
    }
    for (const QByteArray& line : file.readAll().split('\n')) {
        const auto colon = line.indexOf(": ");
        QString name = QString::fromUtf8(line.left(colon));
        QString value = QString::fromUtf8(line.mid(colon + 2));
        if (name.endsWith("-zlib")) {
            name.chop(5);
            // qUncompress wants the length first, as a hint; it grows the buffer where that is too
            // small.
            const QByteArray packed =
                QByteArray::fromHex("00100000") + QByteArray::fromHex(value.toLatin1());
            value = QString::fromLatin1(qUncompress(packed).toHex());
        }
        if (colon > 0) {
            vector.insert(name, value);
        }
    }
    return vector;
}

} // namespace satpad::test
