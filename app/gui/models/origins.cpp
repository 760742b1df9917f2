// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/origins.h"

#include <QCoreApplication>

namespace satpad::gui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Origins)
};

} // namespace

QString originWord(const QString& origin)
{
    constexpr QLatin1String k_relay("relay ");
    constexpr QLatin1String k_pass("pass ");
    constexpr QLatin1String k_kme("kme ");
    if (origin == QLatin1String("courier")) {
        return Words::tr("courier file");
    }
    if (origin.startsWith(k_relay)) { // the ids of its parents say nothing here
        const QString relay = origin.mid(k_relay.size());
        return Words::tr("relay %1").arg(relay.left(relay.indexOf(QLatin1String(" ("))));
    }
    if (origin.startsWith(k_kme)) {
        return Words::tr("KME %1").arg(origin.mid(k_kme.size()));
    }
    return origin.startsWith(k_pass) ? Words::tr("pass %1").arg(origin.mid(k_pass.size())) : origin;
}

} // namespace satpad::gui
