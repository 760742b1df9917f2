// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace satpad::gui {
namespace {

constexpr const char* k_context = "LedgerWords";

struct Entry
{
    const char* kind;
    const char* note; ///< null: whatever it says
    const char* what; ///< %1: the peer
    const char* icon;
    LedgerTone tone = LedgerTone::plain;
};

// The first that fits counts.
constexpr std::array k_entries{
    Entry{"created", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "ledger begun"), "ledger"},
    Entry{"burnt",
        "confirm",
        QT_TRANSLATE_NOOP("LedgerWords", "burnt, keyed the proof of the pad"),
        "cancel",
        LedgerTone::burnt},
    Entry{"burnt",
        "advanced",
        QT_TRANSLATE_NOOP("LedgerWords", "burnt, mark advanced"),
        "cancel",
        LedgerTone::burnt},
    Entry{"burnt",
        "closed",
        QT_TRANSLATE_NOOP("LedgerWords", "burnt, pad closed"),
        "cancel",
        LedgerTone::burnt},
    Entry{"burnt",
        "below_floor",
        QT_TRANSLATE_NOOP("LedgerWords", "burnt, left out by %1"),
        "cancel",
        LedgerTone::burnt},
    Entry{"burnt",
        "recovered",
        QT_TRANSLATE_NOOP("LedgerWords", "burnt, cut before sealing"),
        "cancel",
        LedgerTone::burnt},
    Entry{"burnt",
        "given_up",
        QT_TRANSLATE_NOOP("LedgerWords", "burnt, message given up"),
        "cancel",
        LedgerTone::burnt},
    Entry{"burnt", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "burnt"), "cancel", LedgerTone::burnt},
    Entry{"reserved",
        "tag",
        QT_TRANSLATE_NOOP("LedgerWords", "reserved for a tag"),
        "keys",
        LedgerTone::reserved},
    Entry{"reserved",
        "relay",
        QT_TRANSLATE_NOOP("LedgerWords", "reserved for a relay"),
        "keys",
        LedgerTone::reserved},
    Entry{"reserved",
        "kme",
        QT_TRANSLATE_NOOP("LedgerWords", "reserved for the KME"),
        "keys",
        LedgerTone::reserved},
    Entry{"reserved",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "reserved for %1"),
        "keys",
        LedgerTone::reserved},
    Entry{"sealed",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "spent, sealed for %1"),
        "lock",
        LedgerTone::spent},
    Entry{"carried", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "carried by hand"), "courier"},
    Entry{"cancelling", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "cancelling"), "cancel"},
    Entry{"verified",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "verified by %1"),
        "verified",
        LedgerTone::spent},
    Entry{"cancelled", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "cancelled"), "cancel"},
    Entry{"failed", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "not sent"), "error"},
    Entry{"recorded",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "recorded for %1"),
        "ledger",
        LedgerTone::reserved},
    Entry{"accepted",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "spent, received from %1"),
        "inbox",
        LedgerTone::spent},
    Entry{"abandoned",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "burnt, given up by %1"),
        "cancel",
        LedgerTone::burnt},
    Entry{"tagged",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "spent, keyed a tag"),
        "lock",
        LedgerTone::spent},
    Entry{"relayed",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "handed over by a relay"),
        "satellite"},
    Entry{"drawn", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "handed over to the KME"), "export"},
    Entry{"pull_begun", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "pull begun with %1"), "keys"},
    Entry{
        "pull_batch", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "keys drawn from the KME"), "keys"},
    Entry{"pull_agreed", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "%1 has the keys"), "check"},
    Entry{"pull_cut", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "pad made of pulled keys"), "add"},
    Entry{"pull_closed", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "pull ended"), "stop"},
    Entry{"unaccepted",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "picture without acceptance removed"),
        "cancel"},
    Entry{"unimported",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "files of a cut import removed"),
        "cancel"},
    Entry{"handed_over",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "handed over to another home"),
        "export"},
    Entry{"locked", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "home locked"), "lock"},
    Entry{"transferred",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "transfer file written"),
        "export"},
    Entry{"taken_over",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "taken over from another home"),
        "inbox"},
    Entry{"unlocked", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "home in use"), "lock"},
    Entry{"confirmed", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "confirmed by %1"), "check"},
    Entry{"suspended",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "suspended"),
        "warning",
        LedgerTone::warning},
    Entry{"advanced", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "mark advanced"), "run"},
    Entry{"suspect",
        nullptr,
        QT_TRANSLATE_NOOP("LedgerWords", "in doubt until a peer records"),
        "warning",
        LedgerTone::warning},
    Entry{
        "trusted", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "beyond doubt: %1 recorded"), "check"},
    Entry{"closed", nullptr, QT_TRANSLATE_NOOP("LedgerWords", "pad closed"), "stop"},
};

LedgerWords added(const QString& origin)
{
    if (origin.startsWith(QLatin1String("courier"))) {
        return {QCoreApplication::translate("LedgerWords", "added by courier file"), "courier"};
    }
    if (origin.startsWith(QLatin1String("pass"))) {
        return {QCoreApplication::translate("LedgerWords", "added by pass"), "passes"};
    }
    if (origin.startsWith(QLatin1String("relay"))) {
        return {QCoreApplication::translate("LedgerWords", "added by relay"), "satellite"};
    }
    if (origin.startsWith(QLatin1String("kme"))) {
        return {QCoreApplication::translate("LedgerWords", "added by pull"), "keys"};
    }
    return {QCoreApplication::translate("LedgerWords", "pad added"), "add"};
}

} // namespace

LedgerWords wordsFor(const core::LedgerEvent& event, const QString& peer, const QString& origin)
{
    if (event.kind == "pad_added") {
        return added(origin);
    }
    const auto* const entry = std::ranges::find_if(k_entries, [&](const Entry& each) {
        return event.kind == each.kind && (each.note == nullptr || event.note == each.note);
    });
    if (entry == k_entries.end()) { // of a newer Satpad
        return {QString::fromStdString(event.kind), "info"};
    }
    QString what = QCoreApplication::translate(k_context, entry->what);
    if (what.contains("%1")) {
        what = what.arg(
            peer.isEmpty() ? QCoreApplication::translate("LedgerWords", "the peer") : peer);
    }
    return {what, entry->icon, entry->tone};
}

} // namespace satpad::gui
