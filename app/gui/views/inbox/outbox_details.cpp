// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/outbox_details.h"

#include "look/figures.h"
#include "look/type.h"
#include "models/sentences.h"
#include "views/inbox/message_facts.h"
#include "views/inbox/outbox_delegate.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace satpad::gui {
namespace {

constexpr int k_width = 336;
constexpr int k_pictureHeight = 170;

enum class Mark
{
    done,
    now,
    ahead
};

QString timeOf(const DeskState& state, const core::MessageId& id, std::string_view kind)
{
    for (const core::LedgerEvent& event : state.events) {
        if (event.message == id && event.kind == kind) {
            return utcTime(event.time);
        }
    }
    return {};
}

bool isAtEnd(OutboxStage stage)
{
    return stage == OutboxStage::cancelling || stage == OutboxStage::cancelled ||
           stage == OutboxStage::failed;
}

} // namespace

OutboxDetails::OutboxDetails(const PageNeeds& needs, QWidget* parent)
    : QFrame(parent)
    , m_desk(needs.desk)
    , m_theme(needs.theme)
    , m_picture(new PictureView(needs.theme, this))
    , m_name(makeLabel({}, "name", this))
    , m_second(makeLabel({}, "second", this))
    , m_badge(new SimBadge(m_theme, this))
    , m_note(new Notice(m_theme, "outboxNote", this))
{
    setObjectName("outboxDetails");
    setProperty("panel", true);
    setAccessibleName(tr("Chosen message"));
    setFixedWidth(px(k_width));
    m_name->setObjectName("outboxName");
    m_name->setStyleSheet(inPx("font-size: 15px; font-weight: 700;"));
    m_second->setObjectName("outboxSecond");
    m_picture->setObjectName("outboxPicture");
    m_picture->setMaximumHeight(k_pictureHeight);
    m_picture->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(4);
    column->addWidget(m_name);
    column->addWidget(m_second);
    column->addSpacing(8);
    column->addWidget(m_picture, 8);
    column->addSpacing(8);
    makeTrail(column);
    column->addSpacing(8);
    column->addWidget(makeHairline(this));
    column->addSpacing(8);
    auto* facts = new QGridLayout;
    facts->setVerticalSpacing(5);
    column->addLayout(facts);
    m_pages = addFact(facts, tr("Pages"), "outboxPages");
    m_spends = addFact(facts, tr("Spends"), "outboxSpends");
    m_forgery = addFact(facts, tr("Forgery"), "outboxForgery");
    m_keyFrom = addFact(facts, tr("Key from"), "outboxKeyFrom");
    m_id = addFact(facts, tr("Message"), "outboxId");
    makeIdFact(m_id);
    addBadge(facts, m_keyFrom, m_badge);
    m_created = addFact(facts, tr("Created"), "outboxCreated");
    column->addStretch(1);
    column->addWidget(m_note);
    makeButtons(column);
    show(nullptr, {}, false);
}

void OutboxDetails::makeTrail(QVBoxLayout* column)
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(7);
    grid->setColumnStretch(1, 1);
    for (int i = 0; i < static_cast<int>(m_trail.size()); ++i) {
        Step& step = m_trail[static_cast<std::size_t>(i)];
        step = {new QLabel(this), makeLabel({}, "", this), makeLabel({}, "caption", this)};
        step.text->setObjectName(QStringLiteral("outboxStep%1").arg(i + 1));
        step.text->setWordWrap(true);
        step.icon->setFixedSize(px(20), px(20));
        grid->addWidget(step.icon, i, 0, Qt::AlignTop);
        grid->addWidget(step.text, i, 1);
        grid->addWidget(step.time, i, 2, Qt::AlignTop);
    }
    column->addLayout(grid);
}

void OutboxDetails::makeButtons(QVBoxLayout* column)
{
    m_retry = makeButton(tr("Try now"), "outboxRetry", this);
    giveIcon(m_retry, m_theme, "resume");
    m_cancel = makeButton(tr("Cancel message…"), "outboxCancel", this);
    m_cancel->setProperty("role", "burns");
    giveIcon(m_cancel, m_theme, "cancel");
    m_burns = makeLabel({}, "caption", this);
    m_burns->setObjectName("outboxBurns");
    m_burns->setWordWrap(true);
    m_burns->setFixedHeight(px(2 * 17)); // the buttons above stay where they are
    m_burns->setAlignment(Qt::AlignTop);
    auto* line = new QHBoxLayout;
    line->addWidget(m_cancel);
    line->addStretch();
    line->addWidget(m_retry);
    column->addSpacing(8);
    column->addLayout(line);
    column->addSpacing(4);
    column->addWidget(m_burns);
    connect(m_retry, &QPushButton::clicked, this, &OutboxDetails::retryAsked);
    connect(m_cancel, &QPushButton::clicked, this, &OutboxDetails::cancelAsked);
}

