// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace satpad::gui {

/// Fusion, whose icons grow with the text beside them.
class Style final : public QProxyStyle
{
    Q_OBJECT
public:
    Style();
    [[nodiscard]] int pixelMetric(PixelMetric metric,
        const QStyleOption* option = nullptr,
        const QWidget* widget = nullptr) const override;
};

} // namespace satpad::gui
