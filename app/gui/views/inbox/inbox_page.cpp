// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/inbox_page.h"

#include "models/sentences.h"
#include "views/inbox/carried_files.h"
#include "views/inbox/inbox_delegate.h"
#include "views/inbox/inbox_details.h"
#include "views/inbox/outside.h"
#include "views/inbox/picture_requests.h"
#include "views/inbox/region_dialog.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QPushButton>
#include <QShortcut>

namespace satpad::gui {
namespace {

constexpr int k_tileGap = 8; ///< four in a row at 1280

} // namespace

InboxPage::InboxPage(
    const PageNeeds& needs, const std::filesystem::path& seenFolder, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_seen(new SeenMessages(seenFolder, this))
    , m_model(new InboxModel(needs.desk, *m_seen, this))
    , m_filter(new SearchFilter(
          {InboxModel::NameRole, InboxModel::PeerRole, InboxModel::IdRole, InboxModel::PeerRole},
          this))
    , m_requests(new PictureRequests(needs, this))
    , m_notice(new Notice(needs.theme, "inboxCarried", this))
    , m_carried(new CarriedFiles(needs, *m_notice, this))
    , m_details(new InboxDetails(needs, this))
{
    setObjectName("inboxPage");
    setAccessibleName(tr("Inbox"));
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
    connectDetails();
    connect(m_filter, &SearchFilter::rowsInserted, this, &InboxPage::refresh);
    connect(m_filter, &SearchFilter::rowsRemoved, this, &InboxPage::refresh);
    connect(&needs.desk, &Desk::stateChanged, this, &InboxPage::refresh);
    connect(&needs.desk.receiver(), &Receiver::stateChanged, this, &InboxPage::refresh);
    refresh();
}

void InboxPage::makeHead()
{
    m_head = new PageHead(m_needs.theme, "inbox", tr("Inbox"), *m_filter, this);
    auto* sealed = makeButton(tr("Open sealed file…"), "inboxOpenSealed", m_head);
    giveIcon(sealed, m_needs.theme, "open");
    sealed->setToolTip(tr("A message that came as a file. It can be dropped anywhere, too."));
    m_head->addButton(sealed);
    connect(
        sealed, &QPushButton::clicked, this, [this] { m_carried->ask(tr("Open sealed file")); });
    auto* folder = makeButton(tr("Open folder"), "inboxOpenFolder", m_head);
    giveIcon(folder, m_needs.theme, "folder");
    m_head->addButton(folder);
    connect(folder, &QPushButton::clicked, this, [this] {
        openOutside(m_needs.desk.site().home().paths().inbox());
    });
}

void InboxPage::makeCarried()
{
    connect(m_carried, &CarriedFiles::opened, this, [this](const core::MessageId& id) {
        m_wanted = id;
        chooseWanted();
    });
}

void InboxPage::openSealed(const QStringList& paths)
{
    m_carried->open(paths);
}

/// What was opened is read with the next state at the latest.
void InboxPage::chooseWanted()
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

void InboxPage::makeList()
{
    m_frame = new ListFrame(m_needs.theme, "inbox", *m_filter, this);
    m_list = &m_frame->list();
    m_list->setAccessibleName(tr("Pictures of the inbox"));
    m_list->setViewMode(QListView::IconMode);
    m_list->setMovement(QListView::Static);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setSpacing(k_tileGap);
    m_list->setItemDelegate(new InboxDelegate(m_needs.theme, m_list));
    connect(
        m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &InboxPage::choose);
    connect(m_list, &QListView::activated, this, &InboxPage::openChosen);
    connect(m_frame->empty().button(), &QPushButton::clicked, this, &InboxPage::receiverAsked);
}

void InboxPage::makeShortcuts()
{
    const auto on = [this](const QKeySequence& keys, auto slot) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    on(QKeySequence::Open, [this] { m_carried->ask(tr("Open sealed file")); });
    on(QKeySequence::Find, [this] { m_head->search(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_S), &InboxPage::saveChosen);
    on(QKeySequence::Copy, &InboxPage::copyChosen);
    on(QKeySequence(Qt::Key_F5), [this] { m_needs.desk.refresh(); });
}

void InboxPage::connectDetails()
{
    connect(m_details, &InboxDetails::openAsked, this, &InboxPage::openChosen);
    connect(m_details, &InboxDetails::saveAsked, this, &InboxPage::saveChosen);
    connect(m_details, &InboxDetails::copyAsked, this, &InboxPage::copyChosen);
    connect(m_details, &InboxDetails::answerAsked, this, [this] {
        if (const InboxRow* row = chosen(); row != nullptr) {
            m_carried->saveAnswer(row->item.id, row->peerName);
        }
    });
    connect(m_details, &InboxDetails::folderAsked, this, &InboxPage::showChosenInFolder);
    connect(m_details, &InboxDetails::fullAsked, this, &InboxPage::askForFull);
    connect(m_details, &InboxDetails::partAsked, this, &InboxPage::askForPart);
    connect(m_requests, &PictureRequests::busyChanged, this, &InboxPage::refresh);
    connect(m_requests, &PictureRequests::failed, this, [this](const QString& sentence) {
        m_details->note().say(Notice::Tone::alarm, sentence);
    });
}

const InboxRow* InboxPage::chosen() const
{
    const QModelIndex at = m_filter->mapToSource(m_list->currentIndex());
    return at.isValid() ? &m_model->rows()[static_cast<std::size_t>(at.row())] : nullptr;
}

void InboxPage::choose()
{
    if (const InboxRow* row = chosen(); row != nullptr) {
        m_seen->add(core::MessageId(row->id));
    }
    refresh();
}

void InboxPage::refresh()
{
    chooseWanted();
    listPeers();
    showEmpty();
    const InboxRow* row = chosen();
    const auto small = m_list->currentIndex().data(InboxModel::ThumbnailRole).value<QImage>();
    m_details->show(row, small);
    if (row != nullptr) {
        showRequest(*row);
    }
}

void InboxPage::showEmpty()
{
    EmptyNote& empty = m_frame->empty();
    m_frame->showList(m_filter->rowCount() > 0);
    m_details->setHint(
        m_filter->rowCount() == 0 ? QString() : tr("Choose a picture to see more of it."));
    const Receiver::State receiver = m_needs.desk.receiver().state();
    if (m_model->rowCount() > 0) {
        empty.say("inbox", tr("Nothing here is like that."));
    } else if (receiver == Receiver::State::on || receiver == Receiver::State::elsewhere) {
        empty.say("inbox", tr("Nothing has arrived yet. The receiver is on."));
    } else {
        const QString why = m_needs.desk.receiver().lastTrouble();
        empty.say("receiver",
            tr("The receiver is off, so nothing can arrive.") + (why.isEmpty() ? "" : "\n" + why),
            tr("Switch receiver on"));
    }
    empty.button()->setEnabled(
        receiver == Receiver::State::off || receiver == Receiver::State::failed);
}

void InboxPage::listPeers()
{
    std::vector<PageHead::Group> groups{{tr("All peers"), {}}};
    for (const QString& name : m_model->peers()) {
        groups.push_back({name, name});
    }
    m_head->setGroups(groups, tr("Peer"));
}

void InboxPage::showRequest(const InboxRow& row)
{
    const DeskState& state = m_needs.desk.state();
    const core::ContentHeader& content = row.item.content;
    const service::OwnRequest* last = PictureRequests::lastFor(state, row.id);
    const bool hasMore = content.mode != core::SendMode::exact && content.original_bytes != 0;
    const bool isPending = last != nullptr && PictureRequests::isPending(*last);
    m_details->showRequest(
        last == nullptr ? QString() : PictureRequests::sentenceOf(state, *last, row.peerName),
        {.full = hasMore && !PictureRequests::hasFull(state, row.id),
            .part = hasMore && content.width != 0 && content.height != 0,
            .enabled = !isPending && !m_requests->isBusy()});
}

void InboxPage::openChosen()
{
    if (const InboxRow* row = chosen(); row != nullptr && opensOutside(row->item.path)) {
        openOutside(row->item.path);
    }
}

void InboxPage::saveChosen()
{
    const InboxRow* row = chosen();
    if (row == nullptr) {
        return;
    }
    const InboxRow saved = *row; // rows may change while the dialog stands
    const QString proposal = QDir::home().filePath(QString::fromStdString(saved.item.name));
    const QString to = m_needs.asker.fileToSave(this, tr("Save the picture"), proposal);
    if (to.isEmpty()) {
        return;
    }
    m_needs.desk.jobs().run(
        this,
        [from = saved.item.path, to] { return copyPicture(from, to); },
        [this, to, simulated = saved.simulated](const core::Expected<void>& ended) {
            const QString path = QDir::toNativeSeparators(to);
            m_details->note().say(ended ? Notice::Tone::plain : Notice::Tone::alarm,
                !ended      ? sentenceOf(ended.error())
                : simulated ? tr("Saved as %1. SIMULATED key brought it; the file does not say so.")
                                  .arg(path)
                            : tr("Saved as %1").arg(path));
        });
}

void InboxPage::copyChosen()
{
    const InboxRow* row = chosen();
    if (row == nullptr || !m_details->hasPicture()) {
        return;
    }
    m_needs.desk.jobs().run(
        this,
        [path = row->item.path] { return readPicture(path, {}); },
        [this](const core::Expected<Picture>& picture) {
            if (picture) {
                QGuiApplication::clipboard()->setImage(picture->image);
            }
            m_details->note().say(picture ? Notice::Tone::plain : Notice::Tone::alarm,
                picture ? tr("The picture is on the clipboard.") : sentenceOf(picture.error()));
        });
}

void InboxPage::showChosenInFolder()
{
    if (const InboxRow* row = chosen(); row != nullptr) {
        showInFolder(row->item.path, this);
    }
}

void InboxPage::askForPart()
{
    if (const InboxRow* row = chosen(); row != nullptr) {
        auto* dialog = new RegionDialog(m_needs, row->item, this);
        connect(dialog, &RegionDialog::ordered, m_requests, &PictureRequests::send);
        dialog->open();
    }
}

void InboxPage::askForFull()
{
    if (const InboxRow* row = chosen(); row != nullptr) {
        m_requests->ask(row->id);
    }
}

} // namespace satpad::gui
