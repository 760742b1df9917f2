// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sentences.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/satellite/refusal.h>
#include <satpad/transport/error.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace satpad::gui {
namespace {

using core::Errc;
using keyclient::satellite::Refusal;
using KmeErrc = keyclient::etsi014::Errc;
using NetErrc = transport::Errc;

struct Sentences
{
    Q_DECLARE_TR_FUNCTIONS(Sentences)
};

template <typename Code> struct WordsFor
{
    Code code;
    const char* what;
    const char* mend;
};
using CoreWords = WordsFor<Errc>;
using NetWords = WordsFor<NetErrc>;
using KmeWords = WordsFor<KmeErrc>;
using RefusalWords = WordsFor<Refusal>;

constexpr std::array k_coreWords{
    CoreWords{Errc::invalid_argument,
        QT_TRANSLATE_NOOP("Sentences", "This cannot be done as it was asked"),
        ""},
    CoreWords{Errc::not_enough_key,
        QT_TRANSLATE_NOOP("Sentences", "There is not enough key"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Nothing was reserved. Import or pull key, or lower the budget.")},
    CoreWords{Errc::authentication_failed,
        QT_TRANSLATE_NOOP("Sentences", "It failed its check"),
        QT_TRANSLATE_NOOP("Sentences", "It was not opened and no key was spent.")},
    CoreWords{Errc::key_already_used,
        QT_TRANSLATE_NOOP("Sentences", "This key was used already"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Nothing has left this site. Compare ledgers with the peer.")},
    CoreWords{Errc::pad_suspended,
        QT_TRANSLATE_NOOP("Sentences", "A pad is suspended"),
        QT_TRANSLATE_NOOP("Sentences", "The banner over the pages leads to what to do.")},
    CoreWords{Errc::home_suspect,
        QT_TRANSLATE_NOOP("Sentences", "This home may be a copy or an old backup"),
        QT_TRANSLATE_NOOP("Sentences",
            "Send something over the network first: the peer's record clears the doubt.")},
    CoreWords{Errc::pad_not_confirmed,
        QT_TRANSLATE_NOOP("Sentences", "The peer has not confirmed this pad yet"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Send it something over the network, or import its reply file.")},
    CoreWords{Errc::unreadable_file, QT_TRANSLATE_NOOP("Sentences", "A file cannot be read"), ""},
    CoreWords{Errc::unsupported_file,
        QT_TRANSLATE_NOOP("Sentences", "This file is of a kind that cannot travel like this"),
        QT_TRANSLATE_NOOP("Sentences", "Exact can still send it.")},
    CoreWords{Errc::malformed,
        QT_TRANSLATE_NOOP("Sentences", "The data is damaged or cut short"),
        QT_TRANSLATE_NOOP("Sentences", "Ask for it again.")},
    CoreWords{Errc::io_failed,
        QT_TRANSLATE_NOOP("Sentences", "The disk could not be written or read"),
        QT_TRANSLATE_NOOP("Sentences", "Check the disk, then try again.")},
    CoreWords{Errc::outcome_unknown,
        QT_TRANSLATE_NOOP("Sentences", "The disk failed, and nobody knows how far it came"),
        QT_TRANSLATE_NOOP("Sentences", "Unsure means spent. Verify the ledger on the page Keys.")},
    CoreWords{Errc::storage_full,
        QT_TRANSLATE_NOOP("Sentences", "The disk is full"),
        QT_TRANSLATE_NOOP("Sentences", "Free some space, then try again.")},
    CoreWords{Errc::storage_unsafe,
        QT_TRANSLATE_NOOP("Sentences", "The file system of this home cannot lock or sync"),
        QT_TRANSLATE_NOOP("Sentences", "Keep the home on a disk of this computer.")},
    CoreWords{Errc::home_locked, QT_TRANSLATE_NOOP("Sentences", "This home is locked"), ""},
    CoreWords{Errc::home_damaged,
        QT_TRANSLATE_NOOP("Sentences", "This home is damaged"),
        QT_TRANSLATE_NOOP("Sentences",
            "Nothing leaves and no key can be used. Keep the folder as it is, start a new home and exchange new pads.")},
    CoreWords{Errc::home_newer,
        QT_TRANSLATE_NOOP("Sentences", "This home was written by a newer Satpad"),
        QT_TRANSLATE_NOOP("Sentences", "Use the newer Satpad.")},
    CoreWords{Errc::home_busy,
        QT_TRANSLATE_NOOP("Sentences", "Something else is at work with it"),
        QT_TRANSLATE_NOOP("Sentences", "Wait for it, or stop it.")},
    CoreWords{Errc::not_set_up,
        QT_TRANSLATE_NOOP("Sentences", "There is no home here yet"),
        QT_TRANSLATE_NOOP("Sentences", "Set this site up first.")},
    CoreWords{Errc::already_exists, QT_TRANSLATE_NOOP("Sentences", "It is there already"), ""},
    CoreWords{Errc::unknown_peer,
        QT_TRANSLATE_NOOP("Sentences", "There is no such peer"),
        QT_TRANSLATE_NOOP("Sentences", "Add it on the page Sites.")},
    CoreWords{Errc::unknown_pad,
        QT_TRANSLATE_NOOP("Sentences", "There is no such pad"),
        QT_TRANSLATE_NOOP("Sentences", "The page Keys shows which there are.")},
    CoreWords{
        Errc::unknown_message, QT_TRANSLATE_NOOP("Sentences", "There is no such message"), ""},
    CoreWords{Errc::not_for_this_site,
        QT_TRANSLATE_NOOP("Sentences", "It is for another site"),
        QT_TRANSLATE_NOOP("Sentences", "Give it to the site it names.")},
    CoreWords{
        Errc::too_late, QT_TRANSLATE_NOOP("Sentences", "It is too late: it was delivered"), ""},
    CoreWords{Errc::wrong_state, QT_TRANSLATE_NOOP("Sentences", "That is not possible now"), ""},
    CoreWords{Errc::limit_exceeded, QT_TRANSLATE_NOOP("Sentences", "It is over the limit"), ""},
    CoreWords{Errc::cancelled, QT_TRANSLATE_NOOP("Sentences", "It was stopped"), ""},
    CoreWords{Errc::internal,
        QT_TRANSLATE_NOOP("Sentences", "Something is wrong inside Satpad"),
        QT_TRANSLATE_NOOP("Sentences", "Please report this.")},
};

constexpr std::array k_netWords{
    NetWords{NetErrc::unreachable,
        QT_TRANSLATE_NOOP("Sentences", "The peer cannot be reached"),
        QT_TRANSLATE_NOOP("Sentences", "Is its receiver on, and is its address right?")},
    NetWords{NetErrc::timed_out,
        QT_TRANSLATE_NOOP("Sentences", "The peer did not answer in time"),
        QT_TRANSLATE_NOOP("Sentences", "What is not verified stays in the outbox.")},
    NetWords{NetErrc::refused,
        QT_TRANSLATE_NOOP("Sentences", "The certificates of the two sites do not fit"),
        QT_TRANSLATE_NOOP("Sentences", "Exchange cards again on the page Sites.")},
    NetWords{NetErrc::wrong_peer,
        QT_TRANSLATE_NOOP("Sentences", "Another site answers there"),
        QT_TRANSLATE_NOOP("Sentences", "Check the address of the peer on the page Sites.")},
    NetWords{NetErrc::protocol,
        QT_TRANSLATE_NOOP("Sentences", "The peer does not keep the protocol"),
        QT_TRANSLATE_NOOP("Sentences", "Compare the versions of Satpad at both sites.")},
    NetWords{NetErrc::closed,
        QT_TRANSLATE_NOOP("Sentences", "The connection was cut"),
        QT_TRANSLATE_NOOP("Sentences", "What is not verified stays in the outbox.")},
    NetWords{NetErrc::limit,
        QT_TRANSLATE_NOOP("Sentences", "A limit is reached"),
        QT_TRANSLATE_NOOP("Sentences", "Try again later.")},
};

/// Between this site and its KME: docs/etsi-014.md.
constexpr auto k_askOperator = QT_TRANSLATE_NOOP(
    "Sentences", "What answers there does not keep ETSI GS QKD 014: ask its operator.");
constexpr auto k_lowerLimits =
    QT_TRANSLATE_NOOP("Sentences", "Set lower limits in the KME settings, under More.");

constexpr std::array k_kmeWords{
    KmeWords{KmeErrc::unresolved,
        QT_TRANSLATE_NOOP("Sentences", "The KME's name has no address"),
        QT_TRANSLATE_NOOP("Sentences", "Check the host in its URL, or the DNS of this site.")},
    KmeWords{KmeErrc::unreachable,
        QT_TRANSLATE_NOOP("Sentences", "The KME cannot be reached"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Is the KME running, and are host and port of its URL right?")},
    KmeWords{KmeErrc::tls_failed,
        QT_TRANSLATE_NOOP("Sentences", "There is no TLS with the KME"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Is this port the KME's, and does it speak TLS 1.2 or 1.3?")},
    KmeWords{KmeErrc::wrong_authority,
        QT_TRANSLATE_NOOP("Sentences", "The KME's certificate is not signed by the CA"),
        QT_TRANSLATE_NOOP("Sentences", "Choose the CA file that signed the KME's certificate.")},
    KmeWords{KmeErrc::expired,
        QT_TRANSLATE_NOOP("Sentences", "The KME's certificate is not valid now"),
        QT_TRANSLATE_NOOP(
            "Sentences", "The KME needs a new one; is the clock of this site right?")},
    KmeWords{KmeErrc::wrong_kme,
        QT_TRANSLATE_NOOP("Sentences", "Another KME answers there"),
        QT_TRANSLATE_NOOP("Sentences",
            "Check its URL. A KME whose certificate names no host needs its KME ID in the settings.")},
    KmeWords{KmeErrc::certificate_refused,
        QT_TRANSLATE_NOOP("Sentences", "The KME does not accept the certificate of this site"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Have its operator register this certificate, or choose the right one.")},
    KmeWords{KmeErrc::cut,
        QT_TRANSLATE_NOOP("Sentences", "The connection to the KME was cut"),
        QT_TRANSLATE_NOOP("Sentences", "Try again.")},
    KmeWords{KmeErrc::timed_out,
        QT_TRANSLATE_NOOP("Sentences", "The KME did not answer in time"),
        QT_TRANSLATE_NOOP("Sentences", "Try again later.")},
    KmeWords{KmeErrc::refused,
        QT_TRANSLATE_NOOP("Sentences", "The KME refuses"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Do the SAE IDs fit the certificate, and may these two SAEs share key?")},
    KmeWords{KmeErrc::not_found,
        QT_TRANSLATE_NOOP("Sentences", "The KME does not know this path or SAE"),
        QT_TRANSLATE_NOOP("Sentences", "Check the path in its URL and the SAE ID of the peer.")},
    KmeWords{KmeErrc::too_little,
        QT_TRANSLATE_NOOP("Sentences", "The KME has too little key"),
        QT_TRANSLATE_NOOP("Sentences", "Try again later, or ask for less.")},
    KmeWords{KmeErrc::too_many,
        QT_TRANSLATE_NOOP("Sentences", "The KME gives less in one request"),
        k_lowerLimits},
    KmeWords{KmeErrc::bad_request,
        QT_TRANSLATE_NOOP("Sentences", "The KME does not take this request"),
        k_lowerLimits},
    KmeWords{KmeErrc::failed,
        QT_TRANSLATE_NOOP("Sentences", "The KME failed"),
        QT_TRANSLATE_NOOP("Sentences", "Ask its operator.")},
    KmeWords{KmeErrc::no_method,
        QT_TRANSLATE_NOOP("Sentences", "The KME does not take POST"),
        k_askOperator},
    KmeWords{KmeErrc::malformed,
        QT_TRANSLATE_NOOP("Sentences", "The answer of the KME makes no sense"),
        k_askOperator},
    KmeWords{KmeErrc::too_large,
        QT_TRANSLATE_NOOP("Sentences", "The KME answers with more than was asked for"),
        k_askOperator},
    KmeWords{KmeErrc::bad_configuration,
        QT_TRANSLATE_NOOP("Sentences", "A setting of the KME is wrong"),
        QT_TRANSLATE_NOOP("Sentences", "Set it right in the KME settings.")},
    KmeWords{KmeErrc::plain_refused,
        QT_TRANSLATE_NOOP("Sentences", "The URL is plain http"),
        QT_TRANSLATE_NOOP("Sentences",
            "Everybody on the way could read the key: use https, or allow it in the settings.")},
};

/// Of a contact. The other end says itself what to do.
constexpr std::array k_refusalWords{
    RefusalWords{Refusal::unknown_pad,
        QT_TRANSLATE_NOOP("Sentences", "The other end does not have this pad"),
        ""},
    RefusalWords{Refusal::not_for_this_site,
        QT_TRANSLATE_NOOP("Sentences", "The other end says it is for another site"),
        ""},
    RefusalWords{Refusal::key_already_used,
        QT_TRANSLATE_NOOP("Sentences", "The other end has used this key already"),
        ""},
    RefusalWords{Refusal::malformed,
        QT_TRANSLATE_NOOP("Sentences", "The other end does not understand what was said"),
        ""},
    RefusalWords{Refusal::authentication_failed,
        QT_TRANSLATE_NOOP("Sentences", "The other end found that a check failed"),
        ""},
    RefusalWords{Refusal::unknown_peer,
        QT_TRANSLATE_NOOP("Sentences", "The other end does not know this site"),
        ""},
    RefusalWords{Refusal::storage_full,
        QT_TRANSLATE_NOOP("Sentences", "The disk of the other end is full"),
        ""},
    RefusalWords{Refusal::storage_failed,
        QT_TRANSLATE_NOOP("Sentences", "The home of the other end failed, or is locked or damaged"),
        ""},
    RefusalWords{Refusal::pad_suspended,
        QT_TRANSLATE_NOOP("Sentences", "A pad is suspended at the other end"),
        ""},
    RefusalWords{Refusal::not_enough_key,
        QT_TRANSLATE_NOOP("Sentences", "The other end has not enough key"),
        ""},
    RefusalWords{Refusal::pad_not_confirmed,
        QT_TRANSLATE_NOOP("Sentences", "The other end has not seen this pad confirmed"),
        ""},
    RefusalWords{Refusal::home_suspect,
        QT_TRANSLATE_NOOP("Sentences", "The home of the other end may be a copy or an old backup"),
        ""},
    RefusalWords{Refusal::limit_exceeded,
        QT_TRANSLATE_NOOP("Sentences", "A limit of the other end is reached"),
        ""},
    RefusalWords{Refusal::home_busy, QT_TRANSLATE_NOOP("Sentences", "The other end is busy"), ""},
    RefusalWords{Refusal::kme_failed,
        QT_TRANSLATE_NOOP("Sentences", "The other end cannot reach its KME, or that failed"),
        ""},
    RefusalWords{Refusal::kme_refused,
        QT_TRANSLATE_NOOP("Sentences", "The other end and its KME do not accept each other"),
        ""},
};

struct Words
{
    const char* what;
    const char* mend;
};

template <typename Table> bool find(const Table& table, const std::error_code& code, Words& into)
{
    const auto found = std::ranges::find_if(
        table, [&code](const auto& row) { return code == make_error_code(row.code); });
    if (found == table.end()) {
        return false;
    }
    into = {found->what, found->mend};
    return true;
}

/// What the operating system says comes through unchanged.
Words wordsOf(const std::error_code& code)
{
    Words words{nullptr, ""};
    (void)(find(k_coreWords, code, words) || find(k_netWords, code, words) ||
           find(k_kmeWords, code, words) || find(k_refusalWords, code, words));
    return words;
}

} // namespace

QString whatHappened(const core::Error& error)
{
    const Words words = wordsOf(error.code);
    if (words.what == nullptr) {
        return Sentences::tr("The system says: %1").arg(QString::fromStdString(error.text()));
    }
    const QString what = Sentences::tr(words.what);
    return error.context.empty()
               ? what
               : Sentences::tr("%1 (%2)").arg(what, QString::fromStdString(error.context));
}

QString whatToDo(const core::Error& error)
{
    const char* const mend = wordsOf(error.code).mend;
    return *mend == '\0' ? QString() : Sentences::tr(mend);
}

QString sentenceOf(const core::Error& error)
{
    const QString mend = whatToDo(error);
    return mend.isEmpty() ? Sentences::tr("%1.").arg(whatHappened(error))
                          : Sentences::tr("%1. %2").arg(whatHappened(error), mend);
}

} // namespace satpad::gui
