// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk.h"
#include "views/inbox/inbox_page.h"
#include "views/inbox/outbox_page.h"
#include "views/keys/keys_page.h"
#include "views/send/send_page.h"
#include "views/shell/desk_view.h"

#include <satpad/service/carry.h>

#include <QMimeData>
#include <QUrl>

namespace satpad::gui {
namespace {

struct SortedFiles
{
    QStringList messages;
    QStringList answers;
    QStringList key;   ///< courier files and replies to them
    QStringList other; ///< to be sent
};

SortedFiles sorted(const QStringList& paths)
{
    using service::CarriedKind;
    SortedFiles made;
    for (const QString& path : paths) {
        switch (service::carried_kind(path.toStdString())) {
        case CarriedKind::message:
            made.messages += path;
            break;
        case CarriedKind::answer:
            made.answers += path;
            break;
        case CarriedKind::courier:
        case CarriedKind::courier_reply:
            made.key += path;
            break;
        case CarriedKind::other:
            // A message that was changed at its very start is still none to send.
            (path.endsWith(".satpad", Qt::CaseInsensitive) ? made.messages : made.other) += path;
            break;
        }
    }
    return made;
}

} // namespace

QStringList DeskView::localFiles(const QMimeData* mime)
{
    QStringList files;
    if (mime != nullptr) {
        for (const QUrl& url : mime->urls()) {
            if (url.isLocalFile()) {
                files += url.toLocalFile();
            }
        }
    }
    return files;
}

void DeskView::takeFiles(const QStringList& paths)
{
    m_desk.jobs().run(
        this,
        [paths] { return sorted(paths); },
        [this](const SortedFiles& files) {
            if (!files.other.isEmpty()) {
                go(Page::send);
                m_send->addFiles(files.other);
            }
            if (!files.key.isEmpty()) {
                go(Page::keys);
                m_keys->importFiles(files.key);
            }
            if (!files.answers.isEmpty()) {
                go(Page::outbox);
                m_outbox->openAnswers(files.answers);
            }
            if (!files.messages.isEmpty()) {
                go(Page::inbox);
                m_inbox->openSealed(files.messages);
            }
        });
}

} // namespace satpad::gui
