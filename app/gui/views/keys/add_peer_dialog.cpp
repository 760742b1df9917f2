// SPDX-License-Identifier: GPL-3.0-or-later
#include "add_peer_dialog.h"

#include "card_drop.h"
#include "card_panel.h"
#include "card_reader.h"
#include "look/type.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "views/notice.h"
#include "words_grid.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_width = 480;

} // namespace

AddPeerDialog::AddPeerDialog(const PageNeeds& needs, const core::PublicKey& own, QWidget* parent)
    : FittingDialog(parent)
    , m_needs(needs)
    , m_own(own)
    , m_text(new QPlainTextEdit(this))
    , m_reader(new CardReader(needs.desk.jobs(), this))
    , m_open(makeButton(tr("Open card…"), "peerOpenFile", this))
    , m_paste(makeButton(tr("Paste"), "peerPaste", this))
    , m_name(makeLabel({}, "", this))
    , m_badge(new SimBadge(needs.theme, this))
    , m_call(makeLabel({}, "", this))
    , m_words(new WordsGrid(needs.theme, "peerWords", this))
    , m_differs(
          makeLabel(tr("If one word differs, stop: this card is not theirs."), "second", this))
    , m_same(new QCheckBox(tr("All eight words are the same"), this))
    , m_address(new QLineEdit(this))
    , m_notice(new Notice(needs.theme, "addPeerNotice", this))
    , m_add(makeButton(tr("Add peer"), "peerAdd", this))
{
    setObjectName("addPeerDialog");
    setWindowTitle(tr("Add a peer"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(px(k_width));
    build();
    connect(m_text, &QPlainTextEdit::textChanged, this, &AddPeerDialog::takeText);
    connect(m_open, &QPushButton::clicked, this, &AddPeerDialog::openFile);
    connect(m_paste, &QPushButton::clicked, this, &AddPeerDialog::paste);
    connect(m_reader, &CardReader::found, m_text, &QPlainTextEdit::setPlainText);
    connect(m_reader, &CardReader::failed, this, &AddPeerDialog::sayNoCard);
    connect(m_same, &QCheckBox::toggled, this, &AddPeerDialog::updateAdd);
    connect(m_add, &QPushButton::clicked, this, &AddPeerDialog::addPeer);
    showCard();
}

void AddPeerDialog::build()
{
    auto* what = makeLabel(
        tr("A peer is another site you share key with. You need its card; it holds no secret."),
        "second",
        this);
    what->setWordWrap(true);
    m_text->setObjectName("peerCardText");
    m_text->setAccessibleName(tr("Text of the peer's card"));
    m_text->setPlaceholderText(tr("Paste the text of the card here"));
    dressCardText(*m_text, m_needs.theme.colours());
    m_text->setFixedHeight(px(84));
    m_name->setObjectName("peerCardName");
    m_name->setStyleSheet(inPx("font-size: 15px; font-weight: 700"));
    m_call->setObjectName("peerCall");
    m_call->setWordWrap(true);
    m_differs->setWordWrap(true);
    m_same->setObjectName("peerSame");
    m_same->setAccessibleName(m_same->text());
    m_address->setObjectName("peerAddress");
    m_address->setAccessibleName(tr("Address, host and port"));
    m_address->setPlaceholderText(tr("host:port, empty: it dials in"));

    auto* cancel = makeButton(tr("Cancel"), "peerCancel", this);
    cancel->setAutoDefault(false);
    m_open->setAutoDefault(false);
    m_open->setIcon(m_needs.theme.icon("open"));
    m_paste->setAutoDefault(false);
    m_paste->setIcon(m_needs.theme.icon("paste"));
    auto* drop = new CardDrop(m_needs.theme, this);
    drop->setFixedHeight(px(64));
    connect(drop, &CardDrop::cardDropped, m_reader, &CardReader::readMime);
    m_add->setProperty("role", "main");
    m_add->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);

    auto* named = new QHBoxLayout;
    named->setSpacing(k_gap);
    named->addWidget(m_name);
    named->addWidget(m_badge);
    named->addStretch();
    named->addWidget(m_paste);
    named->addWidget(m_open);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(k_gap);
    form->addRow(tr("Address"), m_address);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(k_gap);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_margin, k_margin, k_margin);
    all->setSpacing(k_gap);
    for (QWidget* part : std::initializer_list<QWidget*>{what, drop, m_text}) {
        all->addWidget(part);
    }
    all->addLayout(named);
    for (QWidget* part : std::initializer_list<QWidget*>{m_call, m_words, m_differs, m_same}) {
        all->addWidget(part);
    }
    all->addLayout(form);
    all->addWidget(m_notice);
    all->addStretch();
    all->addLayout(buttons);
}

