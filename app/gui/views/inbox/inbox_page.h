// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/inbox/inbox_model.h"
#include "views/inbox/page_parts.h"

namespace satpad::gui {

class CarriedFiles;
class InboxDetails;
class Notice;
class PictureRequests;

/// What arrived: tiles, and the chosen picture beside them.
class InboxPage final : public QWidget
{
    Q_OBJECT
public:
    /// `seenFolder`: where is kept which pictures were looked at.
    explicit InboxPage(
        const PageNeeds& needs, const std::filesystem::path& seenFolder, QWidget* parent = nullptr);

    [[nodiscard]] InboxModel& model() noexcept { return *m_model; }
    /// Message files that came by hand.
    void openSealed(const QStringList& paths);

Q_SIGNALS:
    /// The operator wants the receiver on, from now on.
    void receiverAsked();

private:
    void makeHead();
    void makeCarried();
    void makeList();
    void makeShortcuts();
    void connectDetails();
    [[nodiscard]] const InboxRow* chosen() const;
    void refresh();
    void showEmpty();
    void showRequest(const InboxRow& row);
    void listPeers();
    void choose();
    void chooseWanted();
    void openChosen();
    void saveChosen();
    void copyChosen();
    void showChosenInFolder();
    void askForFull();
    void askForPart();

    PageNeeds m_needs;
    SeenMessages* m_seen;
    InboxModel* m_model;
    SearchFilter* m_filter;
    PictureRequests* m_requests;
    PageHead* m_head = nullptr;
    Notice* m_notice;
    CarriedFiles* m_carried;
    std::optional<core::MessageId> m_wanted; ///< chosen as soon as it is in the list
    ListFrame* m_frame = nullptr;
    QListView* m_list = nullptr;
    InboxDetails* m_details;
};

} // namespace satpad::gui
