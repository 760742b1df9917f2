// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_panel.h"
#include "ledger_table.h"
#include "ledger_work.h"
#include "look/figures.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "views/notice.h"

#include <QDateTime>
#include <QFileInfo>
#include <QPushButton>

/// What the buttons over the ledger do.
namespace satpad::gui {

/// The ledger does one long thing at a time.
core::Progress LedgerPanel::begin(const QString& what)
{
    for (QPushButton* button : {m_verify, m_compare, m_export}) {
        button->setEnabled(false);
    }
    m_notice->clear();
    return m_watch->begin(what);
}

void LedgerPanel::end()
{
    m_watch->end();
    for (QPushButton* button : {m_verify, m_compare, m_export}) {
        button->setEnabled(true);
    }
}

void LedgerPanel::sayFailed(const core::Error& why)
{
    if (why.is(core::Errc::cancelled)) {
        m_notice->say(Notice::Tone::plain, tr("Cancelled. Nothing was changed."));
    } else {
        m_notice->say(Notice::Tone::alarm, sentenceOf(why));
    }
}

void LedgerPanel::verify()
{
    const core::Progress progress = begin(tr("Verifying the ledger"));
    sayVerified(false, tr("verifying…"));
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), progress] { return site->ledger().verify(progress); },
        [this](const core::Expected<core::VerifyReport>& report) {
            end();
            takeVerified(report);
        });
}

void LedgerPanel::takeVerified(const core::Expected<core::VerifyReport>& report)
{
    if (report && report->ok) {
        const QString now = QDateTime::currentDateTimeUtc().toString("HH:mm:ss");
        sayVerified(true,
            tr("verified %1 · %2 events · nothing used twice").arg(now, grouped(report->events)));
        return;
    }
    sayVerified(false, {});
    if (!report) {
        sayFailed(report.error());
        return;
    }
    QStringList faults;
    for (const std::string& fault : report->faults) {
        faults.append(QString::fromStdString(fault));
    }
    m_notice->say(Notice::Tone::alarm,
        faults.isEmpty()
            ? tr("The ledger does not add up. Send nothing, and keep the home as it is.")
            : tr("The ledger does not add up: %1. Send nothing, and keep the home as it is.")
                  .arg(faults.front()),
        faults.join('\n'));
}

void LedgerPanel::compare()
{
    const QStringList files = m_needs.asker.filesToOpen(this,
        tr("Open the ledger that the peer exported"),
        tr("Ledgers (*.ledger *.txt);;All files (*)"));
    if (files.isEmpty()) {
        return;
    }
    const core::Progress progress = begin(tr("Comparing ledgers"));
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), path = files.front(), progress] {
            return compareWith(*site, path, progress);
        },
        [this](const core::Expected<LedgerComparison>& compared) {
            end();
            takeCompared(compared);
        });
}

void LedgerPanel::takeCompared(const core::Expected<LedgerComparison>& compared)
{
    if (!compared) {
        sayFailed(compared.error());
        return;
    }
    if (compared->differences.empty()) {
        m_notice->say(Notice::Tone::good, tr("Both ledgers agree: no page served twice."));
        return;
    }
    const DifferenceWords words = wordsFor(compared->differences);
    m_notice->say(
        words.alarm ? Notice::Tone::alarm : Notice::Tone::warning, words.sentence, words.details);
}

void LedgerPanel::exportLedger()
{
    const QString path = m_needs.asker.fileToSave(this,
        tr("Export: all of the ledger, or the events shown as .csv or .json"),
        m_needs.desk.state().siteName + ".ledger");
    if (path.isEmpty()) {
        return;
    }
    const LedgerFormat format = formatOf(path);
    std::vector<LedgerRow> rows;
    if (format != LedgerFormat::text) {
        rows = shownRows(m_model, m_filter, m_needs.desk.state().simulatedHome);
    }
    const QString name = QFileInfo(path).fileName();
    const QString good = format == LedgerFormat::text
                             ? tr("Ledger written to %1. It holds no key and no names.").arg(name)
                             : tr("%1 events written to %2. It holds no key, but names of peers.")
                                   .arg(grouped(rows.size()), name);
    const core::Progress progress = begin(tr("Exporting the ledger"));
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), path, format, rows = std::move(rows), progress] {
            return format == LedgerFormat::text ? exportTo(*site, path, progress)
                                                : writeRows(rows, format, path);
        },
        [this, path, good](const core::Expected<void>& written) {
            end();
            if (written) {
                m_notice->say(Notice::Tone::good, good, path);
            } else {
                sayFailed(written.error());
            }
        });
}

} // namespace satpad::gui
