// SPDX-License-Identifier: GPL-3.0-or-later
#include "recovery_words.h"

#include "look/figures.h"
#include "models/sentences.h"

#include <QCoreApplication>

namespace satpad::gui {
namespace {

struct Recovery
{
    Q_DECLARE_TR_FUNCTIONS(Recovery)
};

QString padName(const SuspendedPad& pad)
{
    return shortId(pad.id, 4);
}

RecoveryStep reasonStep(const QSet<QString>& done)
{
    return {Recovery::tr("Find out why: was this home restored from a backup, or is a copy of it "
                         "running elsewhere?"),
        done.contains(deed::k_reason) ? QString() : Recovery::tr("I know why"),
        deed::k_reason,
        "check",
        false,
        done.contains(deed::k_reason)};
}

RecoveryStep compareStep(const QString& peer, const QString& name, const QSet<QString>& done)
{
    return {
        Recovery::tr("Compare ledgers with %1, to be sure that no page served twice.").arg(peer),
        Recovery::tr("Compare ledgers…"),
        name,
        "compare",
        false,
        done.contains(name)};
}

RecoveryStep plain(const QString& text)
{
    return {text, {}, {}, {}};
}

QString whatHappened(const SuspendedPad& pad)
{
    switch (pad.cause) {
    case SuspendedPad::Cause::used:
        break;
    case SuspendedPad::Cause::olderLedger:
        return Recovery::tr("The file of pad %1 is erased up to page %2, further than this ledger "
                            "says. The ledger is older than its pads.")
            .arg(padName(pad), grouped(pad.advanceTo == 0 ? 0 : pad.advanceTo - 1));
    case SuspendedPad::Cause::differs:
        return Recovery::tr("%1 holds other bytes than this site under the name of pad %2.")
            .arg(pad.peerName, padName(pad));
    }
    const QString seen =
        Recovery::tr("%1 has recorded pages of pad %2, up to page %3, for other messages.")
            .arg(pad.peerName, padName(pad), grouped(pad.advanceTo == 0 ? 0 : pad.advanceTo - 1));
    if (!pad.sealed) {
        return Recovery::tr("%1 This ledger did not know of them.").arg(seen);
    }
    const QString what = pad.file.isEmpty() ? Recovery::tr("a message") : pad.file;
    return Recovery::tr("%1 This ledger did not know of them: it sealed %2 with pages %3 to %4.")
        .arg(seen, what, grouped(pad.sealed->first), grouped(pad.sealed->end() - 1));
}

QString whatIsSafe(const SuspendedPad& pad)
{
    switch (pad.cause) {
    case SuspendedPad::Cause::used:
        return Recovery::tr("Nothing has left this site: the record was asked for first, and %1 "
                            "said no.")
            .arg(pad.peerName);
    case SuspendedPad::Cause::olderLedger:
        return Recovery::tr("Nothing has been sealed twice: pages that were used do not open any "
                            "more.");
    case SuspendedPad::Cause::differs:
        break;
    }
    return Recovery::tr("A picture sealed with it does not open: its tag would not hold.");
}

/// Green or done while the pad is out of it.
RecoveryStep burningStep(const SuspendedPad& pad, const QSet<QString>& done)
{
    if (pad.cause == SuspendedPad::Cause::differs) {
        return {Recovery::tr("Close the pad: no advance mends it. This burns %1 pages; they cannot "
                             "be used again.")
                    .arg(grouped(pad.free)),
            done.contains(deed::k_close) ? QString() : Recovery::tr("Close pad…"),
            deed::k_close,
            {},
            true,
            done.contains(deed::k_close)};
    }
    const QString text =
        pad.burns() == 0
            ? Recovery::tr(
                  "Advance the mark. It stands past those pages already, so this burns none.")
            : Recovery::tr(
                  "Advance the mark past page %1. This burns %2 pages; they cannot be used "
                  "again.")
                  .arg(grouped(pad.advanceTo - 1), grouped(pad.burns()));
    return {text,
        done.contains(deed::k_advance) ? QString() : Recovery::tr("Advance mark…"),
        deed::k_advance,
        {},
        pad.burns() != 0,
        done.contains(deed::k_advance)};
}

QString reasonOf(const QString& why)
{
    if (why.contains("machine")) {
        return Recovery::tr("It lies on another computer than before.");
    }
    if (why.contains("events")) {
        return Recovery::tr("Its ledger knows fewer events than were counted outside it.");
    }
    if (why == "older_pad") {
        return Recovery::tr(
            "Pages that were used open again: a pad file is older than the ledger.");
    }
    if (why == "pad_file") {
        return Recovery::tr("A pad file is not the one that was here before.");
    }
    if (why == "transferred") {
        return Recovery::tr("The site has moved here from another home.");
    }
    return Recovery::tr("Its ledger file is not the one that was here before.");
}

RecoveryStep checkStep(const Doubted& peer)
{
    QString text =
        peer.waiting > 0
            ? Recovery::tr("Deliver what waits for %1. Its record of the pages clears the doubt, "
                           "before a byte leaves.")
            : Recovery::tr("Send %1 a small picture over the network. Its record of the pages "
                           "clears the doubt, before a byte leaves.");
    const QString deed =
        peer.waiting > 0 ? Recovery::tr("Check with %1 now") : Recovery::tr("Check with %1 now…");
    return {text.arg(peer.name),
        peer.confirmed ? QString() : deed.arg(peer.name),
        deed::k_check + peer.name,
        "send",
        false,
        peer.confirmed};
}

QString otherPads()
{
    return Recovery::tr("Pictures already received, and every other pad, are not affected.");
}

} // namespace

RecoveryText wordsFor(const SuspendedPad& pad, const QSet<QString>& done)
{
    RecoveryText made{whatHappened(pad),
        pad.since.seconds == 0 ? QString() : Recovery::tr("Suspended %1").arg(utcText(pad.since)),
        {whatIsSafe(pad), otherPads()},
        {}};
    if (pad.cause != SuspendedPad::Cause::differs) {
        made.steps.push_back(reasonStep(done));
    }
    made.steps.push_back(burningStep(pad, done));
    if (pad.cause == SuspendedPad::Cause::differs) {
        made.steps.push_back(plain(
            Recovery::tr("Bring a new pad, and carry it to %1 by a way that nobody can change.")
                .arg(pad.peerName)));
    } else {
        made.steps.push_back(compareStep(pad.peerName, deed::k_compare, done));
    }
    return made;
}

RecoveryText wordsFor(const std::optional<Suspicion>& suspicion,
    const std::vector<Doubted>& peers,
    const QSet<QString>& done)
{
    QString happened = Recovery::tr("This home may be a copy or an old backup.");
    QString details;
    if (suspicion) {
        happened = Recovery::tr("%1 %2").arg(happened, reasonOf(suspicion->why));
        details = Recovery::tr("In doubt since %1").arg(utcText(suspicion->since));
    }
    RecoveryText made{happened,
        details,
        {Recovery::tr(
             "No page leaves twice: nothing leaves before the peer has recorded its pages, "
             "and the peer refuses those it has seen."),
            Recovery::tr("Pictures already received are not affected.")},
        {reasonStep(done)}};
    for (const Doubted& peer : peers) {
        made.steps.push_back(checkStep(peer));
    }
    for (const Doubted& peer : peers) {
        made.steps.push_back(compareStep(peer.name, deed::k_compareWith + peer.name, done));
    }
    return made;
}

RecoveryText wordsForNoSuspension()
{
    return {Recovery::tr("No pad is suspended now. A pad is when its peer has already seen pages "
                         "that this ledger takes for free."),
        {},
        {Recovery::tr("Nothing leaves then: the record is asked for first, and the peer says no.")},
        {plain(
             Recovery::tr("Find out why: was this home restored from a backup, or is a copy of it "
                          "running elsewhere?")),
            plain(Recovery::tr("Advance the mark past the pages that the peer has seen. This burns "
                               "the pages between; they cannot be used again."))}};
}

RecoveryText wordsForNoSuspicion()
{
    return {Recovery::tr("This home is not in doubt now. It is when its files, its computer or its "
                         "count of events are not those that it remembers."),
        {},
        {Recovery::tr("Nothing leaves then before the peer has recorded its pages.")},
        {plain(
             Recovery::tr("Find out why: was this home restored from a backup, or is a copy of it "
                          "running elsewhere?")),
            plain(Recovery::tr("Send the peer a small picture over the network: its record clears "
                               "the doubt."))}};
}

QString advanceQuestion(const SuspendedPad& pad)
{
    return pad.burns() == 0
               ? Recovery::tr("Advance the mark of pad %1 for %2? This burns no page.")
                     .arg(padName(pad), pad.peerName)
               : Recovery::tr(
                     "Advance the mark of pad %1 for %2 past page %3? This burns %4 pages; "
                     "they cannot be used again.")
                     .arg(padName(pad),
                         pad.peerName,
                         grouped(pad.advanceTo - 1),
                         grouped(pad.burns()));
}

QString closeQuestion(const SuspendedPad& pad)
{
    return Recovery::tr("Close pad %1 with %2? This burns %3 pages; they cannot be used again.")
        .arg(padName(pad), pad.peerName, grouped(pad.free));
}

} // namespace satpad::gui
