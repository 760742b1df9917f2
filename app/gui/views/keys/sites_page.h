// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "site_peers_model.h"
#include "views/parts.h"

class QTableView;

namespace satpad::gui {

class CardPanel;
class Notice;

/// This site's card and the sites it knows.
class SitesPage : public QWidget
{
    Q_OBJECT
public:
    explicit SitesPage(const PageNeeds& needs, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* buildHead();
    [[nodiscard]] QWidget* buildPeers();
    void takeState();
    void takePeer();
    void takeRow();
    void addPeer();
    void removePeer();
    void refreshIcons();

    PageNeeds m_needs;
    SitePeersModel m_model;
    Notice* m_notice;
    CardPanel* m_card;
    QPushButton* m_add;
    QPushButton* m_remove;
    QTableView* m_table;
    QLabel* m_empty;
};

} // namespace satpad::gui
