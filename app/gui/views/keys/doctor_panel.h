// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

class QCheckBox;
class QScrollArea;
class QVBoxLayout;

namespace satpad::gui {

class DoctorRow;
class DoctorWork;
class Notice;
struct DoctorRun;

/// Which layer between this site and the chosen peer fails: a row for each, the first that fails
/// marked, and under them what to do about it.
class DoctorPanel final : public QFrame
{
    Q_OBJECT
public:
    DoctorPanel(const PageNeeds& needs, QWidget* parent);
    /// Null: there is none, and nothing to check.
    void takePeer(const core::Peer* peer);
    void check();
    /// Where buttons of the page have their place, under the rows.
    [[nodiscard]] QBoxLayout& foot() const { return *m_foot; }
    [[nodiscard]] QWidget& firstControl() const;
    [[nodiscard]] QWidget& lastControl() const;

Q_SIGNALS:
    void settingsAsked();

private:
    void buildRows();
    void takeRun();
    void showRows(const DoctorRun& run);
    void showMarked(QWidget& row);
    void showEnd(const DoctorRun& run);
    void refreshIcons();

    PageNeeds m_needs;
    DoctorWork& m_work;
    std::optional<core::Peer> m_peer;
    QLabel* m_title;
    QLabel* m_when;
    QCheckBox* m_draw;
    QPushButton* m_check;
    QLabel* m_empty;
    QScrollArea* m_area;
    QWidget* m_list;
    QVBoxLayout* m_rowsLayout;
    std::vector<DoctorRow*> m_rows;
    Notice* m_mend;
    QBoxLayout* m_foot;
};

} // namespace satpad::gui
