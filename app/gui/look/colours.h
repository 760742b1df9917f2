// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

/// The colour table of the desktop, dark and light. Green is key and what is verified, nothing else;
/// every text colour stands 4.5 : 1 or more on every ground it is used on (tst_look computes it).
namespace satpad::gui {

enum class Scheme
{
    dark,
    light
};

struct Colours
{
    QColor bg;      ///< window and fields
    QColor surface; ///< panels
    QColor raised;  ///< buttons, the chosen row
    QColor line;    ///< hairlines
    QColor edge;    ///< borders of controls
    QColor text;
    QColor text2; ///< second in rank
    QColor text3; ///< captions
    QColor key;   ///< key, verified, the main button
    QColor onKey;
    QColor blue;  ///< reserved key, key rate, the focus ring
    QColor amber; ///< warnings, QBER
    QColor alarm; ///< errors, burnt key
    QColor sim;   ///< SIMULATED only
    QColor spent;
    QColor wash;
    QColor amberWash;
    QColor alarmWash;
    QColor land; ///< of the map, as the next three
    QColor coast;
    QColor sea;
    QColor night; ///< laid over land and sea, so not opaque
};

[[nodiscard]] const Colours& coloursOf(Scheme scheme);

/// WCAG 2.1 contrast, 1 to 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);

} // namespace satpad::gui
