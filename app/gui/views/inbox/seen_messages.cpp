// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/seen_messages.h"

#include <QDir>
#include <QFile>

namespace satpad::gui {
namespace {

constexpr qint64 k_longest = 64; ///< of a line

QString hexOf(const core::MessageId& id)
{
    return QString::fromStdString(id.hex());
}

} // namespace

SeenMessages::SeenMessages(const std::filesystem::path& folder, QObject* parent)
    : QObject(parent)
{
    const QDir place(QString::fromStdString(folder.string()));
    place.mkpath(QStringLiteral("."));
    m_file = place.filePath(QStringLiteral("seen.txt"));
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly)) {
        return;
    }
    while (!file.atEnd()) {
        const QByteArray line = file.readLine(k_longest).trimmed();
        if (core::MessageId::from_hex({line.constData(), static_cast<std::size_t>(line.size())})) {
            m_ids.insert(QString::fromLatin1(line));
        }
    }
}

bool SeenMessages::contains(const core::MessageId& id) const
{
    return m_ids.contains(hexOf(id));
}

void SeenMessages::add(const core::MessageId& id)
{
    if (contains(id)) {
        return;
    }
    m_ids.insert(hexOf(id));
    QFile file(m_file);
    if (file.open(QIODevice::WriteOnly | QIODevice::Append)) {
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        file.write(hexOf(id).toLatin1() + '\n');
    }
    Q_EMIT added(id);
}

} // namespace satpad::gui
