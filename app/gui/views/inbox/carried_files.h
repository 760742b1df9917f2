// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/inbox/carried_work.h"
#include "views/notice.h"
#include "views/parts.h"

namespace satpad::gui {

/// Opens sealed files and answers that came by hand, and says on a page's notice what became of
/// them; saves the answer to a message for its sender. GUI thread; the work is done beside it.
class CarriedFiles final : public QObject
{
    Q_OBJECT
public:
    /// `notice` says nothing else. Both outlive it.
    CarriedFiles(const PageNeeds& needs, Notice& notice, QWidget* page);

    /// Asks which.
    void ask(const QString& title);
    void open(const QStringList& paths);
    /// Asks where to.
    void saveAnswer(const core::MessageId& id, const QString& peer);
    /// The notice says something newer than what was opened.
    void forget() { m_work.forget(); }

Q_SIGNALS:
    /// Of the first file that was opened: a message, or the one that an answer has settled.
    void opened(const core::MessageId& id);

private:
    void sayOpening();
    void take();
    void say();
    void sayOne(const CarriedFile& file);
    void sayAll(const std::vector<CarriedFile>& files);

    PageNeeds m_needs;
    Notice& m_notice;
    QWidget* m_page;
    CarriedWork& m_work;
    core::MessageId m_offered; ///< the message whose answer the notice offers
    QString m_offeredTo;
};

} // namespace satpad::gui
