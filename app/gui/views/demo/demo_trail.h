// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QWidget>

#include <vector>

namespace satpad::gui {

enum class DemoMark
{
    waiting,
    present,
    done
};

struct DemoTrailRow
{
    QString icon; ///< while it is not done
    QString words;
    QString figure;
    DemoMark mark = DemoMark::waiting;
    bool operator==(const DemoTrailRow&) const = default;
};

/// What has happened to the photo at one site, a row each; the places never move.
class DemoTrail final : public QWidget
{
    Q_OBJECT
public:
    DemoTrail(const Theme& theme, const char* name, QWidget* parent);
    void show(const std::vector<DemoTrailRow>& rows);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    std::vector<DemoTrailRow> m_rows;
};

} // namespace satpad::gui
