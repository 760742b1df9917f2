// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QImage>
#include <QWidget>

namespace satpad::gui {

/// A picture on which a rectangle is drawn: with the mouse, or moved with the arrow keys (Shift
/// changes its size, Ctrl takes one pixel). Always within the picture and never empty.
class RegionPicker final : public QWidget
{
    Q_OBJECT
public:
    /// `original`: pixels of the picture that the region is counted in.
    RegionPicker(const Theme& theme, const QSize& original, QWidget* parent);

    void setImage(const QImage& image);
    [[nodiscard]] const QRect& region() const noexcept { return m_region; }
    void setRegion(const QRect& region);
    [[nodiscard]] bool isWhole() const { return m_region == QRect(QPoint(), m_original); }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void regionChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRectF pictureBox() const;
    [[nodiscard]] QPoint originalAt(const QPointF& at) const;

    const Theme& m_theme;
    QSize m_original;
    QImage m_image;
    QRect m_region;
    QPoint m_from;
};

} // namespace satpad::gui
