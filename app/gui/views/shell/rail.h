// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QAbstractListModel>
#include <QListView>

namespace satpad::gui {

/// The pages of the window: name, icon, and a count that wants to be seen.
class RailModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    struct Entry
    {
        QString name;
        QString icon;
        int count = 0;
        bool calls = false; ///< the count is news, not a state
    };
    enum Role
    {
        IconName = Qt::UserRole,
        Count,
        Calls
    };

    explicit RailModel(std::vector<Entry> entries, QObject* parent);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    void setCount(int row, int count, bool calls);

private:
    std::vector<Entry> m_entries;
};

/// Rows of 40 pixels with an icon, the name and the count, the last one at the bottom; icons alone
/// when the window is narrow.
class Rail final : public QListView
{
    Q_OBJECT
public:
    Rail(RailModel& model, const Theme& theme, QWidget* parent);
    void setNarrow(bool narrow);
    [[nodiscard]] bool isNarrow() const noexcept { return m_narrow; }
    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    bool m_narrow = false;
};

} // namespace satpad::gui
