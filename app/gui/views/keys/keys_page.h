// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "courier_work.h"
#include "views/parts.h"

#include <atomic>
#include <memory>

namespace satpad::gui {

class KeyPeersPanel;
class LedgerPanel;
class Notice;

/// The key shared with each peer, how it comes and goes by courier file, and the ledger of it.
class KeysPage : public QWidget
{
    Q_OBJECT
public:
    explicit KeysPage(const PageNeeds& needs, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] QWidget* buildHead();
    void takeState();
    void askCourier();
    void makeCourier(const QString& peer, quint64 bytes);
    void importCourier();
    void importNext(QStringList files);
    void sayMade(const CourierResult& made, const QString& file);
    void sayTaken(const CourierResult& taken);
    void takeAction();
    void saveReply();
    void sayTrouble(const core::Error& error);
    void refreshIcons();
    /// What a job is given: how to tell how far it is, and when to stop.
    [[nodiscard]] CourierWatch watch(const QString& deed, const QString& begun);
    void setBusy(bool busy);

    PageNeeds m_needs;
    core::BatchId m_replyFor; ///< the delivery that the notice offers a reply for
    QString m_replyTo;
    bool m_busy = false;
    std::shared_ptr<std::atomic<bool>> m_stop; ///< of the job that runs
    QPushButton* m_make;
    QPushButton* m_import;
    Notice* m_low;
    Notice* m_notice;
    KeyPeersPanel* m_peers;
    LedgerPanel* m_ledger;
};

} // namespace satpad::gui
