// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/words.h>

#include <QString>

namespace satpad::gui {

/// What happened and what to do, as the command line says it.
[[nodiscard]] inline QString sentenceOf(const core::Error& error)
{
    return QString::fromStdString(service::sentence(error));
}

} // namespace satpad::gui
