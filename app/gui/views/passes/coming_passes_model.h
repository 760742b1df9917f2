// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/passes/pass_plan.h"

#include <QAbstractTableModel>

namespace satpad::gui {

/// The coming passes of one satellite over one station, by rise; those that give nothing stay, with
/// the reason. The last row is a made-up one. GUI thread.
class ComingPassesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        Utc,
        Highest,
        Expected,
        In,
        k_columns
    };
    enum Role
    {
        UsableRole = Qt::UserRole, ///< bool
        IconRole                   ///< of the reason; empty for a usable one
    };
    using QAbstractTableModel::QAbstractTableModel;

    /// Rows are replaced where they are when there are as many as before.
    void setPasses(std::vector<ComingPass> passes);
    /// The countdown goes on; rows stay.
    void setNow(sat::Instant now);
    /// Null when there is no such row.
    [[nodiscard]] const ComingPass* at(int row) const;
    /// Of the same pass; -1.
    [[nodiscard]] int rowOf(const ComingPass& pass) const;
    /// The next real pass that gives key, else the made-up one; -1 when there is none.
    [[nodiscard]] int nextUsable() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const ComingPass& pass, int column) const;

    std::vector<ComingPass> m_passes;
    sat::Instant m_now;
};

} // namespace satpad::gui
