// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <QObject>
#include <QSet>

#include <filesystem>

namespace satpad::gui {

/// Which messages of the inbox were looked at: their ids, a line each, in a text file. Losing it
/// costs dots, nothing else, so what the disk refuses is only kept until the program ends.
class SeenMessages final : public QObject
{
    Q_OBJECT
public:
    /// `folder` is made when it is not there.
    explicit SeenMessages(const std::filesystem::path& folder, QObject* parent = nullptr);

    [[nodiscard]] bool contains(const core::MessageId& id) const;
    void add(const core::MessageId& id);

Q_SIGNALS:
    void added(const core::MessageId& id);

private:
    QString m_file;
    QSet<QString> m_ids;
};

} // namespace satpad::gui
