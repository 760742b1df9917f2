// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_filter.h"
#include "ledger_model.h"
#include "ledger_watch.h"
#include "ledger_work.h"
#include "views/parts.h"

#include <QFrame>

class QLineEdit;
class QPushButton;
class QTableView;

namespace satpad::gui {

class Notice;

/// The ledger of the home: its events, what finds them, and what proves them. GUI thread; the
/// ledger itself is asked in jobs.
class LedgerPanel final : public QFrame
{
    Q_OBJECT
public:
    LedgerPanel(const PageNeeds& needs, QWidget* parent);

    /// Shows those events that are about page `page` of `pad`, until the chip is closed.
    void follow(const core::PadId& pad, quint64 page);
    [[nodiscard]] QLineEdit& search() { return *m_search; }

private:
    void buildHead();
    void buildTable();
    void takeState();
    void readPads();
    void followRow(const QModelIndex& index);
    void unfollow();
    [[nodiscard]] core::Progress begin(const QString& what);
    void end();
    void sayFailed(const core::Error& why);
    void verify();
    void takeVerified(const core::Expected<core::VerifyReport>& report);
    void compare();
    void takeCompared(const core::Expected<LedgerComparison>& compared);
    void exportLedger();
    void refreshIcons();
    void sayVerified(bool good, const QString& text);

    PageNeeds m_needs;
    LedgerModel m_model;
    LedgerFilter m_filter;
    std::vector<core::PadSummary> m_pads;
    quint64 m_padsReadAt = 0;
    bool m_verifiedGood = false;
    QLineEdit* m_search;
    QAction* m_searchIcon;
    QLabel* m_verifiedIcon;
    QLabel* m_verified;
    QPushButton* m_verify;
    QPushButton* m_compare;
    QPushButton* m_export;
    QPushButton* m_chip;
    Notice* m_notice;
    LedgerWatch* m_watch;
    QTableView* m_table;
};

} // namespace satpad::gui
