// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/passes/pass_plan.h"

#include <satpad/service/pass_run.h>

#include <QAbstractTableModel>

namespace satpad::gui {

/// One line of the go/no-go list.
struct GoLine
{
    std::string
        what; ///< as the checks of a run are called; "elevation", "dark" and "shadow" before
    bool isGo = false;
    QString found;
    bool operator==(const GoLine&) const = default;
};

/// What speaks for a pass and what against it: from the plan, and from the checks of a run as they
/// come. GUI thread.
class GoModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        What,
        Found,
        k_columns
    };
    enum Role
    {
        GoRole = Qt::UserRole ///< bool
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setPlan(const FlightPlan& plan);
    /// What a run found; replaces what the plan said of the same thing.
    void addChecks(const std::vector<service::GoCheck>& checks);
    void clear();
    [[nodiscard]] bool isAllGo() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role) const override;

private:
    void set(std::vector<GoLine> lines);

    std::vector<GoLine> m_lines;
};

} // namespace satpad::gui
