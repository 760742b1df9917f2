// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

namespace satpad::gui {

/// Asks with real dialogs.
class DialogAsker final : public Asker
{
public:
    [[nodiscard]] QStringList filesToOpen(
        QWidget* parent, const QString& title, const QString& filter) override;
    [[nodiscard]] QString fileToSave(
        QWidget* parent, const QString& title, const QString& proposal) override;
    [[nodiscard]] bool confirm(
        QWidget* parent, const QString& question, const QString& deed) override;
};

} // namespace satpad::gui
