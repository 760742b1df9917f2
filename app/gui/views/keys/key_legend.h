// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QWidget>

namespace satpad::gui {

/// What the parts of a key bar mean: free, reserved, spent, burnt, handed over.
class KeyLegend final : public QWidget
{
    Q_OBJECT
public:
    KeyLegend(const Theme& theme, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;
    /// With the words closer together.
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
};

} // namespace satpad::gui
