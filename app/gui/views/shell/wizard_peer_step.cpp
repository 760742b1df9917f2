// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/type.h"
#include "models/sentences.h"
#include "views/keys/card_drop.h"
#include "views/keys/card_panel.h"
#include "views/keys/card_reader.h"
#include "views/keys/words_grid.h"
#include "views/notice.h"
#include "views/shell/wizard_steps.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {

PeerStep::PeerStep(const PageNeeds& needs, const CardStep& own, QWidget* parent)
    : WizardStep(tr("Add a peer"),
          tr("A peer is another site you share key with. You need its card; it holds no secret."),
          parent)
    , m_needs(needs)
    , m_own(own)
    , m_reader(new CardReader(needs.desk.jobs(), this))
    , m_notice(new Notice(needs.theme, "wizardPeerNotice", this))
    , m_compare(new QWidget(this))
    , m_call(makeText({}, "", m_compare))
    , m_words(new WordsGrid(needs.theme, "wizardWords", m_compare))
    , m_same(new QCheckBox(tr("All eight words are the same"), m_compare))
{
    setMain(tr("Add peer"), "wizardAddPeer");
    build();
    connect(m_reader, &CardReader::found, this, &PeerStep::take);
    connect(m_reader, &CardReader::failed, this, [this] { take({}); });
    connect(m_same, &QCheckBox::toggled, mainButton(), &QPushButton::setEnabled);
    connect(mainButton(), &QPushButton::clicked, this, &PeerStep::addPeer);
    showCard();
}

void PeerStep::build()
{
    auto* drop = new CardDrop(m_needs.theme, this);
    drop->setFixedHeight(px(72));
    auto* open = makeButton(tr("Open card…"), "wizardOpenCard", this);
    auto* paste = makeButton(tr("Paste"), "wizardPasteCard", this);
    open->setIcon(m_needs.theme.icon("open"));
    paste->setIcon(m_needs.theme.icon("paste"));
    m_notice->setClosable(false);
    m_call->setStyleSheet("font-weight: 700");
    m_same->setObjectName("wizardSame");
    m_same->setAccessibleName(m_same->text());
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(k_gap);
    buttons->addWidget(open);
    buttons->addWidget(paste);
    buttons->addStretch();
    auto* inside = new QVBoxLayout(m_compare);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(8);
    inside->addWidget(m_call);
    inside->addWidget(
        makeText(tr("If one word differs, stop: this card is not theirs."), "second", m_compare));
    inside->addWidget(m_words);
    inside->addWidget(m_same);
    column().addWidget(drop);
    column().addLayout(buttons);
    column().addWidget(m_notice);
    column().addWidget(m_compare);
    column().addStretch();
    connect(drop, &CardDrop::cardDropped, m_reader, &CardReader::readMime);
    connect(open, &QPushButton::clicked, this, &PeerStep::openFile);
    connect(paste, &QPushButton::clicked, this, [this] {
        m_reader->readMime(QGuiApplication::clipboard()->mimeData());
    });
    setFocusProxy(open);
}

void PeerStep::openFile()
{
    const QStringList files = m_needs.asker.filesToOpen(this,
        tr("Open the peer's card"),
        tr("Cards and QR pictures (*.card *.txt *.png *.jpg *.jpeg *.webp *.avif);;All files (*)"));
    if (!files.isEmpty()) {
        m_reader->readFile(files.front());
    }
}

void PeerStep::take(const QString& text)
{
    m_card.reset();
    if (auto card = core::parse_card(text.toStdString())) {
        m_card = std::move(*card);
    }
    showCard();
    if (!m_card) {
        m_notice->say(Notice::Tone::alarm,
            tr("This is not a Satpad card, or it was cut short. Ask for it again."));
    }
}

void PeerStep::showCard()
{
    m_same->setChecked(false);
    mainButton()->setEnabled(false);
    const bool known = m_card && m_own.card();
    m_compare->setVisible(known);
    if (!known) {
        mainButton()->setText(tr("Add peer"));
        return;
    }
    const QString name = QString::fromStdString(m_card->name);
    const QString address = QString::fromStdString(m_card->address);
    const QString where = address.isEmpty() ? tr("%1 · it dials in").arg(name)
                                            : QString("%1 · %2").arg(name, address);
    m_notice->say(Notice::Tone::plain,
        m_card->simulated ? tr("%1 · takes SIMULATED key only").arg(where) : where);
    m_call->setText(tr("Call %1 and read these words to each other").arg(name));
    m_words->show(pairingWords(m_own.card()->key, m_card->key));
    mainButton()->setText(tr("Add %1").arg(name));
    mainButton()->setAccessibleName(mainButton()->text());
}

QString PeerStep::wordsFor(const core::Error& error, const core::Card& card) const
{
    const QString name = QString::fromStdString(card.name);
    if (error.is(core::Errc::already_exists)) {
        return tr("%1 is known already, with another card or address. Remove that peer first.")
            .arg(name);
    }
    if (!error.is(core::Errc::invalid_argument)) {
        return sentenceOf(error);
    }
    const auto& own = m_own.card();
    return own && own->key == card.key
               ? tr("This is this site's own card. Give it to the peer and open theirs here.")
               : tr("The card of %1 names %2, which is no address. Ask for another card.")
                     .arg(name, QString::fromStdString(card.address));
}

void PeerStep::addPeer()
{
    if (!m_card) {
        return;
    }
    mainButton()->setEnabled(false);
    m_needs.desk.changeSite(
        [card = *m_card](service::Site& site) -> core::Expected<void> {
            auto made = site.add_peer(card, card.address, service::Site::Replace::no);
            return made ? core::Expected<void>() : core::fail(std::move(made));
        },
        [step = QPointer<PeerStep>(this), card = *m_card](const core::Expected<void>& ended) {
            if (!step) {
                return;
            }
            if (ended) {
                Q_EMIT step->done();
            } else {
                step->m_notice->say(Notice::Tone::alarm, step->wordsFor(ended.error(), card));
                step->mainButton()->setEnabled(step->m_same->isChecked());
            }
        });
}

} // namespace satpad::gui
