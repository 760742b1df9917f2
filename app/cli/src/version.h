// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace satpad::cli {

/// The version written once in CMake's project().
[[nodiscard]] std::string_view version() noexcept;

} // namespace satpad::cli
