// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

#include <QDialog>

namespace satpad::gui {

/// The keys that do something. Show it with open().
class HelpDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit HelpDialog(QWidget* parent);
};

} // namespace satpad::gui
