// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

namespace satpad::gui {

class ForecastPanel;
class KeyPeersPanel;
class KeyWork;
class LedgerPanel;
class Notice;

/// The key shared with each peer, what it is expected to come to, how it comes and goes by KME,
/// relay and courier file, and the ledger of it.
class KeysPage : public QWidget
{
    Q_OBJECT
public:
    explicit KeysPage(const PageNeeds& needs, QWidget* parent = nullptr);

    /// Courier files or replies, one after another.
    void importFiles(const QStringList& paths);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildHead();
    [[nodiscard]] QWidget* buildTop();
    void takeState();
    void takeWork();
    void sayLow();
    void askCourier();
    void makeCourier(const QString& peer, quint64 bytes);
    void importCourier();
    void askRelay(const QString& peer);
    void askPull(const QString& peer);
    void askKme(const QString& peer);
    void takeAction();
    void saveReply();
    void fit();
    void fitHead();
    void enableButtons();
    void refreshIcons();

    PageNeeds m_needs;
    KeyWork& m_work;
    QString m_lowPeer; ///< whom the banner is about
    QWidget* m_head;
    QWidget* m_legend;
    QPushButton* m_pull;
    QPushButton* m_relay;
    QPushButton* m_make;
    QPushButton* m_import;
    Notice* m_low;
    Notice* m_notice;
    KeyPeersPanel* m_peers;
    ForecastPanel* m_forecast;
    LedgerPanel* m_ledger;
};

} // namespace satpad::gui
