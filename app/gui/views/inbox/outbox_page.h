// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/inbox/outbox_model.h"
#include "views/inbox/page_parts.h"

#include <map>
#include <set>

namespace satpad::gui {

class CarriedFiles;
class Notice;
class OutboxDetails;

/// What was sealed and what became of it: a list, and the chosen message beside it.
class OutboxPage final : public QWidget
{
    Q_OBJECT
public:
    explicit OutboxPage(const PageNeeds& needs, QWidget* parent = nullptr);

    /// Messages that are not settled yet.
    [[nodiscard]] int open() const noexcept { return m_model->open(); }
    [[nodiscard]] OutboxModel& model() noexcept { return *m_model; }
    /// Answers that came by hand.
    void openAnswers(const QStringList& paths);

Q_SIGNALS:
    void openChanged();

private:
    void makeHead();
    void makeCarried();
    void makeList();
    void makeShortcuts();
    [[nodiscard]] const OutboxRow* chosen() const;
    void refresh();
    void tell();
    void chooseWanted();
    void tryNow(const std::set<core::SiteId>& peers);
    void tryAll();
    void tryChosen();
    void cancelChosen();

    PageNeeds m_needs;
    OutboxModel* m_model;
    SearchFilter* m_filter;
    PageHead* m_head = nullptr;
    Notice* m_notice;
    CarriedFiles* m_carried;
    std::optional<core::MessageId> m_wanted; ///< chosen as soon as it is in the list
    QPushButton* m_tryAll = nullptr;
    ListFrame* m_frame = nullptr;
    QListView* m_list = nullptr;
    OutboxDetails* m_details;
    /// Asked for here, and what was told of it last.
    std::map<core::MessageId, OutboxStage> m_cancelled;
    bool m_trying = false;
    bool m_asked = false; ///< this page set something off: what goes wrong is told here
};

} // namespace satpad::gui
