// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor_words.h"

#include "look/figures.h"
#include "models/sentences.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cstdlib>

namespace satpad::gui {
namespace {

using service::Cause;
using service::Found;
using service::Layer;

struct Doctor
{
    Q_DECLARE_TR_FUNCTIONS(Doctor)
};

QString name(const service::Check& check, std::size_t i)
{
    return i < check.facts.names.size() ? QString::fromStdString(check.facts.names[i]) : QString();
}

std::int64_t count(const service::Check& check, std::size_t i)
{
    return i < check.facts.counts.size() ? check.facts.counts[i] : 0;
}

QString figure(const service::Check& check, std::size_t i)
{
    return grouped(static_cast<std::uint64_t>(count(check, i)));
}

/// As elsewhere in the window; ISO 8601 comes.
QString dayOf(const QString& instant)
{
    const QDateTime at = QDateTime::fromString(instant, Qt::ISODate);
    return at.isValid() ? utcText({at.toSecsSinceEpoch()}) : instant;
}

QString keyWords(const service::Check& check)
{
    const QString left = check.cause == Cause::no_key_left
                             ? Doctor::tr("No page to send with to %1: import or pull key.")
                                   .arg(QString::fromStdString(check.peer))
                             : Doctor::tr("%1 of key to send with, %2 to receive with.")
                                   .arg(bytesText(static_cast<std::uint64_t>(count(check, 0))),
                                       bytesText(static_cast<std::uint64_t>(count(check, 1))));
    return count(check, 2) == 0
               ? left
               : Doctor::tr("%1 This home may be a copy or an old backup: the next send over the "
                            "network clears the doubt.")
                     .arg(left);
}

QString clockWords(const service::Check& check)
{
    const QString now = utcText({count(check, 0)});
    return check.cause == Cause::clock_says
               ? Doctor::tr("The clock says %1.").arg(now)
               : Doctor::tr("The clock says %1, but the last message is of %2: set the "
                            "clock. Times in lists are wrong until then.")
                     .arg(now, utcText({count(check, 1)}));
}

QString stockWords(const service::Check& check)
{
    const QString kme = name(check, 0);
    return kme.isEmpty()
               ? Doctor::tr("The KME knows both SAEs, and says it has %1 keys of %2 bits: its "
                            "word, no promise.")
                     .arg(figure(check, 0), figure(check, 1))
               : Doctor::tr("KME %1 knows both SAEs, and says it has %2 keys of %3 bits: its "
                            "word, no promise.")
                     .arg(kme, figure(check, 0), figure(check, 1));
}

QString fetchWords(const service::Check& check)
{
    const QString peer = QString::fromStdString(check.peer);
    if (check.found != Found::note) {
        return Doctor::tr("%1 fetches what this site draws.").arg(peer);
    }
    const std::int64_t ahead = count(check, 0);
    const QString apart = grouped(static_cast<std::uint64_t>(std::abs(ahead)));
    return ahead > 0 ? Doctor::tr("%1 fetches what this site draws. Its clock is %2 s ahead of "
                                  "this one.")
                           .arg(peer, apart)
                     : Doctor::tr("%1 fetches what this site draws. Its clock is %2 s behind "
                                  "this one.")
                           .arg(peer, apart);
}

/// What lies between this site and its KME.
QString kmeWords(const service::Check& check)
{
    switch (check.cause) {
    case Cause::kme_is_set:
        return Doctor::tr("%1, SAE %2 here, %3 at %4.")
            .arg(
                name(check, 0), name(check, 1), name(check, 2), QString::fromStdString(check.peer));
    case Cause::kme_has_address:
        return Doctor::tr("Its address is %1.").arg(name(check, 0));
    case Cause::kme_listens:
        return Doctor::tr("Something listens there.");
    case Cause::tls_holds:
        return Doctor::tr("It speaks %1.").arg(name(check, 0));
    case Cause::plain_http:
        return Doctor::tr("Plain http, as allowed: everybody on the way can read the key.");
    case Cause::certificate_holds:
        return Doctor::tr("%1, valid until %2.").arg(name(check, 0), dayOf(name(check, 1)));
    case Cause::no_certificate:
        return Doctor::tr("None: plain http.");
    case Cause::certificate_taken:
        return Doctor::tr("The KME accepts it.");
    case Cause::other_certificate:
        return Doctor::tr("Certificate %1 names %2, but the SAE ID set for this site is %3. Choose "
                          "the right certificate or SAE ID.")
            .arg(name(check, 0), name(check, 1), name(check, 2));
    case Cause::other_master:
        return Doctor::tr("The KME takes this site for SAE %1, but the SAE ID set for it is %2. "
                          "Choose the right certificate or SAE ID.")
            .arg(name(check, 0), name(check, 1));
    case Cause::kme_has_keys:
        return stockWords(check);
    case Cause::key_drawn:
        return Doctor::tr("One key of %1 bits was drawn and thrown away.").arg(figure(check, 0));
    case Cause::draw_not_asked:
        return Doctor::tr("Not asked for: it costs one key.");
    default:
        return QString::fromStdString(check.text);
    }
}

} // namespace

QString layerWord(Layer layer)
{
    switch (layer) {
    case Layer::ledger:
        return Doctor::tr("Ledger");
    case Layer::pads:
        return Doctor::tr("Pads");
    case Layer::clock:
        return Doctor::tr("Clock");
    case Layer::kme_settings:
        return Doctor::tr("KME settings");
    case Layer::kme_name:
        return Doctor::tr("Name of the KME");
    case Layer::kme_connection:
        return Doctor::tr("Connection to it");
    case Layer::kme_tls:
        return Doctor::tr("TLS");
    case Layer::kme_certificate:
        return Doctor::tr("Its certificate");
    case Layer::client_certificate:
        return Doctor::tr("Our certificate");
    case Layer::sae:
        return Doctor::tr("SAEs and stock");
    case Layer::draw:
        return Doctor::tr("One test key");
    case Layer::peer:
        return Doctor::tr("Peer");
    }
    return {};
}

QString foundWords(const service::Check& check)
{
    switch (check.cause) {
    case Cause::unnamed:
        return check.found == Found::bad ? Doctor::tr("%1.").arg(whatHappened(check.why))
                                         : QString::fromStdString(check.text);
    case Cause::ledger_agrees:
        return Doctor::tr("The ledger agrees with itself: %1 events, %2 pads.")
            .arg(figure(check, 0), figure(check, 1));
    case Cause::ledger_disagrees:
        return Doctor::tr("The ledger does not agree with itself (%1).").arg(name(check, 0));
    case Cause::clock_says:
    case Cause::clock_behind:
        return clockWords(check);
    case Cause::key_left:
    case Cause::no_key_left:
        return keyWords(check);
    case Cause::layer_holds:
        return Doctor::tr("Nothing is wrong here.");
    case Cause::layer_not_reached:
        return Doctor::tr("Not looked at: a layer before it failed.");
    case Cause::peer_has_to_call:
        return Doctor::tr("No address is set for %1: it has to call this site.")
            .arg(QString::fromStdString(check.peer));
    case Cause::peer_answers:
        return Doctor::tr("%1 answers at %2 in %3 ms.")
            .arg(QString::fromStdString(check.peer), name(check, 0), figure(check, 0));
    case Cause::peer_fetches:
        return fetchWords(check);
    default:
        return kmeWords(check);
    }
}

QString mendFor(const service::Check& check)
{
    if (check.cause == Cause::other_certificate) {
        return Doctor::tr("Choose the right certificate or give the right SAE ID in the KME "
                          "settings.");
    }
    const QString mend = whatToDo(check.why);
    return mend.isEmpty() ? Doctor::tr("%1.").arg(whatHappened(check.why)) : mend;
}

QString stateWord(Found found)
{
    switch (found) {
    case Found::good:
        return Doctor::tr("holds");
    case Found::note:
        return Doctor::tr("works, but note");
    case Found::bad:
        return Doctor::tr("fails");
    case Found::skipped:
        break;
    }
    return Doctor::tr("not looked at");
}

bool isOfKme(Layer layer)
{
    return layer >= Layer::kme_settings && layer <= Layer::draw;
}

} // namespace satpad::gui
