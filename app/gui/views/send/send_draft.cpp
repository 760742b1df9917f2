// SPDX-License-Identifier: GPL-3.0-or-later
#include "send_draft.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_showProgressEvery = 250; ///< ms

/// In memory where the system offers a private folder there: a pasted picture may be on no disk.
QString pastedTemplate()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const QFileInfo info(runtime);
    const bool usable = !runtime.isEmpty() && info.isDir() && info.isWritable();
    return (usable ? runtime : QDir::tempPath()) + "/satpad-pasted-XXXXXX";
}

} // namespace

bool DraftPicture::carries(core::image::MetadataClass kind) const
{
    return metadata && metadata->has(kind);
}

bool DraftPicture::keeps(core::image::MetadataClass kind) const
{
    return std::ranges::find(keep, kind) != keep.end();
}

SendDraft::SendDraft(Jobs& jobs, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(k_rest);
    connect(&m_rest, &QTimer::timeout, this, &SendDraft::planNext);
    m_progress.setInterval(k_showProgressEvery);
    connect(&m_progress, &QTimer::timeout, this, &SendDraft::showProgress);
}

SendDraft::~SendDraft()
{
    for (const auto& picture : m_pictures) {
        ++picture->ticket->wanted;
    }
}

const DraftPicture& SendDraft::at(int index) const
{
    return *m_pictures.at(static_cast<std::size_t>(index));
}

const DraftPicture* SendDraft::current() const
{
    return m_current < 0 ? nullptr : &at(m_current);
}

DraftPicture* SendDraft::chosen()
{
    return m_current < 0 ? nullptr : m_pictures[static_cast<std::size_t>(m_current)].get();
}

DraftPicture* SendDraft::find(quint64 id)
{
    const auto found =
        std::ranges::find(m_pictures, id, [](const auto& picture) { return picture->id; });
    return found == m_pictures.end() ? nullptr : found->get();
}

void SendDraft::tell(const DraftPicture& picture)
{
    const auto found =
        std::ranges::find(m_pictures, picture.id, [](const auto& other) { return other->id; });
    Q_EMIT changed(static_cast<int>(found - m_pictures.begin()));
}

void SendDraft::choose(int index)
{
    if (index < 0 || index >= count() || index == m_current) {
        return;
    }
    if (DraftPicture* before = chosen()) {
        before->detail = {}; // one at a time: it is large
        before->hadDetail = false;
    }
    m_current = index;
    noteLookedAt(at(index).id);
    readNext();
    Q_EMIT currentChanged();
}

void SendDraft::setFirstBudget(quint64 bytes)
{
    m_firstBudget = std::max(bytes, k_leastBudget);
}

int SendDraft::addFiles(const QStringList& paths)
{
    const int room = k_mostPictures - count();
    const int taken = std::min(room, static_cast<int>(paths.size()));
    if (taken <= 0) {
        return static_cast<int>(paths.size());
    }
    const int first = count();
    Q_EMIT aboutToAdd(first, first + taken - 1);
    for (int at = 0; at < taken; ++at) {
        auto picture = std::make_unique<DraftPicture>();
        picture->id = ++m_lastId;
        picture->path = paths[at];
        picture->name = QFileInfo(paths[at]).fileName();
        picture->budget = m_firstBudget;
        m_pictures.push_back(std::move(picture));
    }
    Q_EMIT added();
    choose(first);
    readNext();
    m_rest.start();
    return static_cast<int>(paths.size()) - taken;
}

void SendDraft::addImage(const QImage& image)
{
    addPasted("png", [image](const QString& path) { image.save(path, "PNG"); });
}

void SendDraft::addBytes(const QByteArray& bytes, const QString& kind)
{
    static const QRegularExpression k_plain("^[a-z0-9]{2,5}$");
    const QString suffix = kind == "jpeg" ? "jpg" : k_plain.match(kind).hasMatch() ? kind : "img";
    addPasted(suffix, [bytes](const QString& path) {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            file.remove();
        }
    });
}

