// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"
#include "views/passes/coming_passes_model.h"
#include "views/passes/go_model.h"
#include "views/passes/pass_log.h"

#include <QStyledItemDelegate>

class QListView;
class QTableView;
class QTabWidget;

namespace satpad::gui {

/// Rows of a ComingPassesModel: what gives nothing is faint and says why, with an icon, over the two
/// columns that have nothing to say then.
class ComingDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    ComingDelegate(const Theme& theme, QTableView& table);
    void paint(QPainter* painter,
        const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    QTableView& m_table;
};

/// Rows of a GoModel: an icon for go and one for no-go.
class GoDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    GoDelegate(const Theme& theme, QObject* parent);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

/// "Coming passes", "Go / no-go" and "Log" in one panel.
class PassTabs final : public QFrame
{
    Q_OBJECT
public:
    PassTabs(const Theme& theme, QWidget* parent);

    [[nodiscard]] ComingPassesModel& coming() noexcept { return m_coming; }
    [[nodiscard]] GoModel& goList() noexcept { return m_go; }
    [[nodiscard]] PassLog& log() noexcept { return m_log; }
    /// Chooses a row without telling of it.
    void select(int row);
    /// While one is flown, no other can be picked.
    void setPickable(bool pickable);
    /// Below the list; empty: nothing.
    void setNote(const QString& note);
    void showGoList();

Q_SIGNALS:
    /// The operator picked a pass.
    void picked(const ComingPass& pass);

private:
    QTableView* makeComing();
    QTableView* makeGoList();
    QListView* makeLog();
    void dress();

    const Theme& m_theme;
    ComingPassesModel m_coming;
    GoModel m_go;
    PassLog m_log;
    QTabWidget* m_tabs;
    QTableView* m_passes;
    QLabel* m_note;
    bool m_isSelecting = false;
};

} // namespace satpad::gui
