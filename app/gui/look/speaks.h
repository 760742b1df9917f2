// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QString>

#include <chrono>
#include <functional>

class QWidget;

/// What screen readers hear of widgets that paint for themselves: one thing with a role, that says
/// one sentence. GUI thread.
namespace satpad::gui {

/// A figure that moves by itself is not told more often.
inline constexpr std::chrono::milliseconds k_spokenEvery{10'000};

/// From now on `widget` is heard as `role`, and says what say() told. First in its constructor.
/// With `move` it has a value, which readers move: it is called with one of sayValue()'s range. A
/// button is one that readers press, too.
void speakAs(QWidget& widget, QAccessible::Role role, std::function<void(double)> move = {});

/// What `widget` says. Readers are told when it is another sentence, at most once in `pace`, and
/// then of the newest; who asks hears the newest at once.
void say(QWidget& widget, const QString& sentence, std::chrono::milliseconds pace = {});

/// Says it now, whatever the reader is at: a state has changed. Qt 6.4 knows no gentler event.
void announce(QWidget& widget);

struct SpokenValue
{
    double least = 0;
    double most = 1;
    double step = 0; ///< the smallest that makes sense
    double now = 0;
    QString text; ///< the value in words
    bool operator==(const SpokenValue&) const = default;
};
/// Readers are told when it is another value.
void sayValue(QWidget& widget, const SpokenValue& value);

} // namespace satpad::gui
