// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/pictures.h"

#include "models/whole_file.h"
#include "views/parts.h"

#include <QFile>
#include <QSaveFile>

namespace satpad::gui {
namespace {

constexpr int k_kept = 300;
constexpr int k_atOnce = 2; ///< deliveries need threads, too
constexpr qint64 k_block = 1 << 20;
constexpr std::size_t k_mostAsked = 120;
constexpr qint64 k_longestFile = 128LL * 1024 * 1024; ///< it is held in memory whole

} // namespace

core::Expected<Picture> readPicture(const std::filesystem::path& path, const QSize& most)
{
    const auto bytes = readWhole(QString::fromStdString(path.string()), k_longestFile);
    if (!bytes) {
        return core::Unexpected(bytes.error());
    }
    auto pixels = core::image::decode(
        std::as_bytes(std::span(bytes->constData(), static_cast<std::size_t>(bytes->size()))));
    if (!pixels) {
        return core::fail(std::move(pixels));
    }
    return pictureOf(*pixels, most);
}

Picture pictureOf(const core::image::Pixels& pixels, const QSize& most)
{
    QImage image = toImage(pixels);
    const QSize size = image.size();
    if (most.isValid() && (size.width() > most.width() || size.height() > most.height())) {
        image = image.scaled(most, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    image.convertTo(
        image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    return {std::move(image), size};
}

core::Expected<void> copyPicture(const std::filesystem::path& from, const QString& to)
{
    QFile source(QString::fromStdString(from.string()));
    if (!source.open(QIODevice::ReadOnly)) {
        return core::Unexpected(core::Errc::unreadable_file, from.string());
    }
    QSaveFile target(to);
    bool fine = target.open(QIODevice::WriteOnly);
    while (fine && !source.atEnd()) {
        const QByteArray block = source.read(k_block);
        fine = !block.isEmpty() && target.write(block) == block.size();
    }
    if (!fine || !target.commit()) {
        return core::Unexpected(core::Errc::io_failed, to.toStdString());
    }
    return {};
}

Thumbnails::Thumbnails(Jobs& jobs, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_kept(k_kept)
{}

QImage Thumbnails::find(const QString& id, const std::filesystem::path& path)
{
    if (const QImage* kept = m_kept.object(id)) {
        return *kept;
    }
    if (m_none.contains(id) || m_running.contains(id)) {
        return {};
    }
    std::erase_if(m_asked, [&](const Asked& asked) { return asked.id == id; });
    if (m_asked.size() >= k_mostAsked) {
        m_asked.erase(m_asked.begin()); // it asks again when it is painted again
    }
    m_asked.push_back({id, path});
    next();
    return {};
}

void Thumbnails::next()
{
    while (m_running.size() < k_atOnce && !m_asked.empty()) {
        const Asked asked = m_asked.back();
        m_asked.pop_back();
        m_running.insert(asked.id);
        m_jobs.run(
            this,
            [path = asked.path] { return readPicture(path, k_size); },
            [this, id = asked.id](const core::Expected<Picture>& picture) {
                m_running.remove(id);
                if (picture && !picture->image.isNull()) {
                    m_kept.insert(id, new QImage(picture->image));
                } else {
                    m_none.insert(id);
                }
                Q_EMIT ready(id);
                next();
            });
    }
}

} // namespace satpad::gui
