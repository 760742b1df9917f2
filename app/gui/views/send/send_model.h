// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

namespace satpad::gui {

class SendDraft;

/// The draft's pictures as a list: name, pages, small image.
class SendModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role
    {
        PagesRole = Qt::UserRole, ///< quint64; 0: no plan yet
        TroubleRole ///< why it cannot be sent as wished; empty: it can, or not known yet
    };

    /// `draft` outlives it.
    explicit SendModel(SendDraft& draft, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    [[nodiscard]] QString spoken(int row) const;

    SendDraft& m_draft;
};

} // namespace satpad::gui
