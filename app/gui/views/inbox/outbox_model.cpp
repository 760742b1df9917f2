// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/outbox_model.h"

#include "look/figures.h"

namespace satpad::gui {
namespace {

using core::MessageState;

constexpr int k_newsEvery = 250; ///< ms

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

/// What the wire adds to a message that the ledger calls sealed.
OutboxStage stageOf(const Transit& transit, bool underWay)
{
    if (transit.stage != Transit::Stage::sending || transit.total == 0 || transit.done == 0) {
        return OutboxStage::sealed;
    }
    if (transit.done >= transit.total) {
        return OutboxStage::sent;
    }
    return underWay ? OutboxStage::sending : OutboxStage::cut;
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
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(k_newsEvery);
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
    row.stage = stageOf(state.state);
    const QString key = QString::fromStdString(state.id.hex());
    if (!state.file.isEmpty()) {
        m_names.insert(key, state.isRequest ? tr("Request for %1").arg(state.file) : state.file);
    }
    row.name = m_names.value(
        key, state.isRequest ? tr("Request") : tr("Message %1").arg(shortId(state.id)));
    const Transit* transit = m_desk.transit(state.id);
    if (row.stage == OutboxStage::sealed && transit != nullptr && isAbout(*transit, state)) {
        row.stage = stageOf(*transit, m_desk.underWay() > 0);
        const Receiver::State receiver = m_desk.receiver().state();
        row.goesOnSoon =
            row.stage == OutboxStage::cut &&
            (receiver == Receiver::State::on || receiver == Receiver::State::elsewhere);
        if (transit->total != 0) {
            row.percent = static_cast<int>(100.0 * double(transit->done) / double(transit->total));
        }
    }
    return row;
}

QString OutboxModel::stateText(const OutboxRow& row)
{
    switch (row.stage) {
    case OutboxStage::queued:
        return tr("Queued");
    case OutboxStage::reserved:
        return tr("Key reserved");
    case OutboxStage::sealed:
        return tr("Sealed, nothing sent");
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
            .arg(row.name, row.peerName, stateText(row), grouped(row.pages), bytesText(row.bytes));
    case Qt::ToolTipRole:
    case CreatedRole:
        return role == CreatedRole ? QVariant(qint64{row.created.seconds})
                                   : QVariant(utcText(row.created));
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
        {ModeTextRole, "mode"}};
}

} // namespace satpad::gui
