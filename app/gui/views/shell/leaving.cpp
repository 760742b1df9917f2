// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/leaving.h"

#include "models/desk.h"
#include "views/keys/key_work.h"
#include "views/passes/pass_flight.h"

#include <QCoreApplication>

namespace satpad::gui {
namespace {

struct Leaving
{
    Q_DECLARE_TR_FUNCTIONS(Leaving)
};

QString endOf(const KeyJob& job)
{
    switch (job.deed) {
    case KeyDeed::making:
        return Leaving::tr("A courier file for %1 is being made. Closing stops it: no file is "
                           "written and no key is kept.")
            .arg(job.subject);
    case KeyDeed::importing:
        return Leaving::tr("The courier file %1 is being imported. Closing stops it: nothing of it "
                           "is kept, and it can be imported again.")
            .arg(job.subject);
    case KeyDeed::relaying:
        return Leaving::tr("A relay of key by %1 is under way. Closing cuts the contact; the next "
                           "one goes on from there.")
            .arg(job.subject);
    case KeyDeed::pulling:
        return Leaving::tr("A pull of key with %1 is under way. Closing ends it; what both sites "
                           "have is confirmed first and stays.")
            .arg(job.subject);
    case KeyDeed::replying:
        break; // written in a moment, and not cut short
    }
    return {};
}

} // namespace

QStringList whatLeavingEnds(Desk& desk, const core::Clock& clock)
{
    QStringList ends;
    if (desk.underWay() > 0) {
        ends.append(Leaving::tr("%n messages are under way. They stay sealed in the outbox and go "
                                "on next time.",
            "",
            desk.underWay()));
    }
    if (PassFlight::of(desk, clock).isFlying()) {
        ends.append(
            Leaving::tr("A pass is under way. Closing ends its light; what came down is kept."));
    }
    if (const auto& job = KeyWork::of(desk).job()) {
        ends.append(endOf(*job));
    }
    ends.removeAll(QString());
    return ends;
}

} // namespace satpad::gui
