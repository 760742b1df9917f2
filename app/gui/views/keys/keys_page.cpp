// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys_page.h"

#include "courier_dialog.h"
#include "key_legend.h"
#include "key_peers_panel.h"
#include "ledger_panel.h"
#include "look/figures.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "views/notice.h"

#include <QFileInfo>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_rowsShown = 3;
constexpr int k_rowsShownLow = 2; ///< in a low window
constexpr int k_lowWindow = 680;

} // namespace

KeysPage::KeysPage(const PageNeeds& needs, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_make(makeButton(tr("Make courier file…"), "courierFile", this))
    , m_import(makeButton(tr("Import courier file…"), "courierImport", this))
    , m_low(new Notice(needs.theme, "lowKeyBanner", this))
    , m_notice(new Notice(needs.theme, "keysNotice", this))
    , m_peers(new KeyPeersPanel(needs, this))
    , m_ledger(new LedgerPanel(needs, this))
{
    setObjectName("keysPage");
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_topMargin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addWidget(buildHead());
    all->addWidget(m_low);
    all->addWidget(m_notice);
    all->addWidget(m_peers);
    all->addWidget(m_ledger, 1);
    m_low->setClosable(false);

    connect(m_make, &QPushButton::clicked, this, &KeysPage::askCourier);
    connect(m_import, &QPushButton::clicked, this, &KeysPage::importCourier);
    connect(m_notice, &Notice::actionChosen, this, &KeysPage::takeAction);
    connect(&needs.desk, &Desk::stateChanged, this, &KeysPage::takeState);
    connect(&needs.theme, &Theme::changed, this, &KeysPage::refreshIcons);
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] { m_ledger->search().setFocus(); });
    setTabOrder(m_make, m_import);
    setTabOrder(m_import, m_notice);
    setTabOrder(m_notice, &m_peers->list());
    setTabOrder(&m_peers->list(), &m_ledger->search());
    refreshIcons();
    takeState();
}

QWidget* KeysPage::buildHead()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(k_gap);
    row->addWidget(makeLabel(tr("Keys"), "title", head));
    row->addSpacing(4);
    row->addWidget(new KeyLegend(m_needs.theme, head));
    row->addStretch();
    row->addWidget(m_make);
    row->addWidget(m_import);
    head->setFixedHeight(30);
    return head;
}

void KeysPage::takeState()
{
    m_peers->takeState();
    setBusy(m_busy);
    if (const PeerState* low = m_peers->model().lowest()) {
        const QString words =
            tr("Key for %1 is low: %2 pages.").arg(low->name, grouped(freeToSend(*low)));
        if (m_low->isHidden() || m_low->sentence() != words) {
            m_low->say(Notice::Tone::warning, words);
        }
    } else {
        m_low->clear();
    }
}

void KeysPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_peers->setMostRows(height() < k_lowWindow ? k_rowsShownLow : k_rowsShown);
}

void KeysPage::setBusy(bool busy)
{
    m_busy = busy;
    m_import->setEnabled(!busy && m_needs.desk.isRead());
    m_make->setEnabled(!busy && m_peers->model().rowCount() > 0);
}

CourierWatch KeysPage::watch(const QString& deed, const QString& begun)
{
    setBusy(true);
    m_notice->say(Notice::Tone::plain, begun);
    m_notice->offer(tr("Cancel"));
    m_stop = std::make_shared<std::atomic<bool>>(false);
    // The desk outlives every job; the page may not.
    return {
        [desk = &m_needs.desk, page = QPointer<KeysPage>(this), deed](quint64 done, quint64 total) {
            QMetaObject::invokeMethod(
                desk,
                [page, deed, done, total] {
                    if (page && page->m_busy) {
                        page->m_notice->amend(
                            tr("%1: %2 of %3").arg(deed, bytesText(done), bytesText(total)));
                    }
                },
                Qt::QueuedConnection);
        },
        [stop = m_stop, all = &m_needs.desk.jobs().stop()] { return *stop || *all; }};
}

void KeysPage::takeAction()
{
    if (m_busy) {
        *m_stop = true;
    } else {
        saveReply();
    }
}

void KeysPage::sayTrouble(const core::Error& error)
{
    if (error.is(core::Errc::cancelled)) {
        m_notice->say(Notice::Tone::plain, tr("Cancelled. Nothing was kept and nothing written."));
    } else {
        m_notice->say(Notice::Tone::alarm, sentenceOf(error));
    }
}

