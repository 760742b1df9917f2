// SPDX-License-Identifier: GPL-3.0-or-later
#include "card_reader.h"

#include "models/whole_file.h"
#include "qr_code.h"
#include "views/parts.h"

#include <QBuffer>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

namespace satpad::gui {
namespace {

constexpr qint64 k_mostPicture = qint64{64} * 1024 * 1024;
constexpr int k_mostSide = 1600; ///< pixels: more only makes the search longer

GrayPicture grayOf(const core::image::Pixels& pixels)
{
    QImage image = toImage(pixels);
    if (image.hasAlphaChannel()) { // a code on nothing is a code on white
        QImage white(image.size(), QImage::Format_RGB32);
        white.fill(Qt::white);
        QPainter(&white).drawImage(0, 0, image);
        image = white;
    }
    if (std::max(image.width(), image.height()) > k_mostSide) {
        image = image.scaled(k_mostSide, k_mostSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    image = image.convertToFormat(QImage::Format_Grayscale8);
    GrayPicture made{image.width(), image.height(), {}};
    for (int y = 0; y < image.height(); ++y) {
        const uchar* row = image.constScanLine(y);
        made.samples.insert(made.samples.end(), row, row + image.width());
    }
    return made;
}

/// The first encoded picture that is offered; Qt must not decode it here.
QString pictureFormat(const QMimeData& mime)
{
    for (const QString& format : mime.formats()) {
        if (format.startsWith("image/")) {
            return format;
        }
    }
    return {};
}

QString localFile(const QMimeData& mime)
{
    for (const QUrl& url : mime.urls()) {
        if (url.isLocalFile()) {
            return url.toLocalFile();
        }
    }
    return {};
}

} // namespace

QString cardTextIn(const QByteArray& bytes)
{
    const auto cardIn = [](const QByteArray& text) {
        return text.size() <= k_cardLimit && core::parse_card(text.toStdString())
                   ? QString::fromUtf8(text).trimmed()
                   : QString();
    };
    if (const QString text = cardIn(bytes); !text.isEmpty() || bytes.isEmpty()) {
        return text;
    }
    const auto pixels = core::image::decode(
        std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    if (!pixels) {
        return {};
    }
    const auto code = readQr(grayOf(*pixels));
    return code ? cardIn(QByteArray::fromStdString(*code)) : QString();
}

CardReader::CardReader(Jobs& jobs, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
{}

bool CardReader::accepts(const QMimeData* mime)
{
    return mime->hasText() || mime->hasUrls() || mime->hasImage();
}

void CardReader::readFile(const QString& path)
{
    readBytes([path] { return readWhole(path, k_mostPicture).value_or(QByteArray()); });
}

void CardReader::readMime(const QMimeData* mime)
{
    if (mime == nullptr) {
        return;
    }
    if (const QString path = localFile(*mime); !path.isEmpty()) {
        readFile(path);
    } else if (const QString format = pictureFormat(*mime); !format.isEmpty()) {
        readBytes([bytes = mime->data(format)] { return bytes; });
    } else if (const QImage own = qvariant_cast<QImage>(mime->imageData()); !own.isNull()) {
        readBytes([own] { // this program's own pixels, by the way all pictures go
            QBuffer buffer;
            buffer.open(QIODevice::WriteOnly);
            own.save(&buffer, "PNG");
            return buffer.data();
        });
    } else {
        readBytes([bytes = mime->text().toUtf8()] { return bytes.left(k_cardLimit + 1); });
    }
}

void CardReader::readBytes(std::function<QByteArray()> read)
{
    m_jobs.run(
        this,
        [read = std::move(read)] { return cardTextIn(read()); },
        [this, number = ++m_wanted](const QString& text) {
            if (number != m_wanted) {
                return;
            }
            if (text.isEmpty()) {
                Q_EMIT failed();
            } else {
                Q_EMIT found(text);
            }
        });
}

} // namespace satpad::gui
