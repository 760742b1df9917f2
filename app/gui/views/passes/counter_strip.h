// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/type.h"
#include "views/passes/pass_words.h"
#include "views/passes/plot_parts.h"

#include <QElapsedTimer>
#include <QVariantAnimation>

namespace satpad::gui {

/// The number that is the page: secure bits of the pass, what explains them, and how far a million
/// is. From the million on it is filled with the key's colour until the pass is over and left.
class CounterStrip final : public PaintedView
{
    Q_OBJECT
public:
    CounterStrip(const Theme& theme, QWidget* parent);
    void display(const StripScene& scene);
    [[nodiscard]] QString sentence() const override;
    [[nodiscard]] QSize sizeHint() const override { return px(QSize(1072, 122)); }
    [[nodiscard]] QSize minimumSizeHint() const override { return px(QSize(844, 122)); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    /// What is written on the strip as it is filled now.
    struct Ink
    {
        QColor ground;
        QColor caption;
        QColor number;
        QColor text;
        QColor rate;
        QColor qber;
        QColor trough;
        QColor mark;
        QColor badge;
    };
    [[nodiscard]] Ink ink() const;
    void paintNumber(QPainter& painter, const Ink& ink) const;
    struct Readout;
    [[nodiscard]] std::vector<Readout> readouts(const Ink& ink) const;
    void paintReadouts(QPainter& painter, const Ink& ink, int from) const;
    void paintScale(QPainter& painter, const Ink& ink) const;
    void fill(bool isFull);

    StripScene m_scene;
    StripHerald m_herald;
    QElapsedTimer m_clock;
    QVariantAnimation m_filling; ///< 0 to 1
    bool m_isFull = false;
};

} // namespace satpad::gui
