// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_words.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/service/words.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <array>

namespace satpad::gui {
namespace {

using keyclient::etsi014::Errc;

struct Kme
{
    Q_DECLARE_TR_FUNCTIONS(Kme)
};

struct Words
{
    Errc code;
    const char* what;
    const char* mend;
};

constexpr auto k_askOperator =
    QT_TRANSLATE_NOOP("Kme", "What answers there does not keep ETSI GS QKD 014: ask its operator.");
constexpr auto k_lowerLimits =
    QT_TRANSLATE_NOOP("Kme", "Set lower limits in the KME settings, under More.");

constexpr std::array k_words{
    Words{Errc::unresolved,
        QT_TRANSLATE_NOOP("Kme", "The KME's name has no address"),
        QT_TRANSLATE_NOOP("Kme", "Check the host in its URL, or the DNS of this site.")},
    Words{Errc::unreachable,
        QT_TRANSLATE_NOOP("Kme", "The KME cannot be reached"),
        QT_TRANSLATE_NOOP("Kme", "Is the KME running, and are host and port of its URL right?")},
    Words{Errc::tls_failed,
        QT_TRANSLATE_NOOP("Kme", "There is no TLS with the KME"),
        QT_TRANSLATE_NOOP("Kme", "Is this port the KME's, and does it speak TLS 1.2 or 1.3?")},
    Words{Errc::wrong_authority,
        QT_TRANSLATE_NOOP("Kme", "The KME's certificate is not signed by the CA"),
        QT_TRANSLATE_NOOP("Kme", "Choose the CA file that signed the KME's certificate.")},
    Words{Errc::expired,
        QT_TRANSLATE_NOOP("Kme", "The KME's certificate is not valid now"),
        QT_TRANSLATE_NOOP("Kme", "The KME needs a new one; is the clock of this site right?")},
    Words{Errc::wrong_kme,
        QT_TRANSLATE_NOOP("Kme", "Another KME answers there"),
        QT_TRANSLATE_NOOP("Kme",
            "Check its URL. A KME whose certificate names no host needs its KME ID in the settings.")},
    Words{Errc::certificate_refused,
        QT_TRANSLATE_NOOP("Kme", "The KME does not accept the certificate of this site"),
        QT_TRANSLATE_NOOP(
            "Kme", "Have its operator register this certificate, or choose the right one.")},
    Words{Errc::cut,
        QT_TRANSLATE_NOOP("Kme", "The connection to the KME was cut"),
        QT_TRANSLATE_NOOP("Kme", "Try again.")},
    Words{Errc::timed_out,
        QT_TRANSLATE_NOOP("Kme", "The KME did not answer in time"),
        QT_TRANSLATE_NOOP("Kme", "Try again later.")},
    Words{Errc::refused,
        QT_TRANSLATE_NOOP("Kme", "The KME refuses"),
        QT_TRANSLATE_NOOP(
            "Kme", "Do the SAE IDs fit the certificate, and may these two SAEs share key?")},
    Words{Errc::not_found,
        QT_TRANSLATE_NOOP("Kme", "The KME does not know this path or SAE"),
        QT_TRANSLATE_NOOP("Kme", "Check the path in its URL and the SAE ID of the peer.")},
    Words{Errc::too_little,
        QT_TRANSLATE_NOOP("Kme", "The KME has too little key"),
        QT_TRANSLATE_NOOP("Kme", "Try again later, or ask for less.")},
    Words{Errc::too_many,
        QT_TRANSLATE_NOOP("Kme", "The KME gives less in one request"),
        k_lowerLimits},
    Words{Errc::bad_request,
        QT_TRANSLATE_NOOP("Kme", "The KME does not take this request"),
        k_lowerLimits},
    Words{Errc::failed,
        QT_TRANSLATE_NOOP("Kme", "The KME failed"),
        QT_TRANSLATE_NOOP("Kme", "Ask its operator.")},
    Words{Errc::no_method, QT_TRANSLATE_NOOP("Kme", "The KME does not take POST"), k_askOperator},
    Words{Errc::malformed,
        QT_TRANSLATE_NOOP("Kme", "The answer of the KME makes no sense"),
        k_askOperator},
    Words{Errc::too_large,
        QT_TRANSLATE_NOOP("Kme", "The KME answers with more than was asked for"),
        k_askOperator},
    Words{Errc::bad_configuration,
        QT_TRANSLATE_NOOP("Kme", "A setting of the KME is wrong"),
        QT_TRANSLATE_NOOP("Kme", "Set it right in the KME settings.")},
    Words{Errc::plain_refused,
        QT_TRANSLATE_NOOP("Kme", "The URL is plain http"),
        QT_TRANSLATE_NOOP("Kme",
            "Everybody on the way could read the key: use https, or allow it in the settings.")},
};

const Words* wordsOf(const core::Error& error)
{
    const auto* found = std::ranges::find_if(k_words,
        [&error](const Words& words) { return error.code == make_error_code(words.code); });
    return found == k_words.end() ? nullptr : found;
}

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

QString troubleOf(const core::Error& error)
{
    const Words* words = wordsOf(error);
    if (words == nullptr) {
        return QString::fromStdString(error.text());
    }
    return error.context.empty() ? Kme::tr(words->what)
                                 : Kme::tr("%1 (%2)").arg(
                                       Kme::tr(words->what), QString::fromStdString(error.context));
}

QString mendOf(const core::Error& error)
{
    const Words* words = wordsOf(error);
    return words != nullptr ? Kme::tr(words->mend) : QString::fromStdString(service::advice(error));
}

QString keySentenceOf(const core::Error& error)
{
    return wordsOf(error) != nullptr ? Kme::tr("%1. %2").arg(troubleOf(error), mendOf(error))
                                     : QString::fromStdString(service::sentence(error));
}

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