void AddPeerDialog::openFile()
{
    const QStringList files = m_needs.asker.filesToOpen(this,
        tr("Open the peer's card"),
        tr("Cards and QR pictures (*.card *.txt *.png *.jpg *.jpeg *.webp *.avif);;All files (*)"));
    if (!files.isEmpty()) {
        m_reader->readFile(files.front());
    }
}

void AddPeerDialog::paste()
{
    m_reader->readMime(QGuiApplication::clipboard()->mimeData());
}

void AddPeerDialog::sayNoCard()
{
    m_text->clear();
    m_notice->say(Notice::Tone::alarm,
        tr("This is not a Satpad card, or it was cut short. Ask for it again."));
}

void AddPeerDialog::takeText()
{
    m_card.reset();
    m_notice->clear();
    const QByteArray text = m_text->toPlainText().toUtf8();
    if (!text.trimmed().isEmpty()) {
        auto card = text.size() > k_cardLimit
                        ? core::Expected<core::Card>(core::Unexpected(core::Errc::malformed))
                        : core::parse_card(text.toStdString());
        if (card) {
            m_card = std::move(*card);
            m_address->setText(QString::fromStdString(m_card->address));
        } else {
            m_notice->say(Notice::Tone::alarm,
                tr("This is not a Satpad card, or it was cut short. Ask for it again."));
        }
    }
    showCard();
}

void AddPeerDialog::showCard()
{
    const bool known = m_card.has_value();
    m_address->setEnabled(known);
    for (QWidget* part : std::initializer_list<QWidget*>{m_call, m_words, m_differs, m_same}) {
        part->setVisible(known);
    }
    m_same->setChecked(false); // other words, or none
    m_badge->setVisible(known && m_card->simulated);
    updateAdd();
    m_name->setText(known ? QString::fromStdString(m_card->name) : QString());
    if (known) {
        m_call->setText(tr("Call %1 and read these words to each other").arg(m_name->text()));
        m_words->show(pairingWords(m_own, m_card->key));
    }
}

void AddPeerDialog::updateAdd()
{
    const bool wants = m_card && !m_same->isChecked();
    m_add->setEnabled(m_card && m_same->isChecked());
    m_add->setToolTip(wants ? tr("Compare the words first") : QString());
}

QString AddPeerDialog::wordsFor(const core::Error& error) const
{
    if (error.is(core::Errc::already_exists)) {
        return tr("%1 is known already, with another card or address. Remove that peer first.")
            .arg(m_name->text());
    }
    if (!error.is(core::Errc::invalid_argument)) {
        return sentenceOf(error);
    }
    return m_card && m_card->key == m_own
               ? tr("This is this site's own card. Give it to the peer and open theirs here.")
               : tr("%1 is not an address. Write host and port, as in stellenbosch.example:7740, or "
                    "nothing when %2 dials in.")
                     .arg(m_address->text().trimmed(), m_name->text());
}

void AddPeerDialog::addPeer()
{
    if (!m_card) {
        return;
    }
    m_add->setEnabled(false);
    m_needs.desk.changeSite(
        [card = *m_card, address = m_address->text().trimmed().toStdString()](
            service::Site& site) -> core::Expected<void> {
            auto made = site.add_peer(card, address, service::Site::Replace::no);
            return made ? core::Expected<void>() : core::fail(std::move(made));
        },
        [dialog = QPointer<AddPeerDialog>(this)](const core::Expected<void>& ended) {
            if (!dialog) {
                return;
            }
            dialog->updateAdd();
            if (!ended) {
                dialog->m_notice->say(Notice::Tone::alarm, dialog->wordsFor(ended.error()));
                return;
            }
            Q_EMIT dialog->added(dialog->m_name->text());
            dialog->accept();
        });
}

} // namespace satpad::gui
