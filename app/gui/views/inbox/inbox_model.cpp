// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/inbox_model.h"

#include "look/figures.h"
#include "views/inbox/message_facts.h"
#include "views/inbox/outbox_model.h"

#include <QDateTime>
#include <QLocale>

namespace satpad::gui {

QString shortTime(core::UnixTime at, core::UnixTime now)
{
    const QDateTime then = QDateTime::fromSecsSinceEpoch(at.seconds, Qt::UTC);
    const QDateTime today = QDateTime::fromSecsSinceEpoch(now.seconds, Qt::UTC);
    if (then.date() == today.date()) {
        return then.toString(QStringLiteral("HH:mm"));
    }
    const bool thisYear = then.date().year() == today.date().year();
    return QLocale().toString(then.date(),
        thisYear ? InboxModel::tr("d MMM", "date") : InboxModel::tr("d MMM yyyy", "date"));
}

InboxModel::InboxModel(Desk& desk, SeenMessages& seen, QObject* parent)
    : RowsModel(parent)
    , m_desk(desk)
    , m_seen(seen)
    , m_thumbnails(new Thumbnails(desk.jobs(), this))
{
    const auto changed = [this](const core::MessageId& id, const QList<int>& roles) {
        if (const QModelIndex at = indexOf(id); at.isValid()) {
            Q_EMIT dataChanged(at, at, roles);
        }
    };
    connect(&desk, &Desk::stateChanged, this, &InboxModel::refresh);
    connect(&seen, &SeenMessages::added, this, [this, changed](const core::MessageId& id) {
        count();
        changed(id, {UnseenRole, Qt::AccessibleTextRole});
    });
    connect(m_thumbnails, &Thumbnails::ready, this, [changed](const QString& hex) {
        if (const auto id = core::MessageId::from_hex(hex.toStdString())) {
            changed(*id, {ThumbnailRole, IsPictureRole});
        }
    });
    refresh();
}

void InboxModel::refresh()
{
    std::vector<InboxRow> rows;
    rows.reserve(m_desk.state().inbox.size());
    for (const InboxState& state : m_desk.state().inbox) {
        rows.push_back({state.item.id, state.item, state.peerName, state.simulated});
    }
    sync(std::move(rows));
    count();
}

void InboxModel::count()
{
    const auto unseen = static_cast<int>(std::ranges::count_if(
        rows(), [this](const InboxRow& row) { return !m_seen.contains(row.id); }));
    if (unseen != m_unseen) {
        m_unseen = unseen;
        Q_EMIT unseenChanged();
    }
}

QStringList InboxModel::peers() const
{
    QStringList names;
    for (const InboxRow& row : rows()) {
        if (!names.contains(row.peerName)) {
            names.append(row.peerName);
        }
    }
    names.sort();
    return names;
}

QString InboxModel::sentenceOf(const InboxRow& row) const
{
    QString sentence = tr("%1 from %2, %3. %4, %5 pages.")
                           .arg(QString::fromStdString(row.item.name),
                               row.peerName,
                               utcText(row.item.received),
                               bytesText(row.item.bytes),
                               grouped(row.item.pages));
    if (row.simulated) {
        sentence += " " + tr("SIMULATED.");
    }
    if (!m_seen.contains(row.id)) {
        sentence += " " + tr("Not opened.");
    }
    return sentence;
}

QVariant InboxModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const InboxRow& row = rows()[static_cast<std::size_t>(index.row())];
    const QString id = QString::fromStdString(row.id.hex());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return QString::fromStdString(row.item.name);
    case Qt::AccessibleTextRole:
        return sentenceOf(row);
    case Qt::ToolTipRole:
        return QString::fromStdString(row.item.name) + "\n" + bothTimes(row.item.received);
    case PeerRole:
        return row.peerName;
    case ReceivedRole:
        return qint64{row.item.received.seconds};
    case BytesRole:
        return quint64{row.item.bytes};
    case PagesRole:
        return quint64{row.item.pages};
    case ModeTextRole:
        return modeText(row.item.content.mode);
    case ThumbnailRole:
        return m_thumbnails->find(id, row.item.path);
    case IsPictureRole:
        return !m_thumbnails->isNone(id);
    case UnseenRole:
        return !m_seen.contains(row.id);
    case SimulatedRole:
        return row.simulated;
    case IdRole:
        return id;
    default:
        return {};
    }
}

QHash<int, QByteArray> InboxModel::roleNames() const
{
    return {{NameRole, "name"},
        {PeerRole, "peer"},
        {ReceivedRole, "received"},
        {BytesRole, "bytes"},
        {PagesRole, "pages"},
        {ModeTextRole, "mode"},
        {ThumbnailRole, "thumbnail"},
        {IsPictureRole, "isPicture"},
        {UnseenRole, "unseen"},
        {SimulatedRole, "simulated"},
        {IdRole, "id"}};
}

} // namespace satpad::gui
