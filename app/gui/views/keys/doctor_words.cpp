// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor_words.h"

#include "kme_words.h"

#include <QCoreApplication>

namespace satpad::gui {
namespace {

using service::Found;
using service::Layer;

struct Doctor
{
    Q_DECLARE_TR_FUNCTIONS(Doctor)
};

QString skippedWords(const service::Check& check, bool kmeFailed)
{
    const QString peer = QString::fromStdString(check.peer);
    if (check.layer == Layer::peer) {
        return Doctor::tr("No address is set for %1: it has to call this site.").arg(peer);
    }
    if (kmeFailed) {
        return Doctor::tr("Not looked at: a layer before it failed.");
    }
    return check.layer == Layer::draw ? Doctor::tr("Not asked for: it costs one key.")
                                      : Doctor::tr("None: plain http.");
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

QString foundWords(const service::Check& check, bool kmeFailed)
{
    if (check.found == Found::skipped) {
        return skippedWords(check, kmeFailed);
    }
    if (check.found == Found::bad) {
        return troubleOf(check.why);
    }
    switch (check.layer) { // these say the same each time
    case Layer::kme_connection:
        return Doctor::tr("Something listens there.");
    case Layer::client_certificate:
        return Doctor::tr("The KME accepts it.");
    default:
        return QString::fromStdString(check.text);
    }
}

QString mendFor(const service::Check& check)
{
    if (check.why.is(core::Errc::pad_suspended)) {
        return Doctor::tr("The banner over the pages leads to what to do.");
    }
    const QString mend = mendOf(check.why);
    return mend.isEmpty() ? troubleOf(check.why) : mend;
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
