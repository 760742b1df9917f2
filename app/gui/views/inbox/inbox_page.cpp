// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/inbox_page.h"

#include "models/sentences.h"
#include "views/inbox/inbox_delegate.h"
#include "views/inbox/inbox_details.h"
#include "views/inbox/outside.h"
#include "views/inbox/picture_requests.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

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
    , m_filter(new SearchFilter(InboxModel::NameRole, InboxModel::PeerRole, this))
    , m_requests(new PictureRequests(needs, this))
    , m_details(new InboxDetails(needs.theme, needs.desk.jobs(), this))
{
    setObjectName("inboxPage");
    setAccessibleName(tr("Inbox"));
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
    connectDetails();
    connect(m_filter, &SearchFilter::rowsInserted, this, &InboxPage::refresh);
    connect(m_filter, &SearchFilter::rowsRemoved, this, &InboxPage::refresh);
    connect(&needs.desk, &Desk::stateChanged, this, &InboxPage::refresh);
    connect(&needs.desk.receiver(), &Receiver::stateChanged, this, &InboxPage::refresh);
    connect(&needs.theme, &Theme::changed, this, [this] { m_list->viewport()->update(); });
    refresh();
}

QWidget* InboxPage::makeHead()
{
    auto* head = new QWidget(this);
    auto* title = makeLabel(tr("Inbox"), "title", head);
    m_search = makeSearch(m_needs.theme, "inboxSearch", head);
    m_peers = new QComboBox(head);
    m_peers->setObjectName("inboxPeers");
    m_peers->setAccessibleName(tr("Peer"));
    m_peers->setFixedSize(130, 30);
    m_peers->addItem(tr("All peers"));
    auto* folder = makeButton(tr("Open folder"), "inboxOpenFolder", head);
    giveIcon(folder, m_needs.theme, "folder");
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(k_gap);
    line->addWidget(title);
    line->addWidget(m_search);
    line->addWidget(m_peers);
    line->addStretch();
    line->addWidget(folder);
    connect(m_search, &QLineEdit::textChanged, m_filter, &SearchFilter::setWords);
    connect(m_peers, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_filter->setPeer(index <= 0 ? QString() : m_peers->currentText());
    });
    connect(folder, &QPushButton::clicked, this, [this] {
        openOutside(m_needs.desk.site().home().paths().inbox());
    });
    return head;
}

QWidget* InboxPage::makeList()
{
    m_stack = new QStackedWidget(makePanel("inboxFrame", this));
    m_empty = new EmptyNote(m_needs.theme, "inboxEmpty", m_stack);
    m_list = new QListView(m_stack);
    m_list->setObjectName("inboxList");
    m_list->setAccessibleName(tr("Pictures of the inbox"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setStyleSheet("QListView { border: 0; }");
    m_list->setViewMode(QListView::IconMode);
    m_list->setMovement(QListView::Static);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setSpacing(k_tileGap);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setItemDelegate(new InboxDelegate(m_needs.theme, m_list));
    m_list->setModel(m_filter);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    auto* frame = m_stack->parentWidget();
    auto* inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_stack);
    connect(
        m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &InboxPage::choose);
    connect(m_list, &QListView::activated, this, &InboxPage::openChosen);
    connect(m_empty->button(), &QPushButton::clicked, this, &InboxPage::receiverAsked);
    return frame;
}

void InboxPage::makeShortcuts()
{
    const auto on = [this](const QKeySequence& keys, auto slot) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    on(QKeySequence::Find, [this] { m_search->setFocus(Qt::ShortcutFocusReason); });
    on(QKeySequence(Qt::CTRL | Qt::Key_S), &InboxPage::saveChosen);
    on(QKeySequence::Copy, &InboxPage::copyChosen);
}

void InboxPage::connectDetails()
{
    connect(m_details, &InboxDetails::openAsked, this, &InboxPage::openChosen);
    connect(m_details, &InboxDetails::saveAsked, this, &InboxPage::saveChosen);
    connect(m_details, &InboxDetails::copyAsked, this, &InboxPage::copyChosen);
    connect(m_details, &InboxDetails::folderAsked, this, &InboxPage::showChosenInFolder);
    connect(m_details, &InboxDetails::fullAsked, this, &InboxPage::askForFull);
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
    m_stack->setCurrentIndex(m_filter->rowCount() == 0 ? 1 : 0);
    m_details->setHint(
        m_filter->rowCount() == 0 ? QString() : tr("Choose a picture to see more of it."));
    const Receiver::State receiver = m_needs.desk.receiver().state();
    if (m_model->rowCount() > 0) {
        m_empty->say("inbox", tr("Nothing of that name or peer."));
    } else if (receiver == Receiver::State::on || receiver == Receiver::State::elsewhere) {
        m_empty->say("inbox", tr("Nothing has arrived yet. The receiver is on."));
    } else {
        const QString why = m_needs.desk.receiver().lastTrouble();
        m_empty->say("receiver",
            tr("The receiver is off, so nothing can arrive.") + (why.isEmpty() ? "" : "\n" + why),
            tr("Switch receiver on"));
    }
    m_empty->button()->setEnabled(
        receiver == Receiver::State::off || receiver == Receiver::State::failed);
}

void InboxPage::listPeers()
{
    QStringList wanted = m_model->peers();
    wanted.prepend(tr("All peers"));
    QStringList now;
    for (int i = 0; i < m_peers->count(); ++i) {
        now += m_peers->itemText(i);
    }
    if (now == wanted) {
        return;
    }
    const QString chosenPeer = m_peers->currentText();
    const QSignalBlocker quiet(m_peers);
    m_peers->clear();
    m_peers->addItems(wanted);
    m_peers->setCurrentIndex(std::max(0, static_cast<int>(wanted.indexOf(chosenPeer))));
}

void InboxPage::showRequest(const InboxRow& row)
{
    const DeskState& state = m_needs.desk.state();
    const core::ContentHeader& content = row.item.content;
    const service::OwnRequest* last = PictureRequests::lastFor(state, row.id);
    const bool isOffered = content.mode != core::SendMode::exact && content.original_bytes != 0;
    const bool isPending =
        last != nullptr && (PictureRequests::isPending(*last) || last->answered_by);
    m_details->showRequest(
        last == nullptr ? QString() : PictureRequests::sentenceOf(state, *last, row.peerName),
        isOffered,
        !isPending && !m_requests->isBusy());
}

void InboxPage::openChosen()
{
    if (const InboxRow* row = chosen(); row != nullptr) {
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
    const QString to = m_needs.asker.fileToSave(this, tr("Save picture"), proposal);
    if (to.isEmpty()) {
        return;
    }
    m_needs.desk.jobs().run(
        this,
        [from = saved.item.path, to] { return copyPicture(from, to); },
        [this, to](const core::Expected<void>& ended) {
            m_details->note().say(ended ? Notice::Tone::plain : Notice::Tone::alarm,
                ended ? tr("Saved as %1").arg(QDir::toNativeSeparators(to))
                      : sentenceOf(ended.error()));
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

void InboxPage::askForFull()
{
    if (const InboxRow* row = chosen(); row != nullptr) {
        m_requests->ask(row->id);
    }
}

} // namespace satpad::gui
