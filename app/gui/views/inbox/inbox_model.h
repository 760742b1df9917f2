// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "views/inbox/pictures.h"
#include "views/inbox/rows_model.h"
#include "views/inbox/seen_messages.h"

namespace satpad::gui {

struct InboxRow
{
    core::MessageId id;
    core::InboxItem item;
    QString peerName;
    bool simulated = false;
    /// An item never changes once it is in the inbox.
    bool operator==(const InboxRow& other) const
    {
        return id == other.id && peerName == other.peerName && simulated == other.simulated;
    }
};

/// The inbox of one desk, newest first. Holds no widgets. GUI thread.
class InboxModel final : public RowsModel<InboxRow>
{
    Q_OBJECT
public:
    enum Role
    {
        NameRole = Qt::UserRole + 1,
        PeerRole,
        ReceivedRole, ///< qint64, seconds since 1970 UTC
        BytesRole,
        PagesRole,
        ModeTextRole,
        ThumbnailRole, ///< QImage; null until it is decoded, and for what is no picture
        IsPictureRole, ///< false once it is known to be none
        UnseenRole,
        SimulatedRole,
        IdRole ///< hex
    };

    /// `desk` and `seen` outlive it.
    InboxModel(Desk& desk, SeenMessages& seen, QObject* parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    /// Pictures nobody has looked at.
    [[nodiscard]] int unseen() const noexcept { return m_unseen; }
    [[nodiscard]] QStringList peers() const; ///< that sent something, sorted

Q_SIGNALS:
    void unseenChanged();

private:
    void refresh();
    void count();
    [[nodiscard]] QString sentenceOf(const InboxRow& row) const;

    Desk& m_desk;
    SeenMessages& m_seen;
    Thumbnails* m_thumbnails;
    int m_unseen = 0;
};

/// "21:57" today, "18 Nov" this year, else "18 Nov 2025"; UTC.
[[nodiscard]] QString shortTime(core::UnixTime at, core::UnixTime now);

} // namespace satpad::gui
