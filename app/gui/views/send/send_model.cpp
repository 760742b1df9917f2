// SPDX-License-Identifier: GPL-3.0-or-later
#include "send_model.h"

#include "look/figures.h"
#include "send_draft.h"

namespace satpad::gui {
namespace {

QString troubleOf(const DraftPicture& picture)
{
    const bool isUnread =
        picture.reading == DraftPicture::Reading::failed && picture.mode != core::SendMode::exact;
    return isUnread ? picture.readTrouble : picture.planTrouble;
}

} // namespace

SendModel::SendModel(SendDraft& draft, QObject* parent)
    : QAbstractListModel(parent)
    , m_draft(draft)
{
    connect(&draft, &SendDraft::aboutToAdd, this, [this](int first, int last) {
        beginInsertRows({}, first, last);
    });
    connect(&draft, &SendDraft::added, this, [this] { endInsertRows(); });
    connect(&draft, &SendDraft::aboutToRemove, this, [this](int first, int last) {
        beginRemoveRows({}, first, last);
    });
    connect(&draft, &SendDraft::removed, this, [this] { endRemoveRows(); });
    connect(&draft, &SendDraft::changed, this, [this](int row) {
        Q_EMIT dataChanged(index(row), index(row));
    });
}

int SendModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_draft.count();
}

QVariant SendModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const DraftPicture& picture = m_draft.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return picture.name;
    case Qt::DecorationRole:
        return picture.thumbnail;
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return spoken(index.row());
    case PagesRole:
        return picture.plan ? QVariant::fromValue<quint64>(picture.plan->pages)
                            : QVariant::fromValue<quint64>(0);
    case TroubleRole:
        return troubleOf(picture);
    default:
        return {};
    }
}

QString SendModel::spoken(int row) const
{
    const DraftPicture& picture = m_draft.at(row);
    const QString trouble = troubleOf(picture);
    if (!trouble.isEmpty()) {
        return picture.name + " · " + trouble;
    }
    return picture.plan ? tr("%1 · %2 pages").arg(picture.name, grouped(picture.plan->pages))
                        : tr("%1 · planning").arg(picture.name);
}

} // namespace satpad::gui
