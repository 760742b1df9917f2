// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk.h"
#include "views/inbox/rows_model.h"

namespace satpad::gui {

class SealedPictures;

/// Where a message of the outbox is. Only the ledger makes it verified; what this process has put
/// on the wire makes it sending, cut or sent.
enum class OutboxStage
{
    queued,
    reserved,
    sealed,
    sending,
    cut,
    sent,
    carried,
    cancelling,
    cancelled,
    verified,
    failed
};

struct OutboxRow
{
    core::MessageId id;
    core::SiteId peer;
    QString peerName;
    QString name; ///< as far as this site still knows it
    core::SendMode mode = core::SendMode::exact;
    OutboxStage stage = OutboxStage::reserved;
    quint64 pages = 0;
    quint64 bytes = 0; ///< of payload
    core::UnixTime created;
    int percent = 0;         ///< of its bytes on the wire
    bool goesOnSoon = false; ///< cut: a receiver of this home takes it up again
    bool isUnsent = false;   ///< sealed: this process knows that no byte of it has left
    bool simulated = false;  ///< the home is, or the key was
    bool operator==(const OutboxRow&) const = default;
};

/// The outbox of one desk, newest first. Holds no widgets. GUI thread.
class OutboxModel final : public RowsModel<OutboxRow>
{
    Q_OBJECT
public:
    enum Role
    {
        NameRole = Qt::UserRole + 1,
        PeerRole,
        StateTextRole,
        PagesRole,
        BytesRole,
        CreatedRole, ///< qint64, seconds since 1970 UTC
        StageRole,   ///< int of OutboxStage
        StepRole,    ///< 1 … 5: steps of the way that are done or under way
        FractionRole,
        CanCancelRole,
        CanRetryRole,
        IdRole, ///< hex
        ModeTextRole,
        GroupRole,     ///< "open", "verified" or "ended"
        ThumbnailRole, ///< QImage; null for what this process did not seal
        SimulatedRole
    };

    explicit OutboxModel(Desk& desk, QObject* parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    /// Messages that are not settled yet.
    [[nodiscard]] int open() const noexcept { return m_open; }

    [[nodiscard]] static QString stateText(const OutboxRow& row);
    [[nodiscard]] static int step(OutboxStage stage);
    [[nodiscard]] static bool canCancel(const OutboxRow& row);
    [[nodiscard]] static bool canRetry(const OutboxRow& row);

Q_SIGNALS:
    void openChanged();

private:
    void refresh();
    [[nodiscard]] OutboxRow rowOf(const OutboxState& state);
    void addTransit(OutboxRow& row, const OutboxState& state);

    Desk& m_desk;
    QTimer m_soon;  ///< many news of a transit become one refresh
    QTimer m_quiet; ///< a receiver's news stopped: then it was cut
    SealedPictures* m_pictures;
    int m_open = 0;
};

/// "exact", "fitted", "thumbnail".
[[nodiscard]] QString modeText(core::SendMode mode);

} // namespace satpad::gui
