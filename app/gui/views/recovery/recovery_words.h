// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk_state.h"

#include <satpad/core/error.h>

#include <QSet>

/// What the page *Why nothing leaves* says of each case. Any thread.
namespace satpad::gui {

struct RecoveryStep
{
    QString text;
    QString deed; ///< the button's word; empty: nothing the program can do
    QString name; ///< of the button, and what it asks for
    QString icon; ///< of the button; may be empty
    bool burns = false;
    bool done = false;
    bool isEnabled = true;
    bool operator==(const RecoveryStep&) const = default;
};

struct RecoveryText
{
    QString happened;
    QString details; ///< second in rank; may be empty
    QStringList safe;
    std::vector<RecoveryStep> steps;
    bool operator==(const RecoveryText&) const = default;
};

/// Names of the deeds; that of a check, and of comparing in doubt, goes on with the peer's name.
namespace deed {
inline const QString k_reason = QStringLiteral("recoveryReason");
inline const QString k_advance = QStringLiteral("recoveryAdvance");
inline const QString k_close = QStringLiteral("recoveryClose");
inline const QString k_compare = QStringLiteral("recoveryCompare");
inline const QString k_compareWith = QStringLiteral("recoveryCompare.");
inline const QString k_check = QStringLiteral("recoveryCheck.");
inline const QString k_export = QStringLiteral("recoveryExport");
inline const QString k_again = QStringLiteral("openAgain");
inline const QString k_folder = QStringLiteral("showHome");
} // namespace deed

/// A peer whose pads wait, or waited until now.
struct Doubted
{
    QString name;
    bool confirmed = false;
    int waiting = 0; ///< sealed messages for it
};

/// `done`: names of deeds.
[[nodiscard]] RecoveryText wordsFor(const SuspendedPad& pad, const QSet<QString>& done);
[[nodiscard]] RecoveryText wordsFor(const std::optional<Suspicion>& suspicion,
    const std::vector<Doubted>& peers,
    const QSet<QString>& done);
/// What the state would mean, while it does not hold.
[[nodiscard]] RecoveryText wordsForNoSuspension();
[[nodiscard]] RecoveryText wordsForNoSuspicion();
[[nodiscard]] RecoveryText wordsForNoDamage();
/// The opened home can be read no more; `why` says it.
[[nodiscard]] RecoveryText wordsForDamage(const QString& why);
/// The home cannot be opened for `why`.
[[nodiscard]] RecoveryText wordsForUnopened(const core::Error& why);

/// The question before the burning step.
[[nodiscard]] QString advanceQuestion(const SuspendedPad& pad);
[[nodiscard]] QString closeQuestion(const SuspendedPad& pad);

} // namespace satpad::gui
