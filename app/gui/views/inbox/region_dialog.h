// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "views/parts.h"

#include <QDialog>

#include <array>
#include <optional>

class QDoubleSpinBox;
class QSpinBox;

namespace satpad::gui {

class Notice;
class RegionPicker;

/// Asks which part of a received picture is wanted, and at how many bytes; says what that costs on
/// both sides before anything is spent. Show it with open(); ordered() tells the answer. GUI thread.
class RegionDialog final : public QDialog
{
    Q_OBJECT
public:
    RegionDialog(const PageNeeds& needs, const core::InboxItem& item, QWidget* parent);

Q_SIGNALS:
    void ordered(const service::RequestCost& cost);

private:
    void build();
    [[nodiscard]] QLayout* makeFigures();
    void load();
    void takeRegion();
    void takeFigures();
    void price();
    void take(const core::Expected<service::RequestCost>& cost);

    PageNeeds m_needs;
    core::InboxItem m_item;
    std::optional<service::RequestCost> m_cost; ///< of what is on the screen
    QTimer m_soon;                              ///< many changes become one question
    int m_asked = 0;                            ///< counts them: older answers are dropped
    RegionPicker* m_picker;
    std::array<QSpinBox*, 4> m_figures{}; ///< x, y, width, height
    QDoubleSpinBox* m_budget;
    QLabel* m_price;
    Notice* m_notice;
    QPushButton* m_ask;
};

} // namespace satpad::gui
