// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/inbox_details.h"

#include "look/figures.h"
#include "look/type.h"
#include "models/sentences.h"
#include "views/inbox/message_facts.h"
#include "views/inbox/outbox_model.h"
#include "views/inbox/outside.h"

#include <QGridLayout>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_width = 404;
constexpr int k_padding = 16;
constexpr QSize k_picture{372, 247};

QString suffixOf(const core::InboxItem& item)
{
    return QString::fromStdString(item.path.extension().string()).mid(1).toUpper();
}

} // namespace

InboxDetails::InboxDetails(const PageNeeds& needs, QWidget* parent)
    : QFrame(parent)
    , m_desk(needs.desk)
    , m_theme(needs.theme)
    , m_body(new QWidget(this))
    , m_hint(makeLabel({}, "second", this))
    , m_picture(new PictureView(m_theme, m_body))
    , m_name(makeLabel({}, "name", m_body))
    , m_second(makeLabel({}, "second", m_body))
    , m_held(new Notice(m_theme, "inboxHeld", m_body))
    , m_badge(new SimBadge(m_theme, m_body))
    , m_note(new Notice(m_theme, "inboxNote", m_body))
{
    setObjectName("inboxDetails");
    m_held->setClosable(false);
    setProperty("panel", true);
    setAccessibleName(tr("Chosen picture"));
    setFixedWidth(px(k_width));
    m_picture->setObjectName("inboxPicture");
    m_picture->setMaximumHeight(k_picture.height());
    m_name->setObjectName("inboxName");
    m_name->setStyleSheet(inPx("font-size: 15px; font-weight: 700;"));
    m_second->setObjectName("inboxSecond");
    m_hint->setObjectName("inboxHint");
    m_hint->setAlignment(Qt::AlignCenter);
    auto* stack = new QStackedLayout(this);
    stack->addWidget(m_hint);
    stack->addWidget(m_body);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(k_padding, 14, k_padding, 14);
    column->setSpacing(4);
    column->addWidget(m_picture, 8);
    column->addSpacing(8);
    column->addWidget(m_name);
    column->addWidget(m_second);
    column->addSpacing(8);
    column->addWidget(m_held);
    column->addSpacing(8);
    auto* facts = new QGridLayout;
    facts->setVerticalSpacing(5);
    column->addLayout(facts);
    m_what = addFact(facts, tr("Picture"), "inboxWhat");
    m_pages = addFact(facts, tr("Pages"), "inboxPages");
    m_mode = addFact(facts, tr("Mode"), "inboxMode");
    m_forgery = addFact(facts, tr("Forgery"), "inboxForgery");
    m_keyFrom = addFact(facts, tr("Key from"), "inboxKeyFrom");
    m_id = addFact(facts, tr("Message"), "inboxId");
    makeIdFact(m_id);
    addBadge(facts, m_keyFrom, m_badge);
    m_request = addFact(facts, tr("Request"), "inboxRequest");
    column->addStretch(1);
    column->addWidget(m_note);
    makeButtons(column);
    show(nullptr, {});
}

void InboxDetails::makeButtons(QVBoxLayout* column)
{
    m_open = makeButton(tr("Open"), "inboxOpen", m_body);
    auto* save = makeButton(tr("Save as…"), "inboxSave", m_body);
    m_copy = makeButton(tr("Copy image"), "inboxCopy", m_body);
    auto* folder = makeButton(tr("Show in folder"), "inboxFolder", m_body);
    m_full = makeButton(tr("Ask for the full picture"), "inboxFull", m_body);
    giveIcon(m_open, m_theme, "open");
    giveIcon(save, m_theme, "save");
    giveIcon(m_copy, m_theme, "copy");
    giveIcon(folder, m_theme, "folder");
    m_part = makeButton(tr("Ask for a part…"), "inboxPart", m_body);
    giveIcon(m_full, m_theme, "image");
    giveIcon(m_part, m_theme, "loupe");
    auto* answer = makeButton(tr("Save answer…"), "inboxAnswer", m_body);
    giveIcon(answer, m_theme, "export");
    answer->setToolTip(tr("For a sender that is not reached over the network: a small file that "
                          "says every tag held."));
    column->addSpacing(8);
    for (const auto& buttons :
        {QList<QPushButton*>{m_open, save, m_copy}, {folder, m_part}, {m_full, answer}}) {
        auto* line = new QHBoxLayout;
        line->setSpacing(k_gap);
        for (QPushButton* button : buttons) {
            line->addWidget(button);
        }
        line->addStretch();
        column->addLayout(line);
        column->addSpacing(buttons.contains(m_full) ? 0 : 8);
    }
    connect(m_open, &QPushButton::clicked, this, &InboxDetails::openAsked);
    connect(save, &QPushButton::clicked, this, &InboxDetails::saveAsked);
    connect(m_copy, &QPushButton::clicked, this, &InboxDetails::copyAsked);
    connect(folder, &QPushButton::clicked, this, &InboxDetails::folderAsked);
    connect(answer, &QPushButton::clicked, this, &InboxDetails::answerAsked);
    connect(m_full, &QPushButton::clicked, this, &InboxDetails::fullAsked);
    connect(m_part, &QPushButton::clicked, this, &InboxDetails::partAsked);
}

