// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"

#include <QCache>
#include <QImage>

namespace satpad::gui {

/// Small pictures of what this process sealed, as their receivers will see them. In memory only:
/// the plaintext is let go as soon as it is decoded. GUI thread.
class SealedPictures final : public QObject
{
    Q_OBJECT
public:
    static constexpr QSize k_size{604, 340};

    /// `jobs` outlives it.
    explicit SealedPictures(Jobs& jobs, QObject* parent = nullptr);

    void add(const core::MessageId& id, std::shared_ptr<const Dispatch> file);
    /// Null when there is none.
    [[nodiscard]] QImage find(const core::MessageId& id) const;

Q_SIGNALS:
    void ready(const core::MessageId& id);

private:
    struct Asked
    {
        core::MessageId id;
        std::shared_ptr<const Dispatch> file;
    };
    void next();

    Jobs& m_jobs;
    QCache<QString, QImage> m_kept; ///< its cost is kilobytes
    std::vector<Asked> m_asked;
    bool m_isWorking = false;
};

} // namespace satpad::gui
