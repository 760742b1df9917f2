// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recovery_words.h"
#include "views/parts.h"

class QVBoxLayout;

namespace satpad::gui {

/// What happened, what is safe, what to do: the right side of *Why nothing leaves*. GUI thread.
class RecoveryPanel final : public QFrame
{
    Q_OBJECT
public:
    RecoveryPanel(const Theme& theme, QWidget* parent);
    /// Keeps the focus on the button that had it.
    void show(const RecoveryText& text);
    [[nodiscard]] const RecoveryText& text() const noexcept { return m_text; }

Q_SIGNALS:
    /// The deed of a step, by its name.
    void asked(const QString& deed);

private:
    void build();
    void dropContent();
    void addHead(const QString& text);
    void addSafe(const QString& sentence);
    void addStep(int number, const RecoveryStep& step, bool isLast);

    const Theme& m_theme;
    RecoveryText m_text;
    QWidget* m_content = nullptr;
    QVBoxLayout* m_column = nullptr; ///< of m_content
};

} // namespace satpad::gui
