// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_answers.h"

#include "keys_page.h"
#include "look/figures.h"
#include "models/sentences.h"
#include "pull_words.h"

#include <QFileInfo>

namespace satpad::gui {
namespace {

using Step = keyclient::satellite::RelayStep;
using Tone = Notice::Tone;

KeySaid saidOfMade(const KeyAnswer& answer)
{
    return {Tone::warning,
        KeysPage::tr(
            "%1 is written: %2 pages to send, %3 to receive. It is secret until %4 has imported it: "
            "carry it by hand, import it there, then destroy it.")
            .arg(QFileInfo(answer.file).fileName(),
                grouped(answer.courier.sendPages),
                grouped(answer.courier.receivePages),
                answer.courier.peer),
        answer.file,
        {}};
}

KeySaid saidOfTaken(const CourierResult& taken)
{
    if (taken.isReply) {
        return {Tone::good,
            KeysPage::tr("%1 has proved that it holds these pads.").arg(taken.peer),
            {},
            {}};
    }
    const QString reply = KeysPage::tr("Save reply…");
    if (taken.already) {
        return {Tone::plain,
            KeysPage::tr("This file from %1 was imported before; nothing changed. Destroy it.")
                .arg(taken.peer),
            {},
            reply};
    }
    return {Tone::good,
        KeysPage::tr("Imported from %1: %2 pages to send, %3 to receive. Destroy the file now.")
            .arg(taken.peer, grouped(taken.sendPages), grouped(taken.receivePages)),
        {},
        reply};
}

KeySaid saidOfReply(const KeyAnswer& answer)
{
    return {Tone::good,
        KeysPage::tr("Give %1 to %2: it proves that the pads arrived, and holds no secret. Destroy "
                     "the courier file now.")
            .arg(QFileInfo(answer.file).fileName(), answer.peer),
        answer.file,
        {}};
}

QString rowWords(const RelayRow& row, const QString& via)
{
    const QString peer = row.peer.isEmpty() ? KeysPage::tr("another site") : row.peer;
    const QString sends = grouped(row.sendPages);
    const QString receives = grouped(row.receivePages);
    switch (row.step) {
    case Step::made:
        return KeysPage::tr("Key with %1 is here: %2 pages to send, %3 to receive. %1 still has to "
                            "fetch its own from %4.")
            .arg(peer, sends, receives, via);
    case Step::collected:
        return KeysPage::tr("Key with %1 is here and confirmed: %2 pages to send, %3 to receive.")
            .arg(peer, sends, receives);
    case Step::confirmed:
        return KeysPage::tr("%1 holds its key now: both ends are confirmed.").arg(peer);
    case Step::held:
        return KeysPage::tr("Key for %1 has come from %2 and waits here.").arg(peer, via);
    case Step::waiting:
        return KeysPage::tr("Key with %1 cannot come yet: %2.").arg(peer, row.why);
    case Step::given_up:
        return KeysPage::tr("Key with %1 was given up: %2. Ask for it again.").arg(peer, row.why);
    case Step::failed:
        return KeysPage::tr("Key with %1 did not come now: %2. The next contact tries again.")
            .arg(peer, row.why);
    }
    return {};
}

bool isTrouble(Step step)
{
    return step == Step::given_up || step == Step::failed || step == Step::waiting;
}

KeySaid saidOfRelay(const KeyAnswer& answer)
{
    QStringList lines;
    QString knowing;
    Tone tone = Tone::good;
    for (const RelayRow& row : answer.relay.rows) {
        lines.append(rowWords(row, answer.peer));
        tone = isTrouble(row.step) ? Tone::warning : tone;
        knowing = row.knownBy.isEmpty() ? knowing : row.knownBy;
    }
    if (!knowing.isEmpty()) {
        lines.append(KeysPage::tr("%1 knows this key: it passed through its relay.").arg(knowing));
    }
    if (answer.relay.messages != 0) {
        lines.append(KeysPage::tr("%n messages were left or collected there.",
            "",
            static_cast<int>(answer.relay.messages)));
    }
    if (answer.error) {
        lines.append(answer.error->is(core::Errc::cancelled)
                         ? KeysPage::tr("The contact with %1 was cut. The next one goes on from "
                                        "there.")
                               .arg(answer.peer)
                         : sentenceOf(*answer.error));
        tone = answer.error->is(core::Errc::cancelled) ? Tone::plain : Tone::alarm;
    } else if (lines.isEmpty()) {
        lines.append(KeysPage::tr("Nothing waits at %1 for this site.").arg(answer.peer));
        tone = Tone::plain;
    }
    return {tone, lines.join(' '), lines.join('\n'), {}};
}

} // namespace

QString sentenceFor(const KeyJob& job)
{
    if (job.deed == KeyDeed::pulling) {
        return sentenceForPull(job);
    }
    if (job.stopping) {
        return job.deed == KeyDeed::relaying
                   ? KeysPage::tr("Cutting the contact with %1…").arg(job.subject)
                   : KeysPage::tr("Cancelling…");
    }
    if (job.deed == KeyDeed::relaying) {
        return job.done == 0 ? KeysPage::tr("In contact with %1…").arg(job.subject)
                             : KeysPage::tr("In contact with %1: %2 of messages")
                                   .arg(job.subject, bytesText(job.done));
    }
    if (job.deed == KeyDeed::replying) {
        return KeysPage::tr("Writing the reply for %1…").arg(job.subject);
    }
    const bool makes = job.deed == KeyDeed::making;
    if (job.total != 0) {
        return KeysPage::tr("%1: %2 of %3")
            .arg(makes ? KeysPage::tr("Making key") : KeysPage::tr("Importing key"),
                bytesText(job.done),
                bytesText(job.total));
    }
    return makes ? KeysPage::tr("Making key for %1…").arg(job.subject)
                 : KeysPage::tr("Importing %1…").arg(job.subject);
}

KeySaid saidOf(const KeyAnswer& answer)
{
    if (answer.deed == KeyDeed::relaying) {
        return saidOfRelay(answer);
    }
    if (answer.deed == KeyDeed::pulling) {
        return saidOfPull(answer);
    }
    if (answer.error) {
        return answer.error->is(core::Errc::cancelled)
                   ? KeySaid{Tone::plain,
                         KeysPage::tr("Cancelled. Nothing was kept and nothing written."),
                         {},
                         {}}
                   : KeySaid{Tone::alarm, sentenceOf(*answer.error), {}, {}};
    }
    switch (answer.deed) {
    case KeyDeed::making:
        return saidOfMade(answer);
    case KeyDeed::importing:
        return saidOfTaken(answer.courier);
    default:
        return saidOfReply(answer);
    }
}

} // namespace satpad::gui
