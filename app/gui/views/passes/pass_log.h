// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <QAbstractListModel>

#include <vector>

namespace satpad::gui {

/// What happened on the Passes page since it was opened, oldest first; no key, no plaintext. GUI
/// thread.
class PassLog final : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    /// The oldest line goes when there are too many.
    void add(core::UnixTime at, const QString& line);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Line
    {
        core::UnixTime at;
        QString text;
    };
    static constexpr int k_mostLines = 500;
    std::vector<Line> m_lines;
};

} // namespace satpad::gui
