// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QImage>
#include <QPixmap>
#include <QVariantAnimation>
#include <QWidget>

namespace satpad::gui {

/// Original and what the peer gets of it, in one place under a divider. In scale `fit` the divider
/// follows the mouse wherever it is pressed; in `oneToOne` (a pixel of the file is one of the
/// screen) the picture is moved that way, unless the divider is taken. Let go near the middle or a
/// side, the divider snaps to it. Keys: arrows move the divider, with Shift tenfold, with Ctrl the
/// picture. Readers have the divider as a value in percent.
class CompareView final : public QWidget
{
    Q_OBJECT
public:
    enum class Scale
    {
        fit,
        oneToOne
    };

    explicit CompareView(const Theme& theme, QWidget* parent = nullptr);

    /// `size`: of the whole picture; the image may be a smaller copy.
    void showOriginal(const QImage& image, const QSize& size, const QString& label);
    /// The original in full size, for `oneToOne` and the loupe; null: they make do with the copy.
    void showDetail(const QImage& image);
    /// Null: the same pixels as the original.
    void showFitted(const QImage& image, const QString& label, bool isStale);
    /// Instead of pictures: one icon, one sentence.
    void showSentence(const QString& icon, const QString& sentence);

    [[nodiscard]] Scale scale() const noexcept { return m_scale; }
    void setScale(Scale scale);
    [[nodiscard]] bool hasLoupe() const noexcept { return m_loupe; }
    void setLoupe(bool on);
    /// How much of the width shows the original, 0 to 1.
    [[nodiscard]] double divider() const noexcept { return m_divider; }
    void setDivider(double share);
    [[nodiscard]] bool isStale() const noexcept { return m_isStale; }
    /// On its way to where it snaps.
    [[nodiscard]] bool isSnapping() const { return m_snap.state() == QAbstractAnimation::Running; }

    [[nodiscard]] QSize sizeHint() const override { return {724, 560}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 240}; }

Q_SIGNALS:
    void dividerMoved(double share);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Grip
    {
        none,
        divider,
        picture
    };
    /// One side, scaled once for a size and not at every paint.
    struct Side
    {
        QImage image;
        QString label;
        QPixmap scaled;
        QSize scaledTo;
    };

    [[nodiscard]] bool isEmpty() const { return m_original.image.isNull(); }
    [[nodiscard]] QRectF pictureRect() const;
    [[nodiscard]] double dividerX() const { return m_divider * width(); }
    [[nodiscard]] QRectF spotRect(const QRectF& picture) const; ///< what the loupe shows
    [[nodiscard]] QRectF loupeRect() const;
    [[nodiscard]] const QImage& closeUp(bool ofFitted) const;
    void pan(const QPointF& by);
    void place(double share);
    void snap();
    void speak();

    void paintSentence(QPainter& painter) const;
    void paintSide(QPainter& painter, Side& side, const QRectF& picture, const QRectF& clip);
    void paintTag(QPainter& painter, const QString& label, bool onTheRight) const;
    void paintDivider(QPainter& painter) const;
    void paintLoupe(QPainter& painter, const QRectF& picture) const;

    const Theme& m_theme;
    Side m_original;
    Side m_fitted;
    QImage m_detail;
    QSize m_size;
    bool m_isStale = false;
    QString m_icon;
    QString m_sentence;
    Scale m_scale = Scale::fit;
    bool m_loupe = false;
    double m_divider = 0.5;
    QPointF m_middle{0.5, 0.5}; ///< of the view in scale oneToOne, in shares of the picture
    QPointF m_spot{0.7, 0.55};  ///< under the mouse, in shares of the picture
    QVariantAnimation m_snap;
    Grip m_grip = Grip::none;
    QPointF m_last;
};

} // namespace satpad::gui
