// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/colours.h"

#include <QIcon>
#include <QObject>

class QApplication;

namespace satpad::gui {

/// What the operator asked for; `system` follows the desktop.
enum class ThemeChoice
{
    system,
    dark,
    light
};

/// Colours, style sheet and icons of the whole program. One for each program, made by main or a
/// test, outlives every view. GUI thread.
class Theme final : public QObject
{
    Q_OBJECT
public:
    explicit Theme(QApplication& app, ThemeChoice choice = ThemeChoice::system);

    [[nodiscard]] Scheme scheme() const noexcept { return m_scheme; }
    [[nodiscard]] const Colours& colours() const { return coloursOf(m_scheme); }
    [[nodiscard]] ThemeChoice choice() const noexcept { return m_choice; }
    void choose(ThemeChoice choice);

    /// A drawing of resources/icons in `colour`; keys and picture sizes of 20 logical pixels.
    [[nodiscard]] static QIcon icon(const QString& name, const QColor& colour);
    [[nodiscard]] QIcon icon(const QString& name) const { return icon(name, colours().text2); }

Q_SIGNALS:
    /// Colours changed: views that paint for themselves repaint, icons are asked for again.
    void changed();

private:
    void apply();
    [[nodiscard]] Scheme wanted() const;

    QApplication& m_app;
    ThemeChoice m_choice;
    Scheme m_system = Scheme::dark; ///< of the desktop, at start
    Scheme m_scheme = Scheme::dark;
};

} // namespace satpad::gui
