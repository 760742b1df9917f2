// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QSlider>

namespace satpad::gui {

/// How many bytes a picture may take, from 512 B to the file's own size on a log scale, with marks
/// for a thumbnail, for what is free and for the exact file. Beyond what is free it is hatched. The
/// budget is kept to the byte: the slider's steps are only what it is moved in.
class BudgetSlider final : public QSlider
{
    Q_OBJECT
public:
    explicit BudgetSlider(const Theme& theme, QWidget* parent = nullptr);

    [[nodiscard]] quint64 budget() const noexcept { return m_budget; }
    /// No signal.
    void setBudget(quint64 bytes);
    /// `most`: the exact file's size. `freeBytes`: longest payload there is key for.
    void setLimits(quint64 most, quint64 freeBytes);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The operator moved it.
    void budgetMoved(quint64 bytes);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    [[nodiscard]] double shareOf(quint64 bytes) const; ///< 0 to 1
    [[nodiscard]] double xOf(quint64 bytes) const;
    void takeStep(int step);
    void paintGroove(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void speak();

    const Theme& m_theme;
    quint64 m_budget = 0;
    quint64 m_most = 0;
    quint64 m_free = 0;
};

} // namespace satpad::gui
