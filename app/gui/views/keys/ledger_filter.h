// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <QSortFilterProxyModel>

#include <optional>

namespace satpad::gui {

class LedgerModel;

/// Chooses rows of a LedgerModel: by what was typed, or those that are one page's life.
class LedgerFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    struct Page
    {
        core::PadId pad;
        quint64 number = 0;
    };

    explicit LedgerFilter(LedgerModel& ledger, QObject* parent = nullptr);

    /// A page number, the first digits of a pad or message, or part of a peer's name or of what
    /// happened.
    void setText(const QString& text);
    void follow(const std::optional<Page>& page);
    [[nodiscard]] const std::optional<Page>& followed() const noexcept { return m_page; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    [[nodiscard]] bool isOfPage(int row) const;
    [[nodiscard]] bool isFound(int row) const;

    LedgerModel& m_ledger;
    QString m_text;
    QString m_digits; ///< m_text without spaces
    std::optional<quint64> m_number;
    std::optional<Page> m_page;
};

} // namespace satpad::gui
