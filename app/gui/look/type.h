// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QSize>
#include <QString>

class QFont;

/// How large text is, and with it every row, panel and drawing that holds text. Measures are written
/// as on an ordinary desktop; px() brings them to the desktop's own text size. GUI thread.
namespace satpad::gui {

/// 1 where the desktop writes in 9 to 11 points, as nearly all do; 1.25 where 12.5.
[[nodiscard]] double textScale();
/// Taken from the desktop's font once, before any view is made.
void setTextScale(const QFont& ofDesktop);

[[nodiscard]] int px(int pixels);
[[nodiscard]] double px(double pixels);
[[nodiscard]] QSize px(const QSize& size);
[[nodiscard]] QPoint px(const QPoint& point);
/// The same for every measure of a style sheet but borders and corners.
[[nodiscard]] QString inPx(QString sheet);

} // namespace satpad::gui
