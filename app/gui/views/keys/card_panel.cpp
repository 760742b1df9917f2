// SPDX-License-Identifier: GPL-3.0-or-later
#include "card_panel.h"

#include "look/type.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "qr_picture.h"
#include "views/notice.h"
#include "words_grid.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QTextOption>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_width = 372;
constexpr int k_textHeight = 78;

core::Expected<void> writeText(const QString& path, const QByteArray& text)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        return core::Unexpected(core::Errc::io_failed, path.toStdString() + " cannot be written");
    }
    return {};
}

/// "198.51.100.17:7117" on two lines; it is short enough then to stand beside the code.
QString addressLines(const std::string& address)
{
    const QString text = QString::fromStdString(address);
    const auto colon = text.lastIndexOf(':');
    return colon < 0 ? CardPanel::tr("no address")
                     : CardPanel::tr("%1\nport %2").arg(text.left(colon), text.mid(colon + 1));
}

} // namespace

QStringList pairingWords(const core::PublicKey& mine, const core::PublicKey& theirs)
{
    QStringList words;
    for (const std::string& word : core::pairing_words(mine, theirs)) {
        words.append(QString::fromStdString(word));
    }
    return words;
}

struct CardPanel::Read
{
    core::Card card;
    QByteArray text;
    QImage code;
};

CardPanel::CardPanel(const PageNeeds& needs, Notice& notice, QWidget* parent)
    : QFrame(parent)
    , m_needs(needs)
    , m_notice(notice)
    , m_qr(new QrPicture(this))
    , m_name(makeLabel({}, "", this))
    , m_badge(new SimBadge(needs.theme, this))
    , m_address(makeLabel({}, "second", this))
    , m_text(new QPlainTextEdit(this))
    , m_copy(makeButton(tr("Copy"), "cardCopy", this))
    , m_save(makeButton(tr("Save card…"), "cardSave", this))
    , m_wordsPart(new QWidget(this))
    , m_wordsTitle(makeLabel({}, "", m_wordsPart))
    , m_words(new WordsGrid(needs.theme, "pairingWords", m_wordsPart))
{
    setObjectName("cardPanel");
    setProperty("panel", true);
    setFixedWidth(px(k_width));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_topMargin, k_margin, k_topMargin);
    all->setSpacing(10);
    auto* title = makeLabel(tr("This site's card"), "", this);
    title->setStyleSheet("font-weight: 700");
    all->addWidget(title);
    all->addLayout(buildCard());
    m_text->setObjectName("cardText");
    m_text->setAccessibleName(tr("Text of this site's card"));
    m_text->setReadOnly(true);
    m_text->setFixedHeight(px(k_textHeight));
    all->addWidget(m_text);
    all->addLayout(buildButtons());
    buildWords(*all);
    all->addStretch(1); // all of it: the row of the code has a stretch, too

    connect(m_copy, &QPushButton::clicked, this, &CardPanel::copy);
    connect(m_save, &QPushButton::clicked, this, &CardPanel::save);
    connect(&needs.theme, &Theme::changed, this, &CardPanel::refreshIcons);
    setTabOrder(m_text, m_save);
    setTabOrder(m_save, m_copy);
    m_badge->hide();
    m_copy->setEnabled(false);
    m_save->setEnabled(false);
    refreshIcons();
    refreshWords();
}

QLayout* CardPanel::buildCard()
{
    auto* beside = new QVBoxLayout;
    beside->setSpacing(6);
    m_name->setObjectName("cardName");
    m_name->setStyleSheet(inPx("font-size: 15px; font-weight: 700"));
    m_name->setWordWrap(true);
    m_address->setObjectName("cardAddress");
    m_address->setWordWrap(true);
    auto* shown = makeLabel(tr("The card holds no secret. It may be shown."), "caption", this);
    shown->setWordWrap(true);
    beside->addWidget(m_name);
    beside->addWidget(m_badge);
    beside->addWidget(m_address);
    beside->addStretch();
    beside->addWidget(shown);
    auto* row = new QHBoxLayout;
    row->setSpacing(k_gap);
    row->addWidget(m_qr, 0, Qt::AlignTop);
    row->addLayout(beside, 1);
    return row;
}

