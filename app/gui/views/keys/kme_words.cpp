// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_words.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>

namespace satpad::gui {
namespace {

struct Kme
{
    Q_DECLARE_TR_FUNCTIONS(Kme)
};

bool isPrintable(const std::string& id)
{
    return std::ranges::all_of(id, [](char c) { return c >= ' ' && c < '\x7f'; });
}

QString faultInUrl(const core::KmeAccess& access)
{
    const QString text = QString::fromStdString(access.url);
    if (text.isEmpty()) {
        return Kme::tr("Give the URL of this site's KME, such as https://kme.example:8443.");
    }
    const QUrl url(text, QUrl::StrictMode);
    const bool plain = text.startsWith(QLatin1String("http://"));
    if (!url.isValid() || url.host().isEmpty() || url.hasQuery() || url.hasFragment() ||
        !url.userInfo().isEmpty() || (!plain && !text.startsWith(QLatin1String("https://")))) {
        return Kme::tr("The URL is https://HOST, with a port and a path where the KME has them.");
    }
    if (text.contains(QLatin1String("/api/v1"))) {
        return Kme::tr("Leave /api/v1 and what follows out of the URL.");
    }
    return plain && !access.plain_http
               ? Kme::tr("This URL is plain http: use https, or allow plain http below.")
               : QString();
}

QString faultInFiles(const core::KmeAccess& access)
{
    const bool plain = access.url.starts_with("http://");
    if (!plain && access.certificate.empty()) {
        return Kme::tr("Choose the certificate of this site, which the KME knows it by.");
    }
    if (!plain && access.private_key.empty()) {
        return Kme::tr("Choose the private key of that certificate.");
    }
    for (const auto& file : {access.certificate, access.private_key, access.authority}) {
        const QFileInfo known(QString::fromStdString(file.string()));
        if (!file.empty() && !(known.isFile() && known.isReadable())) {
            return Kme::tr("%1 is not there or cannot be read. Choose another file.")
                .arg(known.fileName());
        }
    }
    return {};
}

} // namespace

QString kmeHost(const core::KmeAccess& access)
{
    return QUrl(QString::fromStdString(access.url)).authority();
}

QString faultIn(const core::KmeAccess& access)
{
    if (const QString fault = faultInUrl(access); !fault.isEmpty()) {
        return fault;
    }
    if (access.own_sae.empty()) {
        return Kme::tr("Give the SAE ID of this site.");
    }
    if (access.peer_sae.empty()) {
        return Kme::tr("Give the SAE ID of the peer.");
    }
    if (access.own_sae == access.peer_sae) {
        return Kme::tr("Two sites have two SAE IDs: one of these is wrong.");
    }
    for (const std::string& id : {access.own_sae, access.peer_sae, access.kme_id}) {
        if (!isPrintable(id)) {
            return Kme::tr("An SAE ID or KME ID has letters, digits and signs of ASCII only.");
        }
    }
    return faultInFiles(access);
}

} // namespace satpad::gui
