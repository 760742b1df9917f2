// SPDX-License-Identifier: GPL-3.0-or-later
#include "case_row.h"
#include "look/type.h"
#include "recovery_page.h"

#include <QButtonGroup>
#include <QPushButton>
#include <QVBoxLayout>

/// The parts that *Why nothing leaves* is made of.
namespace satpad::gui {

QWidget* RecoveryPage::makeHead()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(k_gap);
    row->addWidget(makeLabel(tr("Why nothing leaves"), "title", head));
    row->addWidget(m_badge);
    row->addStretch();
    m_which->setObjectName("recoveryWhich");
    for (QWidget* each : std::initializer_list<QWidget*>{m_which, m_before, m_after, m_export}) {
        row->addWidget(each);
    }
    head->setFixedHeight(px(30));
    return head;
}

QWidget* RecoveryPage::makeList()
{
    QFrame* list = makePanel("recoveryCases", this);
    list->setAccessibleName(tr("Why nothing leaves"));
    auto* column = new QVBoxLayout(list);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    auto* group = new QButtonGroup(this);
    m_rows = {new CaseRow(m_needs.theme, "error", tr("Suspended"), list),
        new CaseRow(m_needs.theme, "compare", tr("Suspect"), list),
        new CaseRow(m_needs.theme, "lock", tr("Locked"), list)};
    const std::array names{"caseSuspended", "caseSuspect", "caseDamaged"};
    for (std::size_t at = 0; at < m_rows.size(); ++at) {
        CaseRow* row = m_rows[at];
        row->setObjectName(names[at]);
        group->addButton(row);
        column->addWidget(row);
        connect(row, &CaseRow::clicked, this, [this, at] { choose(static_cast<Case>(at)); });
    }
    return list;
}

QWidget* RecoveryPage::makeCalm()
{
    QFrame* calm = makePanel("recoveryCalm", this);
    auto* column = new QVBoxLayout(calm);
    column->setContentsMargins(20, 18, 20, 20);
    column->setSpacing(6);
    QLabel* head = makeLabel(tr("Everything may leave"), "", calm);
    head->setStyleSheet("font-weight: 700");
    column->addWidget(head);
    QLabel* sentence = makeLabel(tr("No pad is suspended and this home is not in doubt: pictures "
                                    "leave as soon as their peer has recorded them."),
        "second",
        calm);
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    column->addSpacing(6);
    QPushButton* back = makeButton(tr("Back"), "recoveryLeave", calm);
    column->addWidget(back, 0, Qt::AlignLeft);
    connect(back, &QPushButton::clicked, this, &RecoveryPage::leave);
    m_calm = calm;
    return calm;
}

} // namespace satpad::gui