void InboxDetails::show(const InboxRow* row, const QImage& small)
{
    static_cast<QStackedLayout*>(layout())->setCurrentIndex(row == nullptr ? 0 : 1);
    if (row == nullptr) {
        m_shown.reset();
        return;
    }
    if (m_shown && m_shown->id == row->id) {
        return;
    }
    m_shown = *row;
    m_hasPicture = false;
    m_copy->setEnabled(false);
    const QString name = QString::fromStdString(row->item.name);
    QFont bold = font();
    bold.setPixelSize(px(15));
    bold.setBold(true);
    m_name->setText(
        QFontMetrics(bold).elidedText(name, Qt::ElideMiddle, px(k_width) - 2 * k_padding - 4));
    m_name->setToolTip(name);
    m_name->setAccessibleName(name);
    m_second->setText(tr("from %1, %2").arg(row->peerName, utcText(row->item.received)));
    m_second->setToolTip(bothTimes(row->item.received));
    // Whether the answer has left is in no ledger: only who waits for it knows.
    m_held->say(Notice::Tone::good,
        tr("Every tag held. If %1 has no answer yet, it gets it at the next contact.")
            .arg(row->peerName));
    const bool isKnown = opensOutside(row->item.path);
    m_open->setEnabled(isKnown);
    m_open->setToolTip(isKnown ? QString()
                               : tr("Not a kind of picture that is opened from here. Save it, or "
                                    "show it in its folder."));
    m_id->setText(QString::fromStdString(row->id.hex()));
    for (QLabel* fact : {m_pages, m_forgery, m_keyFrom}) {
        fact->clear();
    }
    showBadge(m_keyFrom, m_badge, row->simulated);
    m_note->say(Notice::Tone::plain, {});
    m_picture->show(small, name);
    showFacts(*row, {});
    readFacts(row->id);
    load();
}

/// One at a time: who walks along the tiles does not want all that lies between.
void InboxDetails::load()
{
    if (m_isLoading) {
        return;
    }
    m_isLoading = true;
    const QSize most = k_picture * devicePixelRatioF();
    m_desk.jobs().run(
        this,
        [path = m_shown->item.path, most] { return readPicture(path, most); },
        [this, row = *m_shown](const core::Expected<Picture>& picture) {
            m_isLoading = false;
            if (m_shown && m_shown->id == row.id) {
                take(row, picture);
            } else if (m_shown) {
                load();
            }
        });
}

void InboxDetails::take(const InboxRow& row, const core::Expected<Picture>& picture)
{
    m_hasPicture = picture.has_value();
    m_copy->setEnabled(m_hasPicture);
    const QString name = QString::fromStdString(row.item.name);
    m_picture->show(picture ? picture->image : QImage(),
        picture ? name : tr("%1: no picture that can be shown here").arg(name));
    showFacts(row, picture ? picture->size : QSize());
}

void InboxDetails::showFacts(const InboxRow& row, const QSize& size)
{
    QStringList what;
    if (size.isValid()) {
        what += QStringLiteral("%1 × %2").arg(size.width()).arg(size.height());
    }
    what += suffixOf(row.item);
    what.removeAll({});
    const QString bytes = bytesText(row.item.bytes);
    m_what->setText(what.isEmpty() ? bytes : tr("%1, %2").arg(what.join(' '), bytes));
    const core::ContentHeader& content = row.item.content;
    QString mode = modeText(content.mode);
    if (content.mode != core::SendMode::exact && content.original_bytes != 0) {
        mode += tr(", of a file of %1").arg(bytesText(content.original_bytes));
    }
    m_mode->setText(mode);
}

void InboxDetails::readFacts(const core::MessageId& id)
{
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), id] { return gui::readFacts(*site, id); },
        [this, id](const core::Expected<MessageFacts>& facts) {
            if (!m_shown || m_shown->id != id) {
                return;
            }
            if (!facts) {
                m_note->say(Notice::Tone::alarm, sentenceOf(facts.error()));
                return;
            }
            const quint64 pages = m_shown->item.pages;
            m_pages->setText(tr("%1 · %2 pages, %3")
                                 .arg(rangesText(facts->ranges), grouped(pages), keyText(pages)));
            m_forgery->setText(forgeryText(facts->contentBytes));
            m_keyFrom->setText(keyFromText(*facts));
        });
}

void InboxDetails::showRequest(const QString& text, const Offers& offers)
{
    m_request->setText(text);
    m_request->setAccessibleName(text);
    m_full->setVisible(offers.full);
    m_full->setEnabled(offers.enabled);
    m_part->setVisible(offers.part);
    m_part->setEnabled(offers.enabled);
    m_request->setVisible(!text.isEmpty());
    m_body->findChild<QLabel*>("inboxRequestCaption")->setVisible(!text.isEmpty());
}

} // namespace satpad::gui