void KeysPage::askCourier()
{
    auto* dialog = new CourierDialog(m_needs.desk.state().peers, m_needs.desk.peerName(), this);
    connect(dialog, &CourierDialog::ordered, this, &KeysPage::makeCourier);
    dialog->open();
}

void KeysPage::makeCourier(const QString& peer, quint64 bytes)
{
    const PeerState* known = m_needs.desk.state().peerNamed(peer);
    if (known == nullptr) {
        return;
    }
    const core::SiteId id = known->peer.id; // the state may change while the dialog is open
    const QString file = m_needs.asker.fileToSave(
        this, tr("Write the courier file for %1").arg(peer), peer + ".courier");
    if (file.isEmpty()) {
        return;
    }
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(),
            order = CourierOrder{id, bytes, file},
            watched = watch(tr("Making key"), tr("Making key for %1…").arg(peer))] {
            return makeCourierFile(*site, order, watched);
        },
        [this, file](const core::Expected<CourierResult>& made) {
            setBusy(false);
            m_needs.desk.refresh();
            if (made) {
                sayMade(*made, file);
            } else {
                sayTrouble(made.error());
            }
        });
}

void KeysPage::sayMade(const CourierResult& made, const QString& file)
{
    m_notice->say(Notice::Tone::warning,
        tr("%1 is written: %2 pages to send, %3 to receive. It is secret until %4 has imported it: "
           "carry it by hand, import it there, then destroy it.")
            .arg(QFileInfo(file).fileName(),
                grouped(made.sendPages),
                grouped(made.receivePages),
                made.peer),
        file);
}

void KeysPage::importCourier()
{
    const QStringList files = m_needs.asker.filesToOpen(this,
        tr("Import a courier file, or the reply to one of yours"),
        tr("Courier files (*.courier *.reply);;All files (*)"));
    if (!files.isEmpty()) {
        importNext(files);
    }
}

void KeysPage::importNext(QStringList files)
{
    const QString file = files.takeFirst();
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(),
            file,
            watched =
                watch(tr("Importing key"), tr("Importing %1…").arg(QFileInfo(file).fileName()))] {
            return takeCourierFile(*site, file, watched);
        },
        [this, files](const core::Expected<CourierResult>& taken) {
            setBusy(false);
            m_needs.desk.refresh();
            if (!taken) {
                sayTrouble(taken.error());
            } else if (files.isEmpty()) {
                sayTaken(*taken);
            } else {
                importNext(files);
            }
        });
}

void KeysPage::sayTaken(const CourierResult& taken)
{
    if (taken.isReply) {
        m_notice->say(
            Notice::Tone::good, tr("%1 has proved that it holds these pads.").arg(taken.peer));
        return;
    }
    if (taken.already) {
        m_notice->say(Notice::Tone::plain,
            tr("This file from %1 was imported before; nothing changed. Destroy it.")
                .arg(taken.peer));
    } else {
        m_notice->say(Notice::Tone::good,
            tr("Imported from %1: %2 pages to send, %3 to receive. Destroy the file now.")
                .arg(taken.peer, grouped(taken.sendPages), grouped(taken.receivePages)));
    }
    m_replyFor = taken.batch;
    m_replyTo = taken.peer;
    m_notice->offer(tr("Save reply…"));
}

void KeysPage::saveReply()
{
    const QString file = m_needs.asker.fileToSave(this,
        tr("Write the reply for %1").arg(m_replyTo),
        m_needs.desk.state().siteName + ".reply");
    if (file.isEmpty()) {
        return;
    }
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), batch = m_replyFor, file] {
            return writeCourierReply(*site, batch, file);
        },
        [this, file, peer = m_replyTo](const core::Expected<void>& written) {
            if (!written) {
                m_notice->say(Notice::Tone::alarm, sentenceOf(written.error()));
                return;
            }
            m_notice->say(Notice::Tone::good,
                tr("Give %1 to %2: it proves that the pads arrived, and holds no secret. Destroy "
                   "the courier file now.")
                    .arg(QFileInfo(file).fileName(), peer),
                file);
        });
}

void KeysPage::refreshIcons()
{
    m_make->setIcon(m_needs.theme.icon("courier"));
    m_import->setIcon(m_needs.theme.icon("open"));
}

} // namespace satpad::gui
