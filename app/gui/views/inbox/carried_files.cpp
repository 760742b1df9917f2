// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/carried_files.h"

#include "look/figures.h"
#include "models/carry_sentences.h"
#include "models/desk.h"
#include "models/sentences.h"

#include <QDir>

#include <algorithm>

namespace satpad::gui {
namespace {

using core::Expected;

QString troubleOf(const CarriedFile& file)
{
    return file.isAnswer ? answerTrouble(file.why, file.name, file.peer)
                         : openTrouble(file.why, file.name, file.peer);
}

/// The operator has agreed to lose what lies at `out`.
Expected<void> writeAnswer(
    service::Site& site, const core::MessageId& id, const std::filesystem::path& out)
{
    std::error_code none;
    if (std::filesystem::is_regular_file(out, none)) {
        std::filesystem::remove(out, none);
    }
    return service::write_answer_file(site, id, out);
}

core::MessageId idOf(const service::Carried& opened)
{
    const auto* message = std::get_if<core::Inbox::Opened>(&opened);
    return message != nullptr ? message->id : std::get<service::SentFile>(opened).id;
}

} // namespace

CarriedFiles::CarriedFiles(const PageNeeds& needs, Notice& notice, QWidget* page)
    : QObject(page)
    , m_needs(needs)
    , m_notice(notice)
    , m_page(page)
    , m_work(CarriedWork::of(needs.desk, notice.objectName()))
{
    connect(&notice, &Notice::actionChosen, this, [this] { saveAnswer(m_offered, m_offeredTo); });
    connect(&notice, &Notice::closed, &m_work, &CarriedWork::forget);
    connect(&m_work, &CarriedWork::ended, this, &CarriedFiles::take);
    if (m_work.isOpening()) { // the page was built anew meanwhile
        sayOpening();
    } else {
        say();
    }
}

void CarriedFiles::ask(const QString& title)
{
    open(m_needs.asker.filesToOpen(
        m_page, title, tr("Sealed files and answers (*.satpad);;All files (*)")));
}

void CarriedFiles::open(const QStringList& paths)
{
    if (paths.isEmpty()) {
        return;
    }
    sayOpening();
    m_work.open(paths);
}

void CarriedFiles::sayOpening()
{
    m_notice.say(Notice::Tone::plain, tr("Opening. Every tag is checked first."));
}

void CarriedFiles::take()
{
    say();
    const std::vector<CarriedFile>& files = m_work.files();
    const auto first = std::ranges::find_if(
        files, [](const CarriedFile& file) { return file.opened.has_value(); });
    if (first != files.end()) {
        Q_EMIT opened(idOf(*first->opened));
    }
}

void CarriedFiles::say()
{
    const std::vector<CarriedFile>& files = m_work.files();
    if (files.size() == 1) {
        sayOne(files.front());
    } else if (!files.empty()) {
        sayAll(files);
    }
}

void CarriedFiles::sayOne(const CarriedFile& file)
{
    if (!file.opened) {
        m_notice.say(Notice::Tone::alarm, troubleOf(file));
        return;
    }
    if (const auto* settled = std::get_if<service::SentFile>(&*file.opened)) {
        const bool isVerified = settled->state == core::MessageState::verified;
        m_notice.say(isVerified ? Notice::Tone::good : Notice::Tone::warning,
            isVerified ? tr("Verified by %1: every tag held there.").arg(file.peer)
                       : tr("%1 gave the message up. Cancelled, %2 pages burnt.")
                             .arg(file.peer, grouped(settled->pages)));
        return;
    }
    const auto& message = std::get<core::Inbox::Opened>(*file.opened);
    m_offered = message.id;
    m_offeredTo = file.peer;
    m_notice.say(message.before ? Notice::Tone::plain : Notice::Tone::good,
        message.before ? tr("%1 was opened before. Nothing was spent now.").arg(file.name)
        : message.item
            ? tr("Every tag held. %1 does not know it yet: give %1 the answer, or it "
                 "leaves at the next contact.")
                  .arg(file.peer)
            : tr("Every tag held. This message brings no picture: %1 asks for one, or does not "
                 "send one that was asked for.")
                  .arg(file.peer));
    m_notice.offer(tr("Save answer…"));
}

void CarriedFiles::sayAll(const std::vector<CarriedFile>& files)
{
    constexpr std::size_t k_mostLines = 3;
    QStringList lines;
    std::size_t failed = 0;
    for (const CarriedFile& file : files) {
        if (!file.opened && ++failed <= k_mostLines) {
            lines += troubleOf(file);
        }
    }
    lines.prepend(tr("%1 of %2 files were opened, every tag held.")
                      .arg(files.size() - failed)
                      .arg(files.size()));
    if (failed > k_mostLines) {
        lines += tr("And %1 more that were not opened.").arg(failed - k_mostLines);
    }
    m_notice.say(failed > 0 ? Notice::Tone::alarm : Notice::Tone::good, lines.join('\n'));
}

void CarriedFiles::saveAnswer(const core::MessageId& id, const QString& peer)
{
    const QString proposal =
        QDir::home().filePath(QStringLiteral("answer-%1.satpad").arg(shortId(id).remove(' ')));
    const QString to =
        m_needs.asker.fileToSave(m_page, tr("Save the answer for %1").arg(peer), proposal);
    if (to.isEmpty()) {
        return;
    }
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), id, to] { return writeAnswer(*site, id, to.toStdString()); },
        [this, to, peer](const Expected<void>& ended) {
            m_work.forget();
            const QString path = QDir::toNativeSeparators(to);
            m_notice.say(ended ? Notice::Tone::plain : Notice::Tone::alarm,
                ended ? tr("The answer is saved as %1. Give it to %2, who opens it in the outbox.")
                            .arg(path, peer)
                      : sentenceOf(ended.error()));
        });
}

} // namespace satpad::gui
