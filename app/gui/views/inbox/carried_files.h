// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/notice.h"
#include "views/parts.h"

#include <satpad/service/carry.h>

#include <QStringList>

#include <optional>
#include <vector>

namespace satpad::gui {

/// What became of one file that came by hand.
struct CarriedFile
{
    QString name; ///< of the file, without its folder
    QString peer; ///< whom it is from, as far as it says; empty: nobody here
    std::optional<service::Carried> opened;
    QString trouble; ///< one sentence; empty: it was opened
};

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

Q_SIGNALS:
    /// Of the first file that was opened: a message, or the one that an answer has settled.
    void opened(const core::MessageId& id);

private:
    void take(const std::vector<CarriedFile>& files);
    void sayOne(const CarriedFile& file);
    void sayAll(const std::vector<CarriedFile>& files);

    PageNeeds m_needs;
    Notice& m_notice;
    QWidget* m_page;
    core::MessageId m_offered; ///< the message whose answer the notice offers
    QString m_offeredTo;
};

} // namespace satpad::gui
