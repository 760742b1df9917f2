// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor_panel.h"

#include "doctor_row.h"
#include "doctor_words.h"
#include "doctor_work.h"
#include "look/figures.h"
#include "look/type.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "views/notice.h"

#include <QCheckBox>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace satpad::gui {
namespace {

using service::Found;

/// The first that fails, or one of the same layer that knows why.
auto worst(const std::vector<service::Check>& checks)
{
    const auto first = std::ranges::find(checks, Found::bad, &service::Check::found);
    const auto knowing = std::find_if(first, checks.end(), [&first](const service::Check& check) {
        return check.layer == first->layer && check.found == Found::bad &&
               check.cause != service::Cause::unnamed;
    });
    return knowing == checks.end() ? first : knowing;
}

} // namespace

DoctorPanel::DoctorPanel(const PageNeeds& needs, QWidget* parent)
    : QFrame(parent)
    , m_needs(needs)
    , m_work(DoctorWork::of(needs.desk))
    , m_title(makeLabel({}, "", this))
    , m_when(makeLabel({}, "caption", this))
    , m_draw(new QCheckBox(tr("Draw one test key"), this))
    , m_check(makeButton(tr("Check connection"), "doctorCheck", this))
    , m_empty(makeLabel(tr("Looks at everything a transfer needs, layer by layer, and says which "
                           "one fails first and what to do about it."),
          "second",
          this))
    , m_area(new QScrollArea(this))
    , m_list(new QWidget(this))
    , m_rowsLayout(new QVBoxLayout(m_list))
    , m_mend(new Notice(needs.theme, "doctorNotice", this))
    , m_foot(new QHBoxLayout)
{
    setObjectName("doctorPanel");
    setProperty("panel", true);
    m_title->setObjectName("doctorTitle");
    m_title->setStyleSheet("font-weight: 700");
    m_when->setObjectName("doctorWhen");
    m_draw->setObjectName("doctorDraw");
    m_draw->setAccessibleName(m_draw->text());
    m_draw->setToolTip(tr("One key is taken from the KME and thrown away."));
    m_empty->setWordWrap(true);
    m_empty->setObjectName("doctorEmpty");
    m_mend->setClosable(false);
    auto* head = new QHBoxLayout;
    head->setSpacing(k_gap);
    head->addWidget(m_title);
    head->addWidget(m_when, 1);
    head->addWidget(m_check);
    m_foot->setSpacing(k_gap);
    m_foot->addWidget(m_draw);
    auto* inside = new QVBoxLayout(this);
    inside->setContentsMargins(k_gap, k_gap, k_gap, k_gap);
    inside->setSpacing(k_gap);
    inside->addLayout(head);
    inside->addWidget(m_empty);
    buildRows();
    inside->addWidget(m_area, 1);
    inside->addWidget(m_mend);
    inside->addLayout(m_foot);
    connect(m_check, &QPushButton::clicked, this, &DoctorPanel::check);
    connect(m_mend, &Notice::actionChosen, this, &DoctorPanel::settingsAsked);
    connect(&m_work, &DoctorWork::changed, this, &DoctorPanel::takeRun);
    connect(&needs.theme, &Theme::changed, this, &DoctorPanel::refreshIcons);
    refreshIcons();
    takePeer(nullptr);
}

void DoctorPanel::buildRows()
{
    m_area->setObjectName("doctorRows");
    m_area->setAccessibleName(tr("Layers"));
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setStyleSheet(
        "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }");
    m_rowsLayout->setContentsMargins(0, 0, 0, 0);
    m_rowsLayout->setSpacing(0);
    m_rowsLayout->addStretch();
    m_area->setWidget(m_list);
}

QWidget& DoctorPanel::firstControl() const
{
    return *m_check;
}

QWidget& DoctorPanel::lastControl() const
{
    return *m_draw;
}

void DoctorPanel::takePeer(const core::Peer* peer)
{
    const bool same = peer != nullptr ? m_peer == *peer : !m_peer;
    m_peer = peer != nullptr ? std::optional<core::Peer>(*peer) : std::nullopt;
    m_title->setText(m_peer ? tr("Connection to %1").arg(QString::fromStdString(m_peer->name))
                            : tr("Connection"));
    m_draw->setVisible(m_peer && m_peer->kme);
    if (!same || !m_peer) {
        takeRun();
    }
}

void DoctorPanel::check()
{
    if (m_check->isEnabled() && m_peer) {
        m_work.check(
            m_needs.world.clock, *m_peer, m_draw->isVisibleTo(this) && m_draw->isChecked());
    }
}

void DoctorPanel::takeRun()
{
    const auto& run = m_work.run();
    const bool runs = run && run->runs;
    const bool isOurs = run && m_peer && run->peer == m_peer->id;
    m_check->setEnabled(m_peer && !runs);
    m_check->setToolTip(runs ? tr("A check is under way.") : QString());
    m_empty->setVisible(!isOurs);
    if (!isOurs) {
        m_when->clear();
        m_mend->clear();
        showRows({});
        return;
    }
    m_when->setText(runs ? tr("checking…") : tr("checked %1 UTC").arg(utcTime(run->begun)));
    showRows(*run);
    showEnd(*run);
}

void DoctorPanel::showRows(const DoctorRun& run)
{
    while (m_rows.size() < run.checks.size()) {
        m_rows.push_back(new DoctorRow(m_needs.theme, m_list));
        m_rowsLayout->insertWidget(m_rowsLayout->count() - 1, m_rows.back());
    }
    const auto bad = worst(run.checks);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setVisible(i < run.checks.size());
        if (i >= run.checks.size()) {
            continue;
        }
        const service::Check& check = run.checks[i];
        m_rows[i]->show(check, foundWords(check), bad != run.checks.end() && &*bad == &check);
        if (bad != run.checks.end() && &*bad == &check) {
            showMarked(*m_rows[i]);
        }
    }
}

/// Once it has its place.
void DoctorPanel::showMarked(QWidget& row)
{
    QMetaObject::invokeMethod(
        &row,
        [this, row = &row] { m_area->ensureWidgetVisible(row, 0, row->height()); },
        Qt::QueuedConnection);
}

void DoctorPanel::showEnd(const DoctorRun& run)
{
    const auto bad = worst(run.checks);
    if (bad != run.checks.end()) {
        m_mend->say(Notice::Tone::warning, tr("%1: %2").arg(layerWord(bad->layer), mendFor(*bad)));
        m_mend->offer(isOfKme(bad->layer) ? tr("KME settings…") : QString());
    } else if (run.error) {
        m_mend->say(Notice::Tone::plain,
            run.error->is(core::Errc::cancelled) ? tr("The check was stopped.")
                                                 : sentenceOf(*run.error));
    } else if (run.runs) {
        m_mend->clear();
    } else if (std::ranges::count(run.checks, Found::note, &service::Check::found) != 0) {
        m_mend->say(Notice::Tone::plain, tr("Nothing fails. Read what is noted above."));
    } else {
        m_mend->say(Notice::Tone::good, tr("Every layer that was looked at holds."));
    }
}

void DoctorPanel::refreshIcons()
{
    m_check->setIcon(m_needs.theme.icon("resume"));
}

} // namespace satpad::gui
