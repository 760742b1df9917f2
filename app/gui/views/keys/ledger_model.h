// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_words.h"
#include "models/desk_state.h"

#include <QAbstractTableModel>

#include <map>

namespace satpad::gui {

/// What the events do not say of a pad: events name no site.
struct PadPeer
{
    QString peer;
    QString origin;
    bool simulated = false;
    bool operator==(const PadPeer&) const = default;
};
using PadPeers = std::map<core::PadId, PadPeer>;

/// The end of the ledger, newest first, one event each row. Events that settle a message name no
/// pages; they show those that the message's own events reserved or recorded. GUI thread.
class LedgerModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        Event,
        Utc,
        What,
        Pad,
        Pages,
        Count,
        Message,
        k_columns
    };
    enum Role
    {
        IconRole = Qt::UserRole + 1, ///< QString, name of a drawing
        ToneRole                     ///< LedgerTone
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Oldest first, as DeskState has them; rows that stayed stay.
    void setEvents(const std::vector<core::LedgerEvent>& events);
    void setPadPeers(PadPeers pads);

    [[nodiscard]] const core::LedgerEvent& eventAt(int row) const;
    /// The pages row `row` is about; empty when it is about none, or they are out of sight.
    [[nodiscard]] std::vector<core::PageRange> rangesAt(int row) const;
    [[nodiscard]] QString peerAt(int row) const;
    /// What happened, in words.
    [[nodiscard]] QString whatAt(int row) const { return wordsAt(row).what; }
    /// Some pad it is about holds simulated key.
    [[nodiscard]] bool isSimulatedAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role) const override;

private:
    void gatherRanges();
    [[nodiscard]] LedgerWords wordsAt(int row) const;
    [[nodiscard]] QString shown(int row, int column) const;
    [[nodiscard]] QString sentenceAt(int row) const;

    std::vector<core::LedgerEvent> m_events; ///< oldest first
    std::map<core::MessageId, std::vector<core::PageRange>> m_ranges;
    PadPeers m_pads;
};

} // namespace satpad::gui
