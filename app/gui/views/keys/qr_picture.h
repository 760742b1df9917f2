// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace satpad::gui {

/// One pixel for each module, dark on white, with its quiet zone of four modules; null when the
/// text is too long for a QR code. Any thread.
[[nodiscard]] QImage qrImage(const QByteArray& text);

/// A QR code, the same in both themes: scanners want dark on white.
class QrPicture final : public QWidget
{
    Q_OBJECT
public:
    explicit QrPicture(QWidget* parent);
    void show(const QImage& modules, const QString& sentence);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_modules;
};

} // namespace satpad::gui
