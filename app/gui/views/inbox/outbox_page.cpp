// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/outbox_page.h"

#include "look/figures.h"
#include "views/inbox/outbox_delegate.h"
#include "views/inbox/outbox_details.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

namespace satpad::gui {

OutboxPage::OutboxPage(const PageNeeds& needs, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_model(new OutboxModel(needs.desk, this))
    , m_filter(new SearchFilter(OutboxModel::NameRole, OutboxModel::PeerRole, this))
    , m_details(new OutboxDetails(needs.theme, this))
{
    setObjectName("outboxPage");
    setAccessibleName(tr("Outbox"));
    m_filter->setSourceModel(m_model);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(k_margin, k_topMargin, k_margin, k_margin);
    column->setSpacing(k_gap);
    column->addWidget(makeHead());
    auto* line = new QHBoxLayout;
    line->setSpacing(k_gap);
    line->addWidget(makeList(), 1);
    line->addWidget(m_details);
    column->addLayout(line, 1);
    makeShortcuts();

    connect(m_details, &OutboxDetails::retryAsked, this, &OutboxPage::tryChosen);
    connect(m_details, &OutboxDetails::cancelAsked, this, &OutboxPage::cancelChosen);
    connect(m_model, &OutboxModel::openChanged, this, &OutboxPage::openChanged);
    connect(m_model, &OutboxModel::dataChanged, this, &OutboxPage::refresh);
    connect(m_filter, &SearchFilter::rowsInserted, this, &OutboxPage::refresh);
    connect(m_filter, &SearchFilter::rowsRemoved, this, &OutboxPage::refresh);
    connect(&needs.desk, &Desk::stateChanged, this, &OutboxPage::refresh);
    connect(&needs.theme, &Theme::changed, this, &OutboxPage::refresh);
    connect(&needs.desk, &Desk::trouble, this, [this](const QString& sentence) {
        if (m_asked) {
            m_trying = false;
            m_details->note().say(Notice::Tone::alarm, sentence);
        }
    });
    refresh();
}

QWidget* OutboxPage::makeHead()
{
    auto* head = new QWidget(this);
    auto* title = makeLabel(tr("Outbox"), "title", head);
    m_search = makeSearch(m_needs.theme, "outboxSearch", head);
    m_tryAll = makeButton(tr("Try now"), "outboxTryAll", head);
    giveIcon(m_tryAll, m_needs.theme, "resume");
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(k_gap);
    line->addWidget(title);
    line->addWidget(m_search);
    line->addStretch();
    line->addWidget(m_tryAll);
    connect(m_search, &QLineEdit::textChanged, m_filter, &SearchFilter::setWords);
    connect(m_tryAll, &QPushButton::clicked, this, &OutboxPage::tryAll);
    return head;
}

QWidget* OutboxPage::makeList()
{
    m_stack = new QStackedWidget(makePanel("outboxFrame", this));
    m_empty = new EmptyNote(m_needs.theme, "outboxEmpty", m_stack);
    m_list = new QListView(m_stack);
    m_list->setObjectName("outboxList");
    m_list->setAccessibleName(tr("Messages of the outbox"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setStyleSheet("QListView { border: 0; }");
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new OutboxDelegate(m_needs.theme, m_list));
    m_list->setModel(m_filter);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    auto* frame = m_stack->parentWidget();
    auto* inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_stack);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_details->note().say(Notice::Tone::plain, {});
        refresh();
    });
    return frame;
}

void OutboxPage::makeShortcuts()
{
    const auto on = [this](const QKeySequence& keys, auto slot) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    on(QKeySequence::Find, [this] { m_search->setFocus(Qt::ShortcutFocusReason); });
    on(QKeySequence(Qt::Key_F5), [this] { tryAll(); });
    on(QKeySequence(Qt::Key_Delete), [this] { cancelChosen(); });
}

const OutboxRow* OutboxPage::chosen() const
{
    const QModelIndex at = m_filter->mapToSource(m_list->currentIndex());
    return at.isValid() ? &m_model->rows()[static_cast<std::size_t>(at.row())] : nullptr;
}

void OutboxPage::refresh()
{
    if (!m_list->currentIndex().isValid() && m_filter->rowCount() > 0) {
        m_list->setCurrentIndex(m_filter->index(0, 0)); // comes back here
        return;
    }
    const bool empty = m_filter->rowCount() == 0;
    m_empty->say("outbox",
        m_model->rowCount() == 0 ? tr("Nothing is waiting. Pictures you send stay here until the "
                                      "peer has verified them.")
                                 : tr("Nothing of that name or peer."));
    m_stack->setCurrentIndex(empty ? 1 : 0);
    m_list->viewport()->update();
    const bool canTry = m_needs.desk.underWay() == 0;
    m_details->show(chosen(), m_needs.desk.state(), canTry);
    m_tryAll->setEnabled(canTry && std::ranges::any_of(m_model->rows(), &OutboxModel::canRetry));
    tell();
}

void OutboxPage::tell()
{
    Notice& note = m_details->note();
    if (m_trying && m_needs.desk.underWay() == 0) {
        m_trying = false;
        note.say(Notice::Tone::plain, {});
    }
    const OutboxRow* shown = chosen();
    for (auto& [id, told] : m_cancelled) {
        const OutboxRow* row = m_model->find(id);
        if (row == nullptr || row->stage == told) {
            continue;
        }
        told = row->stage;
        const bool isDelivered = told == OutboxStage::verified;
        if (!isDelivered && told != OutboxStage::cancelled && told != OutboxStage::cancelling) {
            continue;
        }
        m_trying = false; // what is told now stays
        note.say(isDelivered ? Notice::Tone::good : Notice::Tone::warning,
            (shown == row ? QString() : row->name + ": ") +
                (isDelivered ? tr("Too late to cancel: delivered") : OutboxModel::stateText(*row)));
    }
}

void OutboxPage::tryNow(const std::set<core::SiteId>& peers)
{
    if (peers.empty() || m_needs.desk.underWay() > 0) {
        return;
    }
    QStringList names;
    for (const core::SiteId& peer : peers) {
        m_needs.desk.deliverNow(peer);
        for (const PeerState& known : m_needs.desk.state().peers) {
            if (known.peer.id == peer) {
                names += known.name;
            }
        }
    }
    m_asked = true;
    m_trying = m_needs.desk.underWay() > 0;
    if (m_trying) {
        m_details->note().say(Notice::Tone::plain, tr("Trying to reach %1.").arg(names.join(", ")));
    }
    refresh();
}

void OutboxPage::tryAll()
{
    std::set<core::SiteId> peers;
    for (const OutboxRow& row : m_model->rows()) {
        if (OutboxModel::canRetry(row)) {
            peers.insert(row.peer);
        }
    }
    tryNow(peers);
}

void OutboxPage::tryChosen()
{
    if (const OutboxRow* row = chosen(); row != nullptr && OutboxModel::canRetry(*row)) {
        tryNow({row->peer});
    }
}

void OutboxPage::cancelChosen()
{
    const OutboxRow* row = chosen();
    if (row == nullptr || !OutboxModel::canCancel(*row)) {
        return;
    }
    const core::MessageId id = row->id; // rows may change while the question stands
    const OutboxStage stage = row->stage;
    const QString question =
        tr("Cancelling burns %1 pages. They cannot be used again.").arg(grouped(row->pages));
    if (!m_needs.asker.confirm(this, question, tr("Cancel message"))) {
        return;
    }
    m_asked = true;
    m_cancelled.insert_or_assign(id, stage);
    m_needs.desk.cancel(id);
}

} // namespace satpad::gui
