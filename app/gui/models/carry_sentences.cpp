// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/carry_sentences.h"

#include "models/sentences.h"

#include <QCoreApplication>

namespace satpad::gui {
namespace {

using core::Errc;

/// Their own context of translation.
struct CarrySentences
{
    Q_DECLARE_TR_FUNCTIONS(satpad::gui::CarrySentences)
};

QString isUnreadable(const QString& file)
{
    return CarrySentences::tr("%1 cannot be read. Copy it to this computer again.").arg(file);
}

} // namespace

QString openTrouble(const core::Error& error, const QString& file, const QString& peer)
{
    if (error.is(Errc::authentication_failed)) {
        return CarrySentences::tr(
            "A message from %1 failed its check and was not opened. No key "
            "was spent. The file was changed on its way: ask %1 for it again.")
            .arg(peer);
    }
    if (error.is(Errc::not_for_this_site)) {
        return CarrySentences::tr("%1 is sealed for another site, so nothing was opened. Give it "
                                  "to that site.")
            .arg(file);
    }
    if (error.is(Errc::unknown_peer)) {
        return CarrySentences::tr("%1 is from a site that is no peer of this one, so nothing was "
                                  "opened. Add that site on Sites, then open the file again.")
            .arg(file);
    }
    if (error.is(Errc::unknown_pad)) {
        return CarrySentences::tr("The key that %1 was sealed with is not here, so nothing was "
                                  "opened. Import %2's courier file or pull key, then open it "
                                  "again.")
            .arg(file, peer);
    }
    if (error.is(Errc::key_already_used)) {
        return CarrySentences::tr("%1 was sealed with pages that are used up here, so nothing was "
                                  "opened. Compare ledgers with %2.")
            .arg(file, peer);
    }
    if (error.is(Errc::wrong_state)) {
        return CarrySentences::tr("%1 was cancelled by %2, so it cannot be opened any more. Ask "
                                  "%2 to send the picture again.")
            .arg(file, peer);
    }
    if (error.is(Errc::home_busy)) {
        return CarrySentences::tr("The message in %1 is just arriving over the network. Look in "
                                  "the inbox in a moment.")
            .arg(file);
    }
    if (error.is(Errc::malformed)) {
        return CarrySentences::tr("%1 is no Satpad message, or it was cut short or changed on its "
                                  "way. Nothing was opened and no key was spent. Ask for it again.")
            .arg(file);
    }
    if (error.is(Errc::storage_full)) {
        return CarrySentences::tr("The disk is full. The message was not opened and no key was "
                                  "spent. Free some space, then open it again.");
    }
    return error.is(Errc::unreadable_file) ? isUnreadable(file) : sentenceOf(error);
}

QString answerTrouble(const core::Error& error, const QString& file, const QString& peer)
{
    if (error.is(Errc::authentication_failed)) {
        return CarrySentences::tr("The answer in %1 does not fit its message, so nothing has "
                                  "changed. Ask %2 to save the answer again.")
            .arg(file, peer);
    }
    if (error.is(Errc::unknown_message)) {
        return CarrySentences::tr("The answer in %1 is for a message that this site did not send. "
                                  "Nothing has changed.")
            .arg(file);
    }
    if (error.is(Errc::wrong_state)) {
        return CarrySentences::tr("The message that %1 answers is settled already. Nothing has "
                                  "changed.")
            .arg(file);
    }
    if (error.is(Errc::home_busy)) {
        return CarrySentences::tr("The message that %1 answers is being delivered just now. Open "
                                  "the answer again in a moment.")
            .arg(file);
    }
    if (error.is(Errc::malformed)) {
        return CarrySentences::tr("%1 is no answer, or it was cut short. Nothing has changed. Ask "
                                  "for it again.")
            .arg(file);
    }
    return error.is(Errc::unreadable_file) ? isUnreadable(file) : sentenceOf(error);
}

QString sealTrouble(const core::Error& error, const QString& peer)
{
    if (error.is(Errc::pad_not_confirmed)) {
        return CarrySentences::tr("No file was sealed and no key was spent: %1 has not confirmed "
                                  "this key yet. Send it something over the network first.")
            .arg(peer);
    }
    if (error.is(Errc::home_suspect)) {
        return CarrySentences::tr(
            "This home may be a copy or an old backup. Nothing leaves for %1 until that peer has confirmed its ledger.")
            .arg(peer);
    }
    if (error.is(Errc::not_enough_key)) {
        return CarrySentences::tr("No file was sealed and no key was spent: there is not enough "
                                  "key for %1. Lower the budget or wait for a pass.")
            .arg(peer);
    }
    if (error.is(Errc::storage_full)) {
        return CarrySentences::tr("The disk is full, so no file was written. The outbox says what "
                                  "became of the message. Free some space, then try again.");
    }
    return sentenceOf(error);
}

} // namespace satpad::gui
