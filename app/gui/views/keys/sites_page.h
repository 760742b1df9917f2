// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "site_peers_model.h"
#include "views/parts.h"

#include <optional>

class QBoxLayout;
class QLineEdit;
class QTableView;

namespace satpad::gui {

class CardPanel;
class DoctorPanel;
class Notice;

/// This site's card, the sites it knows, and what stands between them and this one.
class SitesPage : public QWidget
{
    Q_OBJECT
public:
    explicit SitesPage(const PageNeeds& needs, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] QWidget* buildHead();
    [[nodiscard]] QWidget* buildPeers();
    void buildAddress(QBoxLayout& foot);
    void fit();
    void takeState();
    void takePeers();
    void takePeer();
    void takeRow();
    void addPeer();
    void removePeer();
    void askKme();
    void sayKme(const QString& sentence);
    void takeAddress(const core::Peer* peer);
    void offerAddress();
    void saveAddress();
    void refreshIcons();

    PageNeeds m_needs;
    SitePeersModel m_model;
    Notice* m_notice;
    CardPanel* m_card;
    DoctorPanel* m_doctor;
    QPushButton* m_add;
    QPushButton* m_kme;
    QPushButton* m_remove;
    QLineEdit* m_address;
    QPushButton* m_saveAddress;
    std::optional<core::Peer> m_addressOf; ///< whose address stands in the field, as it is kept
    QTableView* m_table;
    QLabel* m_empty;
};

} // namespace satpad::gui
