// SPDX-License-Identifier: GPL-3.0-or-later
#include "send_draft.h"
#include "send_page.h"

#include <QMimeData>
#include <QUrl>

#include <algorithm>

namespace satpad::gui {
namespace {

/// The first encoded form of a picture that another program offers: its bytes go to the decoder
/// child, never to Qt's readers. Empty: the picture is this program's own, as pixels.
QString pictureFormat(const QMimeData& mime)
{
    for (const QString& format : mime.formats()) {
        if (format.startsWith("image/")) {
            return format;
        }
    }
    return {};
}

} // namespace

void SendPage::openFiles()
{
    const QStringList paths = m_needs.asker.filesToOpen(this,
        tr("Open images"),
        tr("Images (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.avif *.jxl *.bmp *.pgm *.ppm);;All "
           "files (*)"));
    if (!paths.isEmpty()) {
        Q_EMIT filesChosen(paths);
    }
}

void SendPage::addFiles(const QStringList& paths)
{
    if (const int leftOut = m_draft->addFiles(paths); leftOut > 0) {
        Q_EMIT m_needs.desk.trouble(
            tr("%1 pictures were left out. At most %2 can be prepared at a time; send these first.")
                .arg(leftOut)
                .arg(SendDraft::k_mostPictures));
    }
}

bool SendPage::accepts(const QMimeData* mime)
{
    const QList<QUrl> urls = mime->urls();
    return mime->hasImage() ||
           std::ranges::any_of(urls, [](const QUrl& url) { return url.isLocalFile(); });
}

void SendPage::pasteFrom(const QMimeData* mime)
{
    if (mime == nullptr) {
        return;
    }
    QStringList paths;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    if (!paths.isEmpty()) {
        Q_EMIT filesChosen(paths);
    } else if (const QString format = pictureFormat(*mime); !format.isEmpty()) {
        m_draft->addBytes(mime->data(format), format.mid(format.indexOf('/') + 1));
    } else if (const QImage image = qvariant_cast<QImage>(mime->imageData()); !image.isNull()) {
        m_draft->addImage(image);
    }
}

} // namespace satpad::gui