void OutboxDetails::show(const OutboxRow* row, const DeskState& state, bool canTry)
{
    for (QFrame* part : findChildren<QFrame*>()) { // labels and the hairline
        if (part->parentWidget() == this) {
            part->setVisible(row != nullptr);
        }
    }
    showBadge(m_keyFrom, m_badge, row != nullptr && row->simulated);
    m_retry->setVisible(row != nullptr);
    m_cancel->setVisible(row != nullptr);
    if (row == nullptr) {
        m_shown = {};
        return;
    }
    m_shown = row->id;
    m_name->setText(fontMetrics().elidedText(row->name, Qt::ElideMiddle, px(k_width) - 72));
    m_name->setToolTip(row->name);
    m_name->setAccessibleName(row->name);
    m_second->setText(tr("to %1 · message %2").arg(row->peerName, shortId(row->id)));
    showTrail(*row, state);
    showFacts(*row);
    const bool canCancel = OutboxModel::canCancel(*row);
    m_retry->setEnabled(canTry && OutboxModel::canRetry(*row));
    m_cancel->setEnabled(canCancel);
    setRole(m_cancel, canCancel ? "burns" : "");
    putIcon(m_cancel, m_theme, "cancel");
    m_burns->setText(
        canCancel
            ? tr("Cancelling burns %1 pages. They cannot be used again.").arg(grouped(row->pages))
            : QString());
}

void OutboxDetails::showTrail(const OutboxRow& row, const DeskState& state)
{
    const Colours& c = m_theme.colours();
    const int reached = OutboxModel::step(row.stage);
    const bool atEnd = isAtEnd(row.stage);
    const bool carried = row.stage == OutboxStage::carried;
    const bool moving = reached == 4 || carried;
    const std::array<QString, 5> words{tr("Key reserved"),
        tr("Sealed; key pages erased"),
        tr("%1 recorded the ranges").arg(row.peerName),
        moving         ? OutboxModel::stateText(row)
        : reached == 5 ? tr("All sent")
                       : tr("Sending"),
        atEnd ? OutboxModel::stateText(row) : tr("Verified by %1").arg(row.peerName)};
    const std::array<QString, 5> times{timeOf(state, row.id, "reserved"),
        timeOf(state, row.id, "sealed"),
        {},
        {},
        row.stage == OutboxStage::verified    ? timeOf(state, row.id, "verified")
        : row.stage == OutboxStage::cancelled ? timeOf(state, row.id, "cancelled")
        : row.stage == OutboxStage::failed    ? timeOf(state, row.id, "failed")
                                              : QString()};
    for (int i = 0; i < 5; ++i) {
        const Step& step = m_trail[static_cast<std::size_t>(i)];
        const bool now = (i == 3 && moving) || (i == 4 && atEnd);
        const Mark mark = now                                               ? Mark::now
                          : i < reached && row.stage != OutboxStage::queued ? Mark::done
                                                                            : Mark::ahead;
        const StageLook look = mark == Mark::now    ? lookOf(row.stage, c)
                               : mark == Mark::done ? StageLook{"check", c.key}
                               : i == 4             ? StageLook{"verified", c.text3}
                                                    : StageLook{"clock", c.text3};
        step.icon->setPixmap(Theme::icon(look.icon, look.colour).pixmap(px(20)));
        step.text->setText(words[static_cast<std::size_t>(i)]);
        step.text->setStyleSheet(mark == Mark::ahead ? "color: " + c.text3.name()
                                 : mark == Mark::now ? QStringLiteral("font-weight: 700")
                                                     : QString());
        step.text->setAccessibleName(
            step.text->text() + (mark == Mark::done     ? tr(", done")
                                    : mark == Mark::now ? tr(", now")
                                                        : tr(", not yet")));
        step.time->setText(times[static_cast<std::size_t>(i)]);
    }
}

void OutboxDetails::showPicture(const QImage& image)
{
    m_picture->setVisible(!image.isNull());
    m_picture->show(image, tr("What was sealed: %1").arg(m_name->accessibleName()));
}

void OutboxDetails::showFacts(const OutboxRow& row)
{
    m_spends->setText(tr("%1 pages · %2").arg(grouped(row.pages), keyText(row.pages)));
    m_id->setText(QString::fromStdString(row.id.hex()));
    m_created->setText(utcText(row.created));
    m_created->setToolTip(bothTimes(row.created));
    if (m_factsOf == row.id && m_factsAt == row.stage) {
        return;
    }
    if (m_factsOf != row.id) {
        for (QLabel* fact : {m_pages, m_forgery, m_keyFrom}) {
            fact->clear();
        }
    }
    m_factsOf = row.id;
    m_factsAt = row.stage;
    readFacts(row.id);
}

void OutboxDetails::readFacts(const core::MessageId& id)
{
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), id] { return gui::readFacts(*site, id); },
        [this, id](const core::Expected<MessageFacts>& facts) {
            if (id != m_shown) {
                return;
            }
            if (!facts) {
                m_factsOf = {};
                m_note->say(Notice::Tone::alarm, sentenceOf(facts.error()));
                return;
            }
            m_pages->setText(rangesText(facts->ranges));
            m_forgery->setText(forgeryText(facts->contentBytes));
            m_keyFrom->setText(keyFromText(*facts));
        });
}

} // namespace satpad::gui
