// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"
#include "look/type.h"

#include <satpad/core/types.h>

#include <QImage>
#include <QWidget>

#include <array>

namespace satpad::gui {

/// What an eavesdropper would have of the sealed bytes: as the colours of pixels, and how often each
/// of 64 ranges of byte values came.
class DemoBytes final : public QWidget
{
    Q_OBJECT
public:
    DemoBytes(const Theme& theme, QWidget* parent);
    /// The first `passed` of `bytes`, which stay where they are.
    void show(const core::Bytes& bytes, std::uint64_t passed);
    [[nodiscard]] quint64 shown() const { return m_shown; }
    [[nodiscard]] QSize sizeHint() const override { return px(QSize(366, 112)); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void begin(std::size_t total);
    void paintHistogram(QPainter& painter, const QRect& box) const;

    const Theme& m_theme;
    QImage m_picture;
    std::array<quint64, 64> m_counts{};
    std::size_t m_total = 0;
    quint64 m_shown = 0;
};

} // namespace satpad::gui
