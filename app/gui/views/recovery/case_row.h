// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QAbstractButton>

namespace satpad::gui {

/// One state in the list of *Why nothing leaves*: icon, name and one sentence; in alarm while it
/// holds, else muted and "not now". Paints itself; as high as its sentence needs.
class CaseRow final : public QAbstractButton
{
    Q_OBJECT
public:
    CaseRow(const Theme& theme, const QString& icon, const QString& name, QWidget* parent);
    void say(const QString& sentence, bool holds);
    [[nodiscard]] bool holds() const noexcept { return m_holds; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_icon;
    QString m_sentence;
    bool m_holds = false;
};

} // namespace satpad::gui
