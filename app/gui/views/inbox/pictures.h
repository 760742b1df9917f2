// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobs.h"

#include <satpad/core/image.h>

#include <QCache>
#include <QImage>
#include <QSet>

#include <filesystem>

namespace satpad::gui {

struct Picture
{
    QImage image;
    QSize size; ///< before it was shrunk
};

/// Reads and decodes one file of the inbox, shrunk to `most` (invalid: not at all). For a thread of
/// Jobs: it waits for a disk and a child. Errors: core::image::decode's.
[[nodiscard]] core::Expected<Picture> readPicture(
    const std::filesystem::path& path, const QSize& most);

/// The same of pixels that are decoded already.
[[nodiscard]] Picture pictureOf(const core::image::Pixels& pixels, const QSize& most);

/// Copies a file of the inbox to where the operator wants it, in place of what is there. For a
/// thread of Jobs. Errors: Errc::unreadable_file, Errc::io_failed; then nothing was changed.
[[nodiscard]] core::Expected<void> copyPicture(
    const std::filesystem::path& from, const QString& to);

/// Small pictures of the inbox, decoded when a view first asks for them. GUI thread.
class Thumbnails final : public QObject
{
    Q_OBJECT
public:
    static constexpr QSize k_size{296, 228};

    /// `jobs` outlives it.
    explicit Thumbnails(Jobs& jobs, QObject* parent = nullptr);

    /// Null while there is none: ready() tells when there is.
    [[nodiscard]] QImage find(const QString& id, const std::filesystem::path& path);
    /// No picture that can be read.
    [[nodiscard]] bool isNone(const QString& id) const { return m_none.contains(id); }

Q_SIGNALS:
    void ready(const QString& id);

private:
    struct Asked
    {
        QString id;
        std::filesystem::path path;
    };
    void next();

    Jobs& m_jobs;
    QCache<QString, QImage> m_kept;
    QSet<QString> m_none;
    std::vector<Asked> m_asked; ///< the last is wanted most: it is what is on the screen now
    QSet<QString> m_running;
};

} // namespace satpad::gui
