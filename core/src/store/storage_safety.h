// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace satpad::core::posix {

/// The name of a file system (`f_type` of statfs) that no home may lie on; empty for every other.
[[nodiscard]] std::string_view unsafe_file_system(std::uint32_t magic) noexcept;

} // namespace satpad::core::posix