QLayout* CardPanel::buildButtons()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(k_gap);
    row->addWidget(m_save);
    row->addWidget(m_copy);
    row->addStretch();
    return row;
}

void CardPanel::buildWords(QBoxLayout& all)
{
    auto* inside = new QVBoxLayout(m_wordsPart);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(8);
    m_wordsTitle->setObjectName("pairingTitle");
    m_wordsTitle->setStyleSheet("font-weight: 700");
    m_wordsTitle->setWordWrap(true);
    auto* warning =
        makeLabel(tr("If one word differs, stop: this card is not theirs."), "second", m_wordsPart);
    warning->setWordWrap(true);
    inside->addWidget(m_wordsTitle);
    inside->addWidget(m_words);
    inside->addWidget(warning);
    all.addSpacing(2);
    all.addWidget(m_wordsPart);
}

void CardPanel::refresh()
{
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site()] {
            Read read{site->card(), {}, {}};
            read.text = QByteArray::fromStdString(core::format_card(read.card)).trimmed();
            read.code = qrImage(read.text);
            return read;
        },
        [this](const Read& read) { take(read); });
}

void CardPanel::take(const Read& read)
{
    m_card = read.card;
    const QString name = QString::fromStdString(read.card.name);
    m_name->setText(name);
    m_badge->setVisible(read.card.simulated);
    m_address->setText(addressLines(read.card.address));
    const QString text = QString::fromUtf8(read.text);
    if (m_text->toPlainText() != text) { // else what is chosen of it stays chosen
        m_text->setPlainText(text);
    }
    m_qr->show(read.code, tr("QR code of the card of %1").arg(name));
    m_copy->setEnabled(true);
    m_save->setEnabled(true);
    refreshWords();
    Q_EMIT cardRead();
}

void CardPanel::showWordsWith(const core::Peer* peer)
{
    m_with = peer == nullptr ? std::nullopt : std::optional(*peer);
    refreshWords();
}

void CardPanel::refreshWords()
{
    m_wordsPart->setVisible(m_card && m_with);
    if (m_card && m_with) {
        m_wordsTitle->setText(tr("Call %1 and read these words to each other")
                                  .arg(QString::fromStdString(m_with->name)));
        m_words->show(pairingWords(m_card->key, m_with->key));
    }
}

void CardPanel::copy()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    m_notice.say(Notice::Tone::good, tr("The card is on the clipboard."));
}

void CardPanel::save()
{
    const QString path =
        m_needs.asker.fileToSave(this, tr("Save this site's card"), m_name->text() + ".card");
    if (path.isEmpty()) {
        return;
    }
    m_needs.desk.jobs().run(
        this,
        [path, text = m_text->toPlainText().toUtf8() + '\n'] { return writeText(path, text); },
        [this, path](const core::Expected<void>& written) {
            if (written) {
                m_notice.say(Notice::Tone::good,
                    tr("Card written to %1. It holds no secret.").arg(QFileInfo(path).fileName()),
                    path);
            } else {
                m_notice.say(Notice::Tone::alarm, sentenceOf(written.error()));
            }
        });
}

void CardPanel::refreshIcons()
{
    const Colours& colours = m_needs.theme.colours();
    m_copy->setIcon(m_needs.theme.icon("copy"));
    m_save->setIcon(m_needs.theme.icon("save"));
    dressCardText(*m_text, colours);
}

void dressCardText(QPlainTextEdit& text, const Colours& colours)
{
    text.setWordWrapMode(QTextOption::WrapAnywhere);
    text.setTabChangesFocus(true);
    text.setStyleSheet(
        QString("QPlainTextEdit { background: %1; border: 1px solid %2; border-radius: 4px; "
                "font-family: 'Noto Sans Mono', 'DejaVu Sans Mono'; font-size: 12px; }"
                "QPlainTextEdit:focus { border: 2px solid %3; }")
            .arg(colours.bg.name(), colours.edge.name(), colours.blue.name()));
}

} // namespace satpad::gui
