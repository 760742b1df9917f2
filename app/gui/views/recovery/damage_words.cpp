// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sentences.h"
#include "recovery_words.h"

#include <QCoreApplication>

/// A home that cannot be used: what is said of it.
namespace satpad::gui {
namespace {

struct Recovery
{
    Q_DECLARE_TR_FUNCTIONS(Recovery)
};

RecoveryStep plain(const QString& text)
{
    return {text, {}, {}, {}};
}

QString receivedPictures()
{
    return Recovery::tr("Pictures already received lie in the folder inbox of this home.");
}

/// What is damaged and what core advises, without what the database said of it.
QString damageOf(core::Error why)
{
    const auto behind = why.context.find("; ");
    if (why.context.starts_with("ledger: ") && behind != std::string::npos) {
        why.context.erase(0, behind + 2);
    }
    return Recovery::tr("%1.").arg(whatHappened(why));
}

std::vector<RecoveryStep> damageSteps()
{
    return {plain(Recovery::tr("Keep the folder of this home as it is. An older ledger from a "
                               "backup would take used pages for free ones.")),
        plain(Recovery::tr("Set up a new home, exchange cards with every peer again and bring new "
                           "pads. Its command: satpad --home FOLDER init --name NAME"))};
}

} // namespace

RecoveryText wordsForNoDamage()
{
    return {Recovery::tr("This home is open and its ledger can be read."),
        {},
        {Recovery::tr("A locked home opens with its passphrase; nothing in it is lost.")},
        damageSteps()};
}

RecoveryText wordsForDamage(const QString& why)
{
    RecoveryText made{
        Recovery::tr("The ledger is damaged, so no key can be used and nothing leaves."),
        why,
        {receivedPictures(),
            Recovery::tr("No page is used twice: without a ledger that holds, none is given out.")},
        damageSteps()};
    made.steps.insert(made.steps.begin(),
        plain(Recovery::tr("Look for a plain cause: a full disk, a disk that is not there, a file "
                           "that was moved. Mend it, then start Satpad again.")));
    return made;
}

RecoveryText wordsForUnopened(const core::Error& why)
{
    const RecoveryStep folder{{}, Recovery::tr("Show in folder"), deed::k_folder, "folder"};
    RecoveryStep again{{}, Recovery::tr("Try again"), deed::k_again, "resume"};
    if (!why.is(core::Errc::home_damaged)) {
        again.text = Recovery::tr("Mend what is said above, then try again.");
        RecoveryStep look = folder;
        look.text = Recovery::tr("Look at the folder of this home.");
        return {Recovery::tr("This home cannot be opened now."),
            sentenceOf(why),
            {Recovery::tr("Nothing was changed: the home was not opened.")},
            {again, look}};
    }
    RecoveryText made = wordsForDamage(damageOf(why));
    made.happened = Recovery::tr("A part of this home is damaged or missing, so no key can be used "
                                 "and nothing leaves.");
    made.steps.front().text =
        Recovery::tr("Look for a plain cause: a full disk, a disk that is not "
                     "there, a file that was moved. Mend it, then try again.");
    again.text = made.steps.front().text;
    made.steps.front() = again;
    RecoveryStep keep = folder;
    keep.text = made.steps[1].text;
    made.steps[1] = keep;
    return made;
}

} // namespace satpad::gui
