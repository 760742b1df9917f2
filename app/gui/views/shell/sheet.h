// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

class QLineEdit;
class QVBoxLayout;

/// Small pieces of the pages that stand where no desk is to be seen.
namespace satpad::gui {

/// A column in a panel in the middle of `page`.
[[nodiscard]] QVBoxLayout* makeSheet(QWidget& page);
[[nodiscard]] QLabel* makeText(const QString& text, const char* role, QWidget* parent);
/// The one green button of a page.
[[nodiscard]] QPushButton* makeMain(const QString& text, const char* name, QWidget* parent);
/// An error's words, hidden as long as there are none.
void showTrouble(QLabel& label, const QString& sentence, const Theme& theme);
[[nodiscard]] QLineEdit* makePassphraseField(
    const QString& spoken, const char* name, QWidget* parent);
/// What was typed; the field is empty afterwards.
[[nodiscard]] QString takeTyped(QLineEdit& field);

} // namespace satpad::gui
