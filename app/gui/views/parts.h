// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"
#include "models/desk_state.h"

#include <QFrame>
#include <QLabel>
#include <QWidget>

class QBoxLayout;
class QPushButton;

namespace satpad::service {
struct World;
}

/// Small pieces that several pages are made of.
namespace satpad::gui {

inline constexpr int k_margin = 16;
inline constexpr int k_topMargin = 14;
inline constexpr int k_gap = 12;

/// A bordered panel (style sheet property "panel").
[[nodiscard]] QFrame* makePanel(const QString& name, QWidget* parent);
/// `role`: "title", "second", "caption" or empty (style sheet).
[[nodiscard]] QLabel* makeLabel(const QString& text, const char* role, QWidget* parent);
/// A labelled button; `name` is its objectName, its accessible name the text without "…".
[[nodiscard]] QPushButton* makeButton(const QString& text, const char* name, QWidget* parent);

/// What a window of `usual` size needs at the desktop's text size, as far as its screen has it.
[[nodiscard]] QSize roomFor(const QWidget& window, const QSize& usual);

/// The word SIMULATED in its hatched frame: stands where a simulated number stands.
class SimBadge final : public QWidget
{
    Q_OBJECT
public:
    SimBadge(const Theme& theme, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
};

/// Draws the badge's frame and word at `topLeft`, for views that paint for themselves; returns the
/// rectangle it took.
QRect paintSimBadge(QPainter& painter, const Colours& colours, const QPoint& topLeft);

/// Diagonal lines over `area`: those of Qt are as thin on a screen of twice the density.
void paintHatch(QPainter& painter, const QRectF& area, const QColor& colour);
/// A border of 1 pixel inside `bounds`, whole at every density.
void paintOutline(QPainter& painter, const QRectF& bounds, const QColor& colour);

/// One direction of one peer's key as a bar: free, reserved, spent, burnt, handed over; a part that
/// is not zero is at least 4 pixels wide. Hatched: what a message is about to take of the free part.
void paintKeyBar(QPainter& painter,
    const Colours& colours,
    const QRectF& bar,
    const KeySide& side,
    quint64 aboutToSpend = 0);

class KeyBar final : public QWidget
{
    Q_OBJECT
public:
    KeyBar(const Theme& theme, QWidget* parent);
    void show(const KeySide& side, quint64 aboutToSpend, const QString& sentence);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    KeySide m_side;
    quint64 m_aboutToSpend = 0;
};

/// Qt's picture of Satpad's pixels (8 and 16 bits, gray, alpha). The samples are copied.
[[nodiscard]] QImage toImage(const core::image::Pixels& pixels);

/// How dialogs are asked, so that tests can answer them. `parent` may be null.
class Asker
{
public:
    virtual ~Asker() = default;
    /// Empty: the operator changed their mind.
    [[nodiscard]] virtual QStringList filesToOpen(
        QWidget* parent, const QString& title, const QString& filter) = 0;
    [[nodiscard]] virtual QString fileToSave(
        QWidget* parent, const QString& title, const QString& proposal) = 0;
    /// `deed` is the button's word. True: do it.
    [[nodiscard]] virtual bool confirm(
        QWidget* parent, const QString& question, const QString& deed) = 0;
};

/// What a page is given. All outlive it.
class Desk;
class KeptPassphrase;
class Preferences;
class SendDraft;
struct PageNeeds
{
    Desk& desk;
    const Theme& theme;
    Asker& asker;
    Preferences& preferences;
    const service::World& world;
    SendDraft* draft = nullptr;           ///< for the Send page; null: it has one of its own
    KeptPassphrase* passphrase = nullptr; ///< what opens the home; null: it never had one
};

} // namespace satpad::gui
