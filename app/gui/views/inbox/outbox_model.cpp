// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/outbox_model.h"

#include "look/figures.h"
#include "views/inbox/message_facts.h"
#include "views/inbox/sealed_pictures.h"

namespace satpad::gui {
namespace {

using core::MessageState;

constexpr int k_newsEvery = 250; ///< ms
constexpr std::chrono::seconds k_quietFor{8};

bool isOpen(OutboxStage stage)
{
    return stage != OutboxStage::verified && stage != OutboxStage::cancelled &&
           stage != OutboxStage::failed;
}

OutboxStage stageOf(MessageState state)
{
    switch (state) {
    case MessageState::reserved:
        return OutboxStage::reserved;
    case MessageState::carried:
        return OutboxStage::carried;
    case MessageState::cancelling:
        return OutboxStage::cancelling;
    case MessageState::verified:
        return OutboxStage::verified;
    case MessageState::cancelled:
        return OutboxStage::cancelled;
    case MessageState::failed:
        return OutboxStage::failed;
    default:
        return OutboxStage::sealed;
    }
}

/// A receiver tells of what it sends, not of a session's end.
bool isMoving(const Transit& transit, const Desk& desk)
{
    return transit.by == Transit::By::desk
               ? desk.underWay() > 0
               : std::chrono::steady_clock::now() - transit.at < k_quietFor;
}

/// What the wire adds to a message that the ledger calls sealed.
OutboxStage stageOf(const Transit& transit, bool isMoving)
{
    if (transit.stage != Transit::Stage::sending || transit.total == 0 || transit.done == 0) {
        return OutboxStage::sealed;
    }
    if (transit.done >= transit.total) {
        return OutboxStage::sent;
    }
    return isMoving ? OutboxStage::sending : OutboxStage::cut;
}

/// A delivery may tell of several messages: only news of a content as long as this one count.
bool isAbout(const Transit& transit, const OutboxState& state)
{
    return transit.total > state.payloadBytes &&
           transit.total <= state.payloadBytes + core::k_max_content_header;
}

} // namespace

QString modeText(core::SendMode mode)
{
    switch (mode) {
    case core::SendMode::exact:
        return OutboxModel::tr("exact");
    case core::SendMode::fitted:
        return OutboxModel::tr("fitted");
    case core::SendMode::thumbnail:
        return OutboxModel::tr("thumbnail");
    case core::SendMode::request:
        break;
    }
    return OutboxModel::tr("request");
}

OutboxModel::OutboxModel(Desk& desk, QObject* parent)
    : RowsModel(parent)
    , m_desk(desk)
    , m_pictures(new SealedPictures(desk.jobs(), this))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(k_newsEvery);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(k_quietFor);
    connect(&m_quiet, &QTimer::timeout, this, &OutboxModel::refresh);
    connect(&desk, &Desk::sealed, m_pictures, &SealedPictures::add);
    connect(m_pictures, &SealedPictures::ready, this, [this](const core::MessageId& id) {
        if (const QModelIndex at = indexOf(id); at.isValid()) {
            Q_EMIT dataChanged(at, at, {ThumbnailRole});
        }
    });
    connect(&m_soon, &QTimer::timeout, this, &OutboxModel::refresh);
    connect(&desk, &Desk::stateChanged, this, &OutboxModel::refresh);
    connect(&desk.receiver(), &Receiver::stateChanged, this, &OutboxModel::refresh);
    connect(&desk, &Desk::transitChanged, this, [this] {
        if (!m_soon.isActive()) {
            m_soon.start();
        }
    });
    refresh();
}

void OutboxModel::refresh()
{
    std::vector<OutboxRow> rows;
    rows.reserve(m_desk.state().outbox.size());
    int open = 0;
    for (const OutboxState& state : m_desk.state().outbox) {
        rows.push_back(rowOf(state));
        open += isOpen(rows.back().stage) ? 1 : 0;
    }
    sync(std::move(rows));
    if (open != m_open) {
        m_open = open;
        Q_EMIT openChanged();
    }
}

OutboxRow OutboxModel::rowOf(const OutboxState& state)
{
    OutboxRow row;
    row.id = state.id;
    row.peer = state.peer;
    row.peerName = state.peerName;
    row.mode = state.mode;
    row.pages = state.pages;
    row.bytes = state.payloadBytes;
    row.created = state.created;
    row.simulated = state.simulated;
    row.stage = stageOf(state.state);
    if (!state.file.isEmpty()) {
        row.name = state.isRequest ? tr("Request for %1").arg(state.file) : state.file;
    } else if (state.isRequest) {
        row.name = tr("Request");
    } else {
        row.name = row.stage == OutboxStage::reserved ? tr("Message %1").arg(shortId(state.id))
                                                      : tr("(name not kept)");
    }
    if (row.stage == OutboxStage::sealed) {
        addTransit(row, state);
    }
    return row;
}

