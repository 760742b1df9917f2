// SPDX-License-Identifier: GPL-3.0-or-later
#include "qr_picture.h"

#include "look/speaks.h"

#include <qrencode.h>

#include <QPainter>

#include <memory>

namespace satpad::gui {
namespace {

constexpr int k_quietZone = 4; ///< modules, ISO/IEC 18004
constexpr int k_moduleSize = 3;
constexpr int k_emptySize = 180;
constexpr unsigned char k_dark = 1;

} // namespace

QImage qrImage(const QByteArray& text)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.constData(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code) {
        return {};
    }
    const int side = code->width + 2 * k_quietZone;
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Qt::white);
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if ((code->data[y * code->width + x] & k_dark) != 0) {
                image.setPixelColor(x + k_quietZone, y + k_quietZone, Qt::black);
            }
        }
    }
    return image;
}

QrPicture::QrPicture(QWidget* parent)
    : QWidget(parent)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("cardQr");
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void QrPicture::show(const QImage& modules, const QString& sentence)
{
    m_modules = modules;
    say(*this, sentence);
    updateGeometry();
    update();
}

QSize QrPicture::sizeHint() const
{
    const int side = m_modules.isNull() ? k_emptySize : m_modules.width() * k_moduleSize;
    return {side, side};
}

void QrPicture::paintEvent(QPaintEvent* /*event*/)
{
    if (m_modules.isNull()) {
        return;
    }
    QPainter painter(this);
    painter.drawImage(QRect(QPoint(0, 0), sizeHint()), m_modules); // whole pixels: sharp edges
}

} // namespace satpad::gui
