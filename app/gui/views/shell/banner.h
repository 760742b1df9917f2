// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

class QToolButton;

namespace satpad::gui {

/// One sentence over a page that the operator should not miss, and what leads out of it.
class Banner final : public QFrame
{
    Q_OBJECT
public:
    enum class Kind
    {
        warning,
        alarm
    };

    Banner(const Theme& theme, QWidget* parent);
    /// Empty: none. A warning can be put away by the operator, an alarm ends with its reason.
    void show(Kind kind, const QString& sentence);
    [[nodiscard]] const QString& sentence() const noexcept { return m_sentence; }

Q_SIGNALS:
    void dismissed();

private:
    void dress();

    const Theme& m_theme;
    Kind m_kind = Kind::warning;
    QString m_sentence;
    QLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_dismiss;
};

} // namespace satpad::gui
