// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace satpad::service {

/// All of a file; empty when it cannot be read.
[[nodiscard]] inline core::Bytes whole_file(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

} // namespace satpad::service
