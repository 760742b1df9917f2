// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/doctor.h>

#include <QString>

namespace satpad::gui {

/// "Certificate of the KME"
[[nodiscard]] QString layerWord(service::Layer layer);
/// What was found there, by its cause.
[[nodiscard]] QString foundWords(const service::Check& check);
/// What to do about a layer that fails.
[[nodiscard]] QString mendFor(const service::Check& check);
/// "holds", for who does not see the icon.
[[nodiscard]] QString stateWord(service::Found found);
/// The KME's settings may mend it.
[[nodiscard]] bool isOfKme(service::Layer layer);

} // namespace satpad::gui
