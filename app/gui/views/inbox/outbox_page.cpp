// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/outbox_page.h"

#include "look/figures.h"
#include "views/inbox/carried_files.h"
#include "views/inbox/outbox_delegate.h"
#include "views/inbox/outbox_details.h"

#include <QDir>
#include <QHBoxLayout>
#include <QListView>
#include <QPushButton>
#include <QShortcut>

namespace satpad::gui {

OutboxPage::OutboxPage(const PageNeeds& needs, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_model(new OutboxModel(needs.desk, this))
    , m_filter(new SearchFilter({OutboxModel::NameRole,
                                    OutboxModel::PeerRole,
                                    OutboxModel::IdRole,
                                    OutboxModel::GroupRole},
          this))
    , m_notice(new Notice(needs.theme, "outboxCarried", this))
    , m_carried(new CarriedFiles(needs, *m_notice, this))
    , m_details(new OutboxDetails(needs, this))
{
    setObjectName("outboxPage");
    setAccessibleName(tr("Outbox"));
    m_filter->setSourceModel(m_model);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(k_margin, k_topMargin, k_margin, k_margin);
    column->setSpacing(k_gap);
    makeHead();
    makeCarried();
    makeList();
    column->addWidget(m_head);
    column->addWidget(m_notice);
    auto* line = new QHBoxLayout;
    line->setSpacing(k_gap);
    line->addWidget(m_frame, 1);
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

void OutboxPage::makeHead()
{
    m_head = new PageHead(m_needs.theme, "outbox", tr("Outbox"), *m_filter, this);
    m_head->setGroups({{tr("All states"), {}},
                          {tr("Not settled"), "open"},
                          {tr("Verified"), "verified"},
                          {tr("Not delivered"), "ended"}},
        tr("States"));
    m_tryAll = makeButton(tr("Try now"), "outboxTryAll", m_head);
    giveIcon(m_tryAll, m_needs.theme, "resume");
    auto* answer = makeButton(tr("Open answer…"), "outboxOpenAnswer", m_head);
    giveIcon(answer, m_needs.theme, "open");
    answer->setToolTip(tr("The answer to a message that was carried by hand, as a file. It can be "
                          "dropped anywhere, too."));
    m_head->addButton(answer);
    connect(answer, &QPushButton::clicked, this, [this] { m_carried->ask(tr("Open answer")); });
    m_head->addButton(m_tryAll);
    connect(m_tryAll, &QPushButton::clicked, this, &OutboxPage::tryAll);
}

void OutboxPage::makeCarried()
{
    connect(m_carried, &CarriedFiles::opened, this, [this](const core::MessageId& id) {
        m_wanted = id;
        chooseWanted();
    });
    connect(&m_needs.desk,
        &Desk::savedSealed,
        this,
        [this](const core::MessageId& id, const QString& peer, const std::filesystem::path& out) {
            m_wanted = id;
            m_carried->forget();
            m_notice->say(Notice::Tone::plain,
                tr("Sealed for %1 as %2. Any carrier will do. %1 opens it in the inbox and gives "
                   "you an answer, which you open here.")
                    .arg(peer, QDir::toNativeSeparators(QString::fromStdString(out.string()))));
            chooseWanted();
        });
}

void OutboxPage::openAnswers(const QStringList& paths)
{
    m_carried->open(paths);
}

void OutboxPage::chooseWanted()
{
    if (!m_wanted || m_model->find(*m_wanted) == nullptr) {
        return;
    }
    const core::MessageId id = *std::exchange(m_wanted, std::nullopt);
    m_head->showAll();
    const QModelIndex at = m_filter->mapFromSource(m_model->indexOf(id));
    m_list->setCurrentIndex(at);
    m_list->scrollTo(at);
}

void OutboxPage::makeList()
{
    m_frame = new ListFrame(m_needs.theme, "outbox", *m_filter, this);
    m_list = &m_frame->list();
    m_list->setAccessibleName(tr("Messages of the outbox"));
    m_list->setItemDelegate(new OutboxDelegate(m_needs.theme, m_list));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_details->note().say(Notice::Tone::plain, {});
        refresh();
    });
}

void OutboxPage::makeShortcuts()
{
    const auto on = [this](const QKeySequence& keys, auto slot) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    on(QKeySequence::Open, [this] { m_carried->ask(tr("Open answer")); });
    on(QKeySequence::Find, [this] { m_head->search(); });
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
    chooseWanted();
    if (!m_list->currentIndex().isValid() && m_filter->rowCount() > 0) {
        m_list->setCurrentIndex(m_filter->index(0, 0)); // comes back here
        return;
    }
    const bool empty = m_filter->rowCount() == 0;
    m_frame->empty().say("outbox",
        m_model->rowCount() == 0 ? tr("Nothing is waiting. Pictures you send stay here until the "
                                      "peer has verified them.")
                                 : tr("Nothing here is like that."));
    m_frame->showList(!empty);
    m_list->viewport()->update();
    const bool canTry = m_needs.desk.underWay() == 0;
    const OutboxRow* row = chosen();
    m_details->show(row, m_needs.desk.state(), canTry);
    m_details->showPicture(m_list->currentIndex().data(OutboxModel::ThumbnailRole).value<QImage>());
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
        m_details->note().say(
            Notice::Tone::plain, tr("Trying to reach %1.").arg(names.join(tr(", "))));
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
        tr("Cancelling burns %1 pages. They cannot be used again. Until %2 is reached the message "
           "is cancelling; when %2 has it already, it is too late and the message is delivered.")
            .arg(grouped(row->pages), row->peerName);
    if (!m_needs.asker.confirm(this, question, tr("Cancel message"))) {
        return;
    }
    m_asked = true;
    m_cancelled.insert_or_assign(id, stage);
    m_needs.desk.cancel(id);
}

} // namespace satpad::gui
