// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_words.h"

#include "look/figures.h"

namespace satpad::gui {
namespace {

QString passSentence(const DemoRun& run)
{
    if (!run.isWorking()) {
        return DemoRun::tr(
            "Step %1 of 5. The satellite flies over %2 and sends it single photons.");
    }
    return DemoRun::tr(
        "Step %1 of 5. %2 measures the photons; what they give is key for both ends.");
}

QString sendSentence(const DemoRun& run)
{
    const service::DemoNow& now = run.now();
    if (!run.isWorking() || now.moment < service::DemoMoment::recorded) {
        return DemoRun::tr(
            "Step %1 of 5. The photo leaves only after %2 has written down which pages it "
            "will use.");
    }
    if (now.waiting) {
        return DemoRun::tr(
            "Step %1 of 5. The connection broke. A new one to %2 is made; the same bytes "
            "follow, with no new key.");
    }
    return DemoRun::tr("Step %1 of 5. The sealed bytes are on their way to %2.");
}

QString endSentence(const DemoRun& run)
{
    const service::DemoAgreement& found = run.agreement();
    if (!found.accounted || !found.agree) {
        return DemoRun::tr("The two ledgers differ. This should never happen; please report it.");
    }
    return DemoRun::tr("Both ledgers agree: every page accounted for, nothing used twice.");
}

} // namespace

QString siteWord(service::DemoEnd end)
{
    return end == service::DemoEnd::sender ? DemoRun::tr("Beijing") : DemoRun::tr("Stellenbosch");
}

QString stepWord(DemoStep step)
{
    switch (step) {
    case DemoStep::passSender:
        return DemoRun::tr("Pass over %1").arg(siteWord(service::DemoEnd::sender));
    case DemoStep::passReceiver:
        return DemoRun::tr("Pass over %1").arg(siteWord(service::DemoEnd::receiver));
    case DemoStep::relay:
        return DemoRun::tr("Relay key");
    case DemoStep::send:
        return DemoRun::tr("Send a photo");
    case DemoStep::compare:
        break;
    }
    return DemoRun::tr("Compare ledgers");
}

QString nextWords(const DemoRun& run)
{
    if (run.looksBack()) {
        return DemoRun::tr("Forward");
    }
    const int next = run.isWorking() ? run.stepsDone() + 1 : run.stepsDone();
    switch (static_cast<DemoStep>(next)) {
    case DemoStep::passSender:
        return DemoRun::tr("Next: pass over %1").arg(siteWord(service::DemoEnd::sender));
    case DemoStep::passReceiver:
        return DemoRun::tr("Next: pass over %1").arg(siteWord(service::DemoEnd::receiver));
    case DemoStep::relay:
        return DemoRun::tr("Next: relay key");
    case DemoStep::send:
        return DemoRun::tr("Next: send the photo");
    case DemoStep::compare:
        return DemoRun::tr("Next: compare ledgers");
    }
    return DemoRun::tr("Close");
}

QString stepSentence(const DemoRun& run)
{
    if (!run.isReady()) {
        return DemoRun::tr("Two homes and a satellite are made.");
    }
    if (run.stepsDone() == k_demoSteps) {
        return endSentence(run);
    }
    const QString number = QString::number(static_cast<int>(run.step()) + 1);
    switch (run.step()) {
    case DemoStep::passSender:
        return passSentence(run).arg(number, siteWord(service::DemoEnd::sender));
    case DemoStep::passReceiver:
        return passSentence(run).arg(number, siteWord(service::DemoEnd::receiver));
    case DemoStep::relay:
        return DemoRun::tr(
            "Step %1 of 5. The satellite turns what it shares with each into key that "
            "the two share.")
            .arg(number);
    case DemoStep::send:
        return sendSentence(run).arg(number, siteWord(service::DemoEnd::receiver));
    case DemoStep::compare:
        break;
    }
    return DemoRun::tr("Step %1 of 5. Both ledgers are verified and compared, page by page.")
        .arg(number);
}

QString secureBitsText(quint64 bits)
{
    constexpr quint64 k_mega = 1'000'000;
    return bits >= k_mega ? DemoRun::tr("%1 Mbit").arg(static_cast<double>(bits) / 1e6, 0, 'f', 2)
                          : DemoRun::tr("%1 kbit").arg(grouped(bits / 1000));
}

QString pagesFree(const service::DemoPages& pages)
{
    return pages.pages == 0
               ? DemoRun::tr("no key shared yet")
               : DemoRun::tr("%1 of %2 pages free").arg(grouped(pages.free), grouped(pages.pages));
}

int percentHere(const service::DemoNow& now)
{
    return now.sealed_bytes == 0 ? 0 : static_cast<int>(100 * now.passed_bytes / now.sealed_bytes);
}

QString minutesText(quint64 seconds)
{
    return QString("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QChar('0'));
}

} // namespace satpad::gui