void SendDraft::addPasted(const QString& suffix, const std::function<void(const QString&)>& write)
{
    if (!m_pasted) {
        m_pasted = std::make_unique<QTemporaryDir>(pastedTemplate()); // mode 0700
    }
    // The name travels: it must not tell more than that.
    const QString path =
        m_pasted->filePath(QString("pasted-%1.%2").arg(++m_pastedCount).arg(suffix));
    ++m_pasting;
    m_jobs.run(
        this,
        [write, path] {
            write(path);
            return true;
        },
        [this, path](bool /*tried*/) { // a file that is not there says so when it is read
            --m_pasting;
            addFiles({path});
        });
}

void SendDraft::remove(int index)
{
    if (index >= 0 && index < count()) {
        forgetPictures(index, index);
    }
}

void SendDraft::forgetPictures(int first, int last)
{
    Q_EMIT aboutToRemove(first, last);
    for (int at = first; at <= last; ++at) {
        const auto& gone = m_pictures[static_cast<std::size_t>(at)];
        ++gone->ticket->wanted;
        std::erase(m_lookedAt, gone->id);
    }
    m_pictures.erase(m_pictures.begin() + first, m_pictures.begin() + last + 1);
    const int next =
        m_current > last ? m_current - (last - first + 1) : std::min(m_current, count() - 1);
    m_current = -1; // before anybody looks: the old one may be gone
    Q_EMIT removed();
    choose(next);
    if (count() == 0) {
        Q_EMIT currentChanged();
    }
}

void SendDraft::setMode(core::SendMode mode)
{
    DraftPicture* picture = chosen();
    if (picture != nullptr && picture->mode != mode) {
        picture->mode = mode;
        wish(*picture);
    }
}

void SendDraft::setBudget(quint64 bytes)
{
    DraftPicture* picture = chosen();
    bytes = std::max(bytes, k_leastBudget);
    if (picture != nullptr && picture->budget != bytes) {
        picture->budget = bytes;
        wish(*picture);
    }
}

void SendDraft::setKept(core::image::MetadataClass kind, bool kept)
{
    DraftPicture* picture = chosen();
    if (picture == nullptr || picture->keeps(kind) == kept) {
        return;
    }
    if (kept) {
        picture->keep.push_back(kind);
    } else {
        std::erase(picture->keep, kind);
    }
    wish(*picture);
}

void SendDraft::setStripped(bool stripped)
{
    DraftPicture* picture = chosen();
    if (picture != nullptr && picture->strip != stripped) {
        picture->strip = stripped;
        wish(*picture);
    }
}

void SendDraft::wish(DraftPicture& picture)
{
    ++picture.ticket->wanted; // what runs for the old wish stops
    picture.plan.reset();
    picture.planTrouble.clear();
    picture.planned = 0;
    look(picture);
    m_rest.start();
    tell(picture);
}

bool SendDraft::isPlanned() const
{
    return count() > 0 &&
           std::ranges::all_of(m_pictures, [](const auto& picture) { return bool(picture->plan); });
}

quint64 SendDraft::pages() const
{
    quint64 sum = 0;
    for (const auto& picture : m_pictures) {
        sum += picture->plan ? picture->plan->pages : 0;
    }
    return sum;
}

std::vector<Dispatch> SendDraft::take(const core::Peer& peer)
{
    std::vector<Dispatch> made;
    if (!isPlanned()) {
        return made;
    }
    for (const auto& picture : m_pictures) {
        const bool isOurs = picture->plan.use_count() == 1; // else a look still decodes it
        made.push_back({peer,
            std::filesystem::path(picture->path.toStdString()),
            isOurs ? std::move(*picture->plan) : *picture->plan,
            picture->plannedFrom});
    }
    forgetPictures(0, count() - 1);
    return made;
}

void SendDraft::sweep()
{
    if (!m_pasted || m_pasting > 0) {
        return;
    }
    QDir folder(m_pasted->path());
    for (const QString& name : folder.entryList(QDir::Files)) {
        const QString path = m_pasted->filePath(name);
        const bool isHere = std::ranges::any_of(
            m_pictures, [&](const auto& picture) { return picture->path == path; });
        if (!isHere) {
            folder.remove(name);
        }
    }
}

} // namespace satpad::gui
