// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>
#include <utility>

namespace satpad::keyclient::satellite {

/// The files of resources/satellite as they were when this was built: name, text.
[[nodiscard]] std::span<const std::pair<std::string_view, std::string_view>> shipped_presets();

} // namespace satpad::keyclient::satellite
