// SPDX-License-Identifier: GPL-3.0-or-later
#include "pull_words.h"

#include "keys_page.h"
#include "look/figures.h"
#include "models/sentences.h"

#include <cmath>

namespace satpad::gui {
namespace {

using Tone = Notice::Tone;

QString timeLeft(double seconds)
{
    constexpr double k_minute = 60;
    const auto whole = static_cast<qint64>(std::ceil(std::max(1.0, seconds)));
    return seconds < 2 * k_minute
               ? KeysPage::tr("%1 s").arg(whole)
               : KeysPage::tr("%1 min").arg(static_cast<qint64>(std::ceil(seconds / k_minute)));
}

QString oddKeys(const PullEnd& end)
{
    return KeysPage::tr("%1 keys were drawn: %2 lost on the way, %3 wasted, %4 refused.")
        .arg(grouped(end.drawnKeys),
            grouped(end.lostKeys),
            grouped(end.wastedKeys),
            grouped(end.refusedKeys));
}

} // namespace

QString sentenceForPull(const KeyJob& job)
{
    if (job.stopping) {
        return KeysPage::tr("Ending the pull of key with %1: what both sites have is confirmed…")
            .arg(job.subject);
    }
    const PullNews& news = job.pull;
    if (news.wanted == 0) {
        return KeysPage::tr("Calling %1 and the KME…").arg(job.subject);
    }
    const QString figures = KeysPage::tr("Key for %1: %2 drawn, %3 agreed, %4 confirmed, of %5.")
                                .arg(job.subject,
                                    bytesText(news.drawn),
                                    bytesText(news.agreed),
                                    bytesText(news.confirmed),
                                    bytesText(news.wanted));
    if (!news.waits) {
        return figures;
    }
    return figures + ' ' +
           (news.secondsLeft
                   ? KeysPage::tr(
                         "The pool of the KME is empty: expected in %1, by the rate so far.")
                         .arg(timeLeft(*news.secondsLeft))
                   : KeysPage::tr("The pool of the KME is empty: it is asked again and again."));
}

KeySaid saidOfPull(const KeyAnswer& answer)
{
    const PullEnd& end = answer.pull;
    QStringList lines;
    Tone tone = Tone::good;
    if (end.stopped) {
        lines.append(end.pages == 0
                         ? KeysPage::tr("The pull was cancelled: no page was gained.")
                         : KeysPage::tr("The pull was cancelled: what is confirmed stays."));
        tone = Tone::plain;
    } else if (end.error) {
        lines.append(sentenceOf(*end.error));
        tone = Tone::alarm;
    }
    if (end.pages != 0) {
        lines.append(KeysPage::tr("%1 pages (%2) to send to %3 are new, confirmed by both sites.")
                         .arg(grouped(end.pages), keyText(end.pages), answer.peer));
    }
    if (end.lostKeys + end.wastedKeys + end.refusedKeys != 0) {
        lines.append(oddKeys(end));
    }
    return {tone, lines.join(' '), end.remarks.join('\n'), {}};
}

} // namespace satpad::gui
