// SPDX-License-Identifier: GPL-3.0-or-later
#include "budget_slider.h"

#include "look/figures.h"
#include "look/speaks.h"
#include "look/type.h"
#include "send_draft.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace satpad::gui {
namespace {

constexpr int k_steps = 500;
constexpr int k_height = 44;
constexpr int k_grooveY = 10;
constexpr int k_grooveHeight = 4;
constexpr int k_handle = 8; ///< radius
constexpr int k_leastMost = 4 * 2048;

} // namespace

BudgetSlider::BudgetSlider(const Theme& theme, QWidget* parent)
    : QSlider(Qt::Horizontal, parent)
    , m_theme(theme)
    , m_budget(SendDraft::k_leastBudget)
    , m_most(k_leastMost)
{
    speakAs(*this, QAccessible::Slider, [this](double bytes) {
        setBudget(static_cast<quint64>(bytes));
        Q_EMIT budgetMoved(m_budget);
    });
    setRange(0, k_steps);
    setSingleStep(1);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(this, &QSlider::valueChanged, this, &BudgetSlider::takeStep);
}

QSize BudgetSlider::sizeHint() const
{
    return {px(240), px(k_height)};
}

QSize BudgetSlider::minimumSizeHint() const
{
    return {px(160), px(k_height)};
}

void BudgetSlider::setLimits(quint64 most, quint64 freeBytes)
{
    const quint64 end = std::max<quint64>(most, k_leastMost);
    if (end == m_most && freeBytes == m_free) {
        return;
    }
    m_most = end;
    m_free = freeBytes;
    setBudget(m_budget);
    update();
}

void BudgetSlider::setBudget(quint64 bytes)
{
    m_budget = bytes;
    const QSignalBlocker quiet(this);
    setValue(static_cast<int>(std::lround(shareOf(bytes) * k_steps)));
    speak();
    update();
}

double BudgetSlider::shareOf(quint64 bytes) const
{
    const double least = SendDraft::k_leastBudget;
    const double whole = std::log(static_cast<double>(m_most) / least);
    return std::clamp(
        std::log(static_cast<double>(std::max<quint64>(bytes, 1)) / least) / whole, 0.0, 1.0);
}

double BudgetSlider::xOf(quint64 bytes) const
{
    return k_handle + shareOf(bytes) * (width() - 2 * k_handle);
}

void BudgetSlider::takeStep(int step)
{
    const double least = SendDraft::k_leastBudget;
    const double share = static_cast<double>(step) / k_steps;
    m_budget = static_cast<quint64>(
        std::llround(least * std::pow(static_cast<double>(m_most) / least, share)));
    speak();
    update();
    Q_EMIT budgetMoved(m_budget);
}

void BudgetSlider::speak()
{
    const QString words = m_free > 0 && m_budget > m_free
                              ? tr("%1, more than there is key for").arg(bytesText(m_budget))
                              : bytesText(m_budget);
    setAccessibleDescription(words);
    sayValue(*this,
        {.least = SendDraft::k_leastBudget,
            .most = static_cast<double>(m_most),
            .step = 1,
            .now = static_cast<double>(m_budget),
            .text = words});
}

void BudgetSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        mouseMoveEvent(event);
    }
}

void BudgetSlider::mouseMoveEvent(QMouseEvent* event)
{
    const double share = (event->position().x() - k_handle) / std::max(1, width() - 2 * k_handle);
    setValue(static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * k_steps)));
    event->accept();
}

void BudgetSlider::keyPressEvent(QKeyEvent* event)
{
    const bool up = event->key() == Qt::Key_Right || event->key() == Qt::Key_Up;
    const bool down = event->key() == Qt::Key_Left || event->key() == Qt::Key_Down;
    if (!up && !down) {
        QSlider::keyPressEvent(event);
        return;
    }
    const int steps = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    setValue(value() + (up ? steps : -steps));
}

void BudgetSlider::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // the panel scrolls: a budget must not change by the way
}

void BudgetSlider::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintMarks(painter);
    paintGroove(painter);
}

void BudgetSlider::paintGroove(QPainter& painter) const
{
    const Colours& colours = m_theme.colours();
    const double handle = xOf(m_budget);
    const QRectF groove(
        k_handle, k_grooveY - k_grooveHeight / 2.0, width() - 2 * k_handle, k_grooveHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.line);
    painter.drawRoundedRect(groove, 2, 2);
    const auto part = [&](double from, double to, const QBrush& brush) {
        painter.fillRect(
            QRectF(from, groove.top(), std::max(0.0, to - from), groove.height()), brush);
    };
    const double edge = xOf(m_free);
    if (m_free < m_most) {
        part(edge, groove.right(), colours.surface);
        for (double x = edge; x < groove.right(); x += 6) {
            part(x, std::min(x + 3, groove.right()), colours.alarm);
        }
    }
    if (isEnabled()) {
        part(groove.left(), std::min(handle, std::max(edge, groove.left())), colours.key);
        part(edge, handle, colours.alarm);
    }
    const QColor ring = hasFocus()          ? colours.blue
                        : !isEnabled()      ? colours.spent
                        : m_budget > m_free ? colours.alarm
                                            : colours.key;
    painter.setPen(QPen(ring, 3));
    painter.setBrush(isEnabled() ? colours.text : colours.surface);
    painter.drawEllipse(QPointF(handle, k_grooveY), k_handle - 1.5, k_handle - 1.5);
}

/// A mark whose words would run into its neighbour's keeps its line only.
void BudgetSlider::paintMarks(QPainter& painter) const
{
    const Colours& colours = m_theme.colours();
    QFont small = font();
    small.setPixelSize(px(12));
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    double taken = -8;
    const double exactFrom = width() - metrics.horizontalAdvance(tr("Exact"));
    const auto mark = [&](double x, const QString& words, const QColor& colour, bool isLast) {
        painter.fillRect(QRectF(x, k_grooveY + 7, 1, 5), colours.edge);
        const double wide = metrics.horizontalAdvance(words);
        const double most = isLast ? width() - wide : exactFrom - 8 - wide;
        const double at = std::clamp(x - wide / 2, taken + 8, std::max(taken + 8, most));
        if (at > most + 0.5) {
            return;
        }
        painter.setPen(colour);
        painter.drawText(QPointF(at, px(k_height) - 8), words);
        taken = at + wide;
    };
    mark(xOf(SendDraft::k_thumbnailBytes), tr("Thumbnail"), colours.text3, false);
    if (m_free > SendDraft::k_leastBudget && m_free < m_most) {
        mark(xOf(m_free), tr("free %1").arg(bytesText(m_free)), colours.key, false);
    }
    mark(xOf(m_most), tr("Exact"), colours.text3, true);
}

} // namespace satpad::gui