void OutboxModel::addTransit(OutboxRow& row, const OutboxState& state)
{
    const Transit* transit = m_desk.transit(state.id);
    const Receiver::State receiver = m_desk.receiver().state();
    if (transit != nullptr && isAbout(*transit, state)) {
        row.stage = stageOf(*transit, isMoving(*transit, m_desk));
        row.goesOnSoon =
            row.stage == OutboxStage::cut &&
            (receiver == Receiver::State::on || receiver == Receiver::State::elsewhere);
        if (transit->total != 0) {
            row.percent = static_cast<int>(100.0 * double(transit->done) / double(transit->total));
        }
        if (transit->by == Transit::By::receiver && row.stage == OutboxStage::sending) {
            m_quiet.start();
        }
    }
    row.isUnsent = row.stage == OutboxStage::sealed && m_desk.sealedHere(state.id) &&
                   receiver != Receiver::State::elsewhere;
}

QString OutboxModel::stateText(const OutboxRow& row)
{
    switch (row.stage) {
    case OutboxStage::queued:
        return tr("Queued");
    case OutboxStage::reserved:
        return tr("Key reserved");
    case OutboxStage::sealed:
        return row.isUnsent ? tr("Sealed, nothing sent")
                            : tr("Sealed; waits for %1").arg(row.peerName);
    case OutboxStage::sending:
        return tr("Sending %1 %").arg(row.percent);
    case OutboxStage::cut:
        return row.goesOnSoon ? tr("Cut at %1 %, goes on by itself").arg(row.percent)
                              : tr("Cut at %1 %").arg(row.percent);
    case OutboxStage::sent:
        return tr("All sent, not verified yet");
    case OutboxStage::carried:
        return tr("Carried by hand, no answer yet");
    case OutboxStage::cancelling:
        return tr("Cancelling, %1 not reached yet").arg(row.peerName);
    case OutboxStage::cancelled:
        return tr("Cancelled, %1 pages burnt").arg(grouped(row.pages));
    case OutboxStage::verified:
        return tr("Verified by %1").arg(row.peerName);
    case OutboxStage::failed:
        break;
    }
    return tr("Not sent");
}

int OutboxModel::step(OutboxStage stage)
{
    switch (stage) {
    case OutboxStage::queued:
    case OutboxStage::reserved:
        return 1;
    case OutboxStage::sending: // no byte leaves before the peer has recorded it
    case OutboxStage::cut:
    case OutboxStage::sent:
        return 4;
    case OutboxStage::verified:
        return 5;
    default:
        return 2;
    }
}

bool OutboxModel::canCancel(const OutboxRow& row)
{
    return isOpen(row.stage) && row.stage != OutboxStage::queued &&
           row.stage != OutboxStage::reserved && row.stage != OutboxStage::cancelling;
}

bool OutboxModel::canRetry(const OutboxRow& row)
{
    return row.stage == OutboxStage::sealed || row.stage == OutboxStage::cut ||
           row.stage == OutboxStage::sent || row.stage == OutboxStage::cancelling;
}

QVariant OutboxModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const OutboxRow& row = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case Qt::AccessibleTextRole:
        return tr("%1 to %2. %3. %4 pages, %5.")
                   .arg(row.name,
                       row.peerName,
                       stateText(row),
                       grouped(row.pages),
                       bytesText(row.bytes)) +
               (row.simulated ? " " + tr("SIMULATED.") : QString());
    case Qt::ToolTipRole:
        return bothTimes(row.created);
    case CreatedRole:
        return qint64{row.created.seconds};
    case PeerRole:
        return row.peerName;
    case StateTextRole:
        return stateText(row);
    case PagesRole:
        return row.pages;
    case BytesRole:
        return row.bytes;
    case StageRole:
        return static_cast<int>(row.stage);
    case StepRole:
        return step(row.stage);
    case FractionRole:
        return row.percent / 100.0;
    case CanCancelRole:
        return canCancel(row);
    case CanRetryRole:
        return canRetry(row);
    case IdRole:
        return QString::fromStdString(row.id.hex());
    case ModeTextRole:
        return modeText(row.mode);
    case GroupRole:
        return row.stage == OutboxStage::verified ? QStringLiteral("verified")
               : isOpen(row.stage)                ? QStringLiteral("open")
                                                  : QStringLiteral("ended");
    case ThumbnailRole:
        return m_pictures->find(row.id);
    case SimulatedRole:
        return row.simulated;
    default:
        return {};
    }
}

QHash<int, QByteArray> OutboxModel::roleNames() const
{
    return {{NameRole, "name"},
        {PeerRole, "peer"},
        {StateTextRole, "stateText"},
        {PagesRole, "pages"},
        {BytesRole, "bytes"},
        {CreatedRole, "created"},
        {StageRole, "stage"},
        {StepRole, "step"},
        {FractionRole, "fraction"},
        {CanCancelRole, "canCancel"},
        {CanRetryRole, "canRetry"},
        {IdRole, "id"},
        {ModeTextRole, "mode"},
        {GroupRole, "group"},
        {ThumbnailRole, "thumbnail"},
        {SimulatedRole, "simulated"}};
}

} // namespace satpad::gui
