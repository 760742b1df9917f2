// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"
#include "views/passes/pass_scenes.h"

#include <QFont>
#include <QPen>
#include <QWidget>

#include <vector>

class QPainter;

/// What the painted views of the Passes page share.
namespace satpad::gui {

/// A view that paints for itself and is read aloud as one sentence: a reader is not told of every
/// new figure, but hears the newest when it asks.
class PaintedView : public QWidget
{
    Q_OBJECT
public:
    /// `name` is the objectName, `title` the accessible name that the sentence stands in for.
    PaintedView(const Theme& theme, const char* name, const QString& title, QWidget* parent);
    [[nodiscard]] virtual QString sentence() const = 0;

protected:
    [[nodiscard]] const Colours& colours() const { return m_theme.colours(); }
    /// Called before the repaint: pixmaps in the old colours are dropped.
    virtual void forgetColours() {}

private:
    const Theme& m_theme;
};

enum class Weight
{
    regular,
    bold
};
/// `pixels` as on an ordinary desktop.
[[nodiscard]] QFont plotFont(int pixels, Weight weight = Weight::regular);

inline constexpr int k_axisSize = 11;
inline constexpr int k_secondSize = 12;

/// The ground and border of a panel.
void paintPanel(QPainter& painter, const Colours& colours, const QRectF& bounds);
/// `colour`, as thin as the fill below a curve.
[[nodiscard]] QColor tint(const QColor& colour);
/// 3 pixels of line, 4 without: what is expected.
[[nodiscard]] QPen dashed(const QColor& colour, double width);
/// The satellite: a diamond of `size` pixels from its middle to a corner.
void paintSatellite(QPainter& painter, const Colours& colours, const QPointF& at, double size);
/// Stands out from any ground by a halo of 3 pixels.
void paintHaloText(QPainter& painter,
    const QRectF& box,
    const QString& text,
    const QColor& colour,
    const QColor& halo);

/// Finds room for labels: in the bounds, not on each other, not on what was kept free.
class LabelRoom final
{
public:
    explicit LabelRoom(const QRectF& bounds)
        : m_bounds(bounds)
    {}
    void keepFree(const QRectF& area) { m_taken.push_back(area); }
    /// Takes the first of right, left, above, below, and the corners, `gap` away from `anchor`.
    /// Empty: there is no room.
    [[nodiscard]] QRectF take(const QPointF& anchor, const QSizeF& size, double gap);

private:
    QRectF m_bounds;
    std::vector<QRectF> m_taken;
};

/// A figure that is not known.
[[nodiscard]] QString unknown();
/// Three figures that count: "7.70", "12.3", "123".
[[nodiscard]] QString threeFigures(double value);
/// "250 k", "1.5 M".
[[nodiscard]] QString shortCount(double value);
/// 1, 2, 2.5 or 5 times a power of ten, so that `most` steps or fewer reach `range`.
[[nodiscard]] double niceStep(double range, int most);
/// "21:35" or, with seconds, "21:35:32".
[[nodiscard]] QString clockMinutes(sat::Instant when);
[[nodiscard]] QString clockSeconds(sat::Instant when);
/// "stellenbosch" of the presets as a name on the screen: "Stellenbosch".
[[nodiscard]] QString shownStation(const QString& name);

} // namespace satpad::gui
